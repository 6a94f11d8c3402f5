import type { MouseEventHandler, Ref } from "react";
import { Icon } from "./icon.tsx";

/** A button with an icon and a word. */
export function Button(props: {
  id: string;
  icon: string;
  label: string;
  kind?: "primary" | "quiet" | "danger";
  title?: string;
  disabled?: boolean;
  expanded?: boolean;
  ref?: Ref<HTMLButtonElement>;
  onClick: MouseEventHandler;
}) {
  return (
    <button
      type="button"
      className={props.kind ? `button ${props.kind}` : "button"}
      title={props.title}
      disabled={props.disabled}
      aria-expanded={props.expanded}
      ref={props.ref}
      data-testid={props.id}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
      <span>{props.label}</span>
    </button>
  );
}
