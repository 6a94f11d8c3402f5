import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";

/** A page before its first run: what one can do here. */
export function Empty({ id, ways }: { id: string; ways: readonly Way[] }) {
  return (
    <ul className="empty" data-testid={id}>
      {ways.map((way) => (
        <li key={way.title}>
          <Icon name={way.icon} />
          <div>
            <h2>{way.title}</h2>
            <p>{way.text}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}

/** One thing to do. */
export interface Way {
  readonly icon: string;
  readonly title: string;
  readonly text: ReactNode;
}
