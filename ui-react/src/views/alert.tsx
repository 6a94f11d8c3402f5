import type { Error as WireError } from "@millstream/contract/workbench";
import { legible } from "../state/format.ts";
import { Icon } from "./icon.tsx";

/** What happened, what kind of thing that is, and what to do about it; beside what it concerns. */
export function Alert(props: { id: string; error: WireError; kept?: string; onClose?: () => void }) {
  return (
    <div className="alert" role="alert" data-testid={props.id}>
      <Icon name="triangle-alert" />
      <div>
        <p>
          <b>{legible(props.error.message)}</b>{" "}
          <code data-testid={`${props.id}-code`}>{props.error.code}</code>
        </p>
        {props.error.hint && <p data-testid={`${props.id}-hint`}>{props.error.hint}</p>}
        {props.kept && <p>{props.kept}</p>}
      </div>
      {props.onClose && (
        <button
          type="button"
          className="button quiet only-icon"
          aria-label="Close"
          data-testid={`${props.id}-close`}
          onClick={props.onClose}
        >
          <Icon name="x" />
        </button>
      )}
    </div>
  );
}
