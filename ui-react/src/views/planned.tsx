import type { StreamPage } from "../state/app.ts";
import { Header } from "./header.tsx";
import { Icon } from "./icon.tsx";

/** The page of a stream that is not built yet: it says so, and what it will do. */
export function Planned({ page }: { page: StreamPage }) {
  return (
    <main className="page" data-testid={`${page.name}-page`}>
      <Header title={page.title} purpose={page.purpose} />
      <section className="card planned" aria-label="Not built yet">
        <Icon name={page.icon} />
        <div>
          <h2>Not built yet</h2>
          <p>This is what it will do:</p>
          <ul>
            {page.plan?.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
      </section>
    </main>
  );
}
