import { mod } from "../locale.ts";
import { GROUPS, PAGES, type StreamName, type StreamPage, type Theme } from "../state/app.ts";
import { Icon } from "./icon.tsx";

/** The streams in groups, with the number of running ones, and the theme's switch beneath. */
export function Rail(props: {
  page: StreamName;
  running: (page: StreamName) => number;
  theme: Theme;
  onTheme: () => void;
}) {
  return (
    <nav className="rail" aria-label="Streams" data-testid="rail">
      <div className="brand">
        <Icon name="millstream" />
        <span>Millstream</span>
      </div>
      {GROUPS.map((group) => (
        <section key={group.title} className="group">
          <p id={`rail-group-${group.title.toLowerCase()}`}>{group.title}</p>
          <ul aria-labelledby={`rail-group-${group.title.toLowerCase()}`}>
            {group.pages.map((page) => (
              <Entry
                key={page.name}
                page={page}
                current={page.name === props.page}
                running={props.running(page.name)}
              />
            ))}
          </ul>
        </section>
      ))}
      <button
        type="button"
        className="theme"
        title="Switch between the system's theme, light and dark"
        data-testid="rail-theme"
        onClick={props.onTheme}
      >
        <Icon name={THEMES[props.theme].icon} />
        <span>{THEMES[props.theme].label}</span>
      </button>
    </nav>
  );
}

const THEMES = {
  system: { icon: "monitor", label: "Theme: system" },
  light: { icon: "sun", label: "Theme: light" },
  dark: { icon: "moon", label: "Theme: dark" },
};

function Entry({ page, current, running }: { page: StreamPage; current: boolean; running: number }) {
  const digit = PAGES.indexOf(page) + 1;
  return (
    <li>
      <a
        href={`#${page.name}`}
        aria-current={current ? "page" : undefined}
        title={digit <= 9 ? `${page.title} (${mod}+${digit})` : page.title}
        data-testid={`rail-${page.name}`}
      >
        <Icon name={page.icon} />
        <span>{page.title}</span>
        {running > 0 && (
          <b className="live num" data-testid={`rail-${page.name}-live`}>
            {running}
            <span className="hidden"> running</span>
          </b>
        )}
      </a>
    </li>
  );
}
