import { Icon } from "./icon.tsx";

/** A field that a list is searched with; `/` leads to it. */
export function Search(props: {
  id: string;
  label: string;
  value: string;
  onValue: (value: string) => void;
}) {
  return (
    <label className="search">
      <Icon name="search" />
      <span className="hidden">{props.label}</span>
      <input
        type="search"
        placeholder={props.label}
        title={`${props.label} (/)`}
        spellCheck={false}
        value={props.value}
        data-testid={props.id}
        onChange={(event) => props.onValue(event.target.value)}
      />
    </label>
  );
}
