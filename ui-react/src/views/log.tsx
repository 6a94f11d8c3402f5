import { n } from "../locale.ts";
import { count, legible, plural } from "../state/format.ts";
import type { HashState } from "../state/hash.ts";
import { Icon } from "./icon.tsx";

/** What a run passed over, and why: closed until it is asked for. */
export function Log({ id, hash }: { id: string; hash: HashState }) {
  const more = hash.logged - hash.log.length;
  return (
    <details className="more" data-testid={id}>
      <summary>
        <Icon name="chevron-down" />
        Log <span className="meta num">{plural(hash.logged, "entry", "entries", n)} passed over</span>
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it */}
      <div role="log" aria-label="Log" tabIndex={0}>
        <ul>
          {hash.log.map(({ event, data }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added, at the end
            <li key={at} data-event={event}>
              <span className="mono">{legible(data.name)}</span> {legible(data.error.message)}
            </li>
          ))}
          {more > 0 && <li>and {count(more, n)} more</li>}
        </ul>
      </div>
    </details>
  );
}
