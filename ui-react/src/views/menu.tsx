import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { Icon } from "./icon.tsx";

/** A button that offers a few ways to do one thing. Arrows, Home and End move among them. */
export function Menu(props: {
  id: string;
  icon: string;
  label: string;
  disabled: boolean;
  items: readonly MenuItem[];
}) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const focus = (at: number) => focusItem(box.current, at);
  useEffect(() => {
    if (open) focusItem(box.current, 0);
  }, [open]);
  const close = () => {
    setOpen(false);
    box.current?.querySelector("button")?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return;
    const at = props.items.findIndex(
      (item) =>
        event.target instanceof Element && event.target.matches(`[data-testid="${props.id}-${item.name}"]`),
    );
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") focus(at + 1);
    else if (event.key === "ArrowUp") focus(at - 1);
    else if (event.key === "Home") focus(0);
    else if (event.key === "End") focus(-1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the menu in it
    <div
      className="menu"
      ref={box}
      onKeyDown={onKeyDown}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <button
        type="button"
        className="button quiet"
        aria-haspopup="menu"
        aria-expanded={open}
        disabled={props.disabled}
        data-testid={props.id}
        onClick={() => setOpen(!open)}
      >
        <Icon name={props.icon} />
        <span>{props.label}</span>
        <Icon name="chevron-down" />
      </button>
      {open && (
        <div className="items" role="menu" aria-label={props.label}>
          {props.items.map((item) => (
            <button
              key={item.name}
              type="button"
              role="menuitem"
              data-testid={`${props.id}-${item.name}`}
              onClick={() => {
                close();
                item.onPick();
              }}
            >
              <b>{item.title}</b>
              <code>{item.example}</code>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** One of the ways. */
export interface MenuItem {
  readonly name: string;
  readonly title: string;
  readonly example: string;
  readonly onPick: () => void;
}

/** Gives the focus to an item; round and round. */
function focusItem(box: HTMLElement | null, at: number): void {
  const all = box?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [];
  all[(at + all.length) % all.length]?.focus();
}
