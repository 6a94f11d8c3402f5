import { describe, expect, test } from "vitest";
import { begin, reduceFailure } from "../src/state/inspector.ts";
import { fixture, inspected, recordingsOf, watchedUntil } from "./fixtures.ts";

describe("inspector", () => {
  const names = recordingsOf("inspector").filter((name) => name !== "frames");

  test("folds each recorded inspector to its state", () => {
    expect(names).toHaveLength(6);
    for (const name of names) {
      // What was seen last before the end, and the end.
      const last = inspected(name).at(-1)?.at ?? 0;
      const states = [watchedUntil(name, last - 1), watchedUntil(name, last)];
      expect(JSON.parse(JSON.stringify(states)), name).toEqual(fixture(`inspector/${name}.state.json`));
    }
  });

  test("forgets what was live when it ends, and keeps the recordings", () => {
    const { phase, streams, recordings, totals } = watchedUntil("recordings");
    expect([phase, streams.length, recordings.length, totals.streams]).toEqual(["ended", 0, 4, 0]);
  });

  test("says why it failed", () => {
    const state = reduceFailure(begin(0), { code: "gap", message: "Lost." });
    expect(state).toMatchObject({ phase: "failed", error: { code: "gap" } });
  });

  test("adds up all readers of all streams", () => {
    const { totals } = watchedUntil("running", 1_500);
    expect(totals).toMatchObject({ streams: 4, inFlight: 1_202, dropped: 12_800, stalled: 0 });
    expect(watchedUntil("stalled", 0).totals.stalled).toBe(0);
    expect(watchedUntil("stalled", 500).totals.stalled).toBe(3);
  });
});
