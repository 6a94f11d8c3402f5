import { share } from "./format.ts";
import type { HashState } from "./hash.ts";
import { perSecond, timeLeft } from "./rate.ts";

/** Without progress for this long, in ms, a run is called stalled. */
const STALL = 3000;

/** Whether the run goes on. */
export function running(state: HashState): boolean {
  return state.phase === "starting" || state.phase === "walking" || state.phase === "reading";
}

/** Whether the run goes on and has not come further for a while. */
export function stalled(state: HashState, now: number): boolean {
  return running(state) && now - state.movedAt >= STALL;
}

/** How much is read, in whole percent; none while that is not known. */
export function progress(state: HashState): number | undefined {
  if (state.phase === "finished") return 100;
  if (state.phase === "starting" || state.phase === "walking") return undefined;
  return share(state.bytesRead, state.totalBytes);
}

/** Bytes a second: of the last second while it reads, of the whole reading afterwards. */
export function speed(state: HashState, now: number): number {
  if (running(state)) return perSecond(state.rate, now);
  const took = (state.endedAt ?? 0) - (state.readingAt ?? state.startedAt);
  return took > 0 ? (state.bytesRead * 1000) / took : 0;
}

/** Milliseconds until all is read; none while that is not steady, or while nothing moves. */
export function remaining(state: HashState, now: number): number | undefined {
  const steady = state.phase === "reading" && !stalled(state, now);
  return steady ? timeLeft(state.rate, state.totalBytes, now) : undefined;
}

/** Milliseconds since the start, or from the start to the end. */
export function elapsed(state: HashState, now: number): number {
  return Math.max(0, (state.endedAt ?? now) - state.startedAt);
}

/** Whether something was read that a cancel would throw away. */
export function atStake(state: HashState): boolean {
  return running(state) && state.bytesRead > 0;
}

/** How many of what could be wrong is wrong. */
export function problems({ counts }: HashState): number {
  return counts.mismatched + counts.missing + counts.unreadable + counts.malformed;
}

/** Whether every file was held against something and is what it should be. */
export function allMatch(state: HashState): boolean {
  return (
    state.phase === "finished" &&
    problems(state) === 0 &&
    state.counts.matched > 0 &&
    state.counts.matched === state.counts.files
  );
}
