import { ask, pick, runs } from "./runs.ts";
import { PAGES } from "./state/app.ts";
import { running } from "./state/facts.ts";
import { shortcut } from "./state/keys.ts";

/** Does what keys ask for, until the returned function is called. */
export function listenKeys(target: Window): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    const asked = shortcut(event, event.target instanceof HTMLInputElement && event.target.type !== "radio");
    if (!asked) return;
    event.preventDefault();
    if (asked.kind === "page") location.hash = PAGES[asked.index]?.name ?? "";
    else if (asked.kind === "add") void pick("file");
    else if (asked.kind === "cancel") cancelFocused();
    else focusSearch();
  };
  target.addEventListener("keydown", onKeyDown);
  return () => target.removeEventListener("keydown", onKeyDown);
}

/** The run that has the focus; without one, the newest that goes on. */
function cancelFocused(): void {
  const focused = card()?.dataset.run;
  const newest = runs.state.runs.find((run) => running(run.hash));
  const id = focused === undefined ? newest?.id : Number(focused);
  if (id !== undefined) ask(id);
}

function focusSearch(): void {
  const near = card()?.querySelector<HTMLElement>("[type=search]");
  (near ?? document.querySelector<HTMLElement>("[type=search]"))?.focus();
}

const card = () => document.activeElement?.closest<HTMLElement>("[data-run]");

/** Gives the focus to the card after this one, which goes, or before it; without one, to where files are added. */
export function focusBeside(card: Element | null): void {
  const beside = [card?.nextElementSibling, card?.previousElementSibling];
  focus(beside.find((element) => element?.matches("[data-run]")));
}

/** Gives the focus to the first card whose run goes on; without one, to where files are added. */
export function focusRunning(): void {
  focus(document.querySelector(`[data-run]:not(${ENDED.map((phase) => `[data-phase="${phase}"]`).join()})`));
}

/** Gives the focus that this has, since it goes, to what had it before; without that, to what this is a part of. */
export function leaveFocus(going: Element | null, before?: Element | null): void {
  if (!going?.contains(document.activeElement)) return;
  const heir = before?.isConnected ? before : going.closest("[tabindex]");
  if (heir instanceof HTMLElement) heir.focus();
}

const ENDED = ["finished", "failed", "cancelled"];

function focus(wanted: Element | null | undefined): void {
  const element = wanted ?? document.querySelector('[data-testid="hash-add-files"]');
  if (element instanceof HTMLElement) element.focus();
}
