import { numerals } from "./state/format.ts";

/** How numbers are written here: as the person's locale has it. */
export const n = numerals(navigator.language);

/** The key that makes a letter a command. */
export const mod = navigator.platform.startsWith("Mac") ? "⌘" : "Ctrl";
