import type { Inspected } from "@millstream/contract/workbench";
import { n } from "../locale.ts";
import { bytes, count, exactBytes, legible, plural, since } from "../state/format.ts";
import { titleOf } from "../state/lines.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { POLICIES, type StreamActions } from "./inspected.tsx";

/** One stream in full: what was agreed for it, what can be done with it, and the account of each of its readers. */
export function Readers(props: {
  id: string;
  stream: Inspected;
  /** Milliseconds since the newest event. */
  late: number;
  actions: StreamActions | undefined;
}) {
  const { id, stream, actions } = props;
  return (
    <div className="detail readers" data-testid={id}>
      <header>
        <h3 data-testid={`${id}-name`}>{legible(titleOf(stream))}</h3>
        <span className="meta num">{terms(stream)}</span>
        {actions && (
          <div className="actions">
            <Button
              id={`${id}-look`}
              kind="quiet"
              icon="eye"
              label="Frames"
              title="Show its frames (Enter)"
              onClick={() => actions.look(stream)}
            />
            <Button
              id={`${id}-record`}
              kind="quiet"
              icon="circle-dot"
              label="Record"
              title="Record its command from now on"
              onClick={() => actions.record(stream)}
            />
            <Button
              id={`${id}-cancel`}
              kind="quiet"
              icon="x"
              label="Cancel"
              title="Cancel it (Delete)"
              onClick={() => actions.cancel(stream)}
            />
          </div>
        )}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it */}
      {/* biome-ignore lint/a11y/useSemanticElements: one table's room is no section of the page */}
      <div className="scroll" role="region" aria-label="Readers" tabIndex={0}>
        <table className="num">
          <thead>
            <tr>
              <th>Web view</th>
              {COLUMNS.map(({ column, title }) => (
                <th key={column} className="right">
                  {title}
                </th>
              ))}
              <th className="right">Waiting</th>
              <th className="right">Frames</th>
              <th className="right">Their size</th>
              <th>Owes a drain</th>
            </tr>
          </thead>
          <tbody>
            {stream.readers.map((reader, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a reader is known by its place
              <tr key={at} data-testid={`${id}-${at}`}>
                <th scope="row">
                  {legible(reader.webview)}
                  {reader.attached ? "" : " (away)"}
                </th>
                {COLUMNS.map(({ column }) => (
                  <td key={column} className="right" data-testid={`${id}-${at}-${column}`}>
                    {count(reader.account[column], n)}
                  </td>
                ))}
                <td className="right" title={exactBytes(reader.bytes, n)} data-testid={`${id}-${at}-waiting`}>
                  {count(reader.items, n)}
                </td>
                <td className="right">{count(reader.frames, n)}</td>
                <td className="right" title={exactBytes(reader.frameBytes, n)}>
                  {bytes(reader.frameBytes, n)}
                </td>
                <td data-testid={`${id}-${at}-owes`}>
                  <span className={reader.stalled ? "tag warn" : undefined}>
                    {reader.stalled && <Icon name="hourglass" />}
                    {reader.owes === undefined ? "no" : `for ${since(reader.owes + props.late, n)}`}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

const COLUMNS = [
  { column: "offered", title: "Offered" },
  { column: "delivered", title: "Delivered" },
  { column: "coalesced", title: "Coalesced" },
  { column: "dropped", title: "Dropped" },
  { column: "discarded", title: "Discarded" },
] as const;

function terms({ policy, limits, shared, detached }: Inspected): string {
  const most = `at most ${plural(limits.items, "item", "items", n)} or ${bytes(limits.bytes, n)} wait`;
  const more = [...(shared ? ["shared"] : []), ...(detached ? ["outlives its page"] : [])];
  return [POLICIES[policy], most, ...more].join(" · ");
}
