import type { InspectedRecording } from "@millstream/contract/workbench";
import { n } from "../locale.ts";
import { bytes, exactBytes, legible, plural } from "../state/format.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";

/** What is being recorded, and what was. */
export function Recordings(props: {
  id: string;
  recordings: readonly InspectedRecording[];
  /** None where what is shown is a recording itself. */
  onStop: ((id: number) => void) | undefined;
}) {
  const { id, onStop } = props;
  return (
    <section className="card recordings" aria-labelledby={`${id}-title`} data-testid={id}>
      <header>
        <h2 id={`${id}-title`}>Recordings</h2>
      </header>
      <ul>
        {props.recordings.map((recording) => {
          const { tone, icon, label } = lookOf(recording);
          return (
            <li key={recording.id} data-testid={`${id}-${recording.id}`}>
              <span className={`tag ${tone}`} data-testid={`${id}-${recording.id}-state`}>
                <Icon name={icon} />
                {label}
              </span>
              <span className="name" title={legible(recording.name)}>
                {legible(recording.name)}
              </span>
              <span className="meta">
                {recording.command === undefined ? "" : legible(recording.command)}
              </span>
              <span className="meta num right" data-testid={`${id}-${recording.id}-frames`}>
                {plural(recording.frames, "frame", "frames", n)}
              </span>
              <span className="meta num right size" title={exactBytes(recording.bytes, n)}>
                {bytes(recording.bytes, n)}
              </span>
              <span className="right">
                {!recording.done && !recording.error && onStop && (
                  <Button
                    id={`${id}-${recording.id}-stop`}
                    kind="quiet"
                    icon="circle-stop"
                    label="Stop"
                    onClick={() => onStop(recording.id)}
                  />
                )}
              </span>
              {recording.error && (
                <p className="problem" data-testid={`${id}-${recording.id}-error`}>
                  {legible(recording.error.message)} <code>{recording.error.code}</code>{" "}
                  {recording.error.hint}
                </p>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function lookOf({ error, done, command }: InspectedRecording) {
  if (error) return { tone: "bad", icon: "circle-x", label: "Failed" };
  if (done) return { tone: "good", icon: "circle-check", label: "Complete" };
  if (command === undefined) return { tone: "wait", icon: "hourglass", label: "Waiting" };
  return { tone: "bad", icon: "circle-dot", label: "Recording" };
}
