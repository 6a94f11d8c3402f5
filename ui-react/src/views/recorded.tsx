import type { RecordedHere } from "@millstream/contract/workbench";
import { legible } from "../state/format.ts";
import { Icon } from "./icon.tsx";

/** Says that this window's streams are being recorded, and which. Where it stands is read aloud when it changes. */
export function Recorded({ recorded: { commands } }: { recorded: RecordedHere }) {
  return (
    <span role="status" aria-label="Recording">
      {commands.length > 0 && (
        <span
          className="recorded"
          title={commands.map(({ command, name }) => `${legible(command)} into ${legible(name)}`).join("\n")}
          data-testid="status-recorded"
        >
          <Icon name="circle-dot" />
          {`Recording ${commands.map(({ command }) => legible(command)).join(", ")}`}
        </span>
      )}
    </span>
  );
}
