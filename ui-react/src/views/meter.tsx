import type { Tone } from "../state/outcome.ts";

/** How much is done. Without a value the end is not known yet. */
export function Meter(props: {
  id: string;
  label: string;
  value: number | undefined;
  text: string;
  tone: Tone;
}) {
  return (
    <div
      className="meter"
      role="progressbar"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={props.value}
      aria-valuetext={props.text}
      data-tone={props.tone}
      data-testid={props.id}
    >
      <i style={{ width: `${props.value ?? 100}%` }} />
    </div>
  );
}
