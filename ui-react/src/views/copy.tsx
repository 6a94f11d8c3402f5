import { Button } from "./button.tsx";
import { useFeedback } from "./feedback.ts";

/** A button that copies, and says in its place that it did. */
export function Copy(props: {
  id: string;
  title: string;
  disabled: boolean;
  onCopy: () => Promise<boolean>;
}) {
  const [copied, copy] = useFeedback(props.onCopy);
  return (
    <Button
      id={props.id}
      kind="quiet"
      icon={copied ? "check" : "copy"}
      label={copied ? "Copied" : "Copy"}
      title={props.title}
      disabled={props.disabled}
      onClick={copy}
    />
  );
}
