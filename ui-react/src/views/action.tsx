import { Icon } from "./icon.tsx";

/** A button that is an icon alone, in a row whose other way to the same is the keyboard. */
export function Action(props: { id: string; icon: string; label: string; onClick: () => void }) {
  return (
    <button
      type="button"
      className="button quiet only-icon"
      title={props.label}
      aria-label={props.label}
      tabIndex={-1}
      data-testid={props.id}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
    </button>
  );
}
