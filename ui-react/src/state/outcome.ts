import type { Verify } from "@millstream/contract/workbench";
import { allMatch, problems, progress, running, stalled } from "./facts.ts";
import { count, type Numerals, plural } from "./format.ts";
import type { HashState } from "./hash.ts";

/** How a run came out, in a word or two, with the colour of what it means. */
export interface Outcome {
  readonly tone: "good" | "bad" | "warn" | "wait";
  readonly icon: string;
  readonly text: string;
}

/** How a run came out; none while it goes on. Good only when every file was compared and matches. */
export function outcome(hash: HashState, verify: Verify, n: Numerals): Outcome | undefined {
  if (running(hash)) return undefined;
  if (hash.phase === "failed") return { tone: "bad", icon: "circle-x", text: "Failed" };
  if (hash.phase === "cancelled") return { tone: "wait", icon: "ban", text: "Cancelled" };
  const { counts } = hash;
  if (allMatch(hash)) {
    return {
      tone: "good",
      icon: "circle-check",
      text: counts.matched === 1 ? "Match" : `All ${count(counts.matched, n)} match`,
    };
  }
  if (counts.mismatched > 0) {
    const one = counts.mismatched === 1;
    const text =
      hash.files === 1 ? "Mismatch" : `${count(counts.mismatched, n)} ${one ? "does" : "do"} not match`;
    return { tone: "bad", icon: "circle-x", text };
  }
  if (problems(hash) > 0)
    return { tone: "warn", icon: "circle-alert", text: plural(problems(hash), "problem", "problems", n) };
  if (verify.event !== "nothing") {
    const alone = counts.files - counts.matched;
    const text = counts.matched === 0 ? "Nothing to compare with" : `${count(alone, n)} without a sum`;
    return { tone: "warn", icon: "circle-alert", text };
  }
  return { tone: "wait", icon: "check", text: "Done" };
}

/** What a screen reader says of a run: when its phase changes, not with every number. */
export function spoken(name: string, hash: HashState, verify: Verify, n: Numerals): string {
  const end = outcome(hash, verify, n);
  if (end) return `${name}: ${end.text}`;
  return hash.phase === "reading"
    ? `${name}: hashing ${plural(hash.files, "file", "files", n)}`
    : `${name}: looking for files`;
}

/** What the meter's colour says. */
export function tone(hash: HashState, verify: Verify, now: number, n: Numerals): Tone {
  if (stalled(hash, now)) return "stalled";
  if (running(hash)) return progress(hash) === undefined ? "unknown" : "busy";
  const end = outcome(hash, verify, n);
  return end && end.tone !== "wait" ? end.tone : hash.phase === "cancelled" ? "stopped" : "done";
}

/** Colours of a meter; `unknown` is work whose size is not known. */
export type Tone = "busy" | "unknown" | "stalled" | "good" | "bad" | "warn" | "done" | "stopped";
