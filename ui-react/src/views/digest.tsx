import { useFeedback } from "./feedback.ts";
import { Icon } from "./icon.tsx";

/** A digest that copies itself when it is pressed, and says so in its place. */
export function Digest(props: {
  id: string;
  hex: string;
  label: string;
  reachable: boolean;
  onCopy: () => Promise<boolean>;
}) {
  const [copied, copy] = useFeedback(props.onCopy);
  return (
    <button
      type="button"
      className="digest mono"
      title="Copy this digest"
      aria-label={`Copy ${props.label} ${props.hex}`}
      tabIndex={props.reachable ? 0 : -1}
      data-copied={copied}
      data-testid={props.id}
      onClick={copy}
    >
      <span>{props.hex}</span>
      <Icon name={copied ? "check" : "copy"} />
    </button>
  );
}
