import { numerals } from "./state/format.ts";

/** A language tag (BCP 47). Where the system has no language, as with `LANG=C`, a web view says `C`. */
const TAG = /^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i;

/** How numbers are written here: as the person's locale has it. */
export const n = numerals(TAG.test(navigator.language) ? navigator.language : undefined);

/** The key that makes a letter a command. */
export const mod = navigator.platform.startsWith("Mac") ? "⌘" : "Ctrl";
