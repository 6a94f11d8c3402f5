import type { Account as Figures } from "@millstream/contract/workbench";
import { n } from "../locale.ts";
import { count, plural } from "../state/format.ts";
import { Icon } from "./icon.tsx";

/** What became of a run's events and of its log's lines: offered is the sum of the rest. */
export function Account(props: { id: string; events: Figures; log: Figures | undefined }) {
  return (
    <details className="more" data-testid={props.id}>
      <summary>
        <Icon name="chevron-down" />
        Account{" "}
        <span className="meta num">{plural(props.events.delivered, "event", "events", n)} delivered</span>
      </summary>
      <table className="num">
        <thead>
          <tr>
            <th>Outlet</th>
            {COLUMNS.map(({ column, title }) => (
              <th key={column} className="right">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Line id={`${props.id}-events`} name="Events" figures={props.events} />
          {props.log && <Line id={`${props.id}-log`} name="Log" figures={props.log} />}
        </tbody>
      </table>
    </details>
  );
}

const COLUMNS = [
  { column: "offered", title: "Offered" },
  { column: "delivered", title: "Delivered" },
  { column: "coalesced", title: "Coalesced" },
  { column: "dropped", title: "Dropped" },
  { column: "discarded", title: "Discarded" },
] as const;

function Line({ id, name, figures }: { id: string; name: string; figures: Figures }) {
  return (
    <tr data-testid={id}>
      <th scope="row">{name}</th>
      {COLUMNS.map(({ column }) => (
        <td key={column} className="right" data-testid={`${id}-${column}`}>
          {count(figures[column], n)}
        </td>
      ))}
    </tr>
  );
}
