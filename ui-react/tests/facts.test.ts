import { describe, expect, test } from "vitest";
import { allMatch, atStake, elapsed, progress, remaining, speed, stalled } from "../src/state/facts.ts";
import { begin } from "../src/state/hash.ts";
import { fixture, type Recording, replay } from "./fixtures.ts";

const recorded = (name: string, until?: number) => replay(fixture<Recording>(`hash/${name}.json`), until);

describe("facts", () => {
  test("know no progress before the files are known", () => {
    expect(progress(begin(0))).toBeUndefined();
    expect(progress(recorded("many", 0))).toBeUndefined();
    expect(progress(recorded("cancelled", 300))).toBe(6);
    expect(progress(recorded("many"))).toBe(100);
  });

  test("call a run stalled that does not come further, until it ends", () => {
    const state = recorded("cancelled", 1500);
    expect(stalled(state, 4499)).toBe(false);
    expect(stalled(state, 4500)).toBe(true);
    expect(stalled(recorded("cancelled"), 99_999)).toBe(false);
  });

  test("tell the speed of the last second, then of the whole reading", () => {
    expect(speed(recorded("cancelled", 1500), 1500)).toBeCloseTo(1_333_333_333.33, 1);
    expect(speed(recorded("cancelled"), 1600)).toBe((2_000_000_013 * 1000) / 1600);
    expect(speed(begin(0), 10)).toBe(0);
  });

  test("tell no time left while it is not steady or the run stands still", () => {
    expect(remaining(recorded("cancelled", 1500), 1500)).toBeUndefined();
    expect(remaining(recorded("cancelled", 1500), 5000)).toBeUndefined();
    expect(remaining(recorded("cancelled"), 1600)).toBeUndefined();
  });

  test("stop the clock at the end", () => {
    expect(elapsed(recorded("cancelled", 1500), 1550)).toBe(1550);
    expect(elapsed(recorded("cancelled"), 9999)).toBe(1600);
  });

  test("see work at stake once something was read and the run goes on", () => {
    expect(atStake(recorded("cancelled", 0))).toBe(false);
    expect(atStake(recorded("cancelled", 300))).toBe(true);
    expect(atStake(recorded("cancelled"))).toBe(false);
  });

  test("see a match only when every file was compared", () => {
    const state = recorded("verify-sums");
    expect(allMatch(state)).toBe(false);
    expect(allMatch(recorded("many"))).toBe(false);
    const good = {
      ...state.counts,
      files: 3,
      matched: 3,
      mismatched: 0,
      missing: 0,
      unreadable: 0,
      malformed: 0,
    };
    expect(allMatch({ ...state, counts: good })).toBe(true);
    expect(allMatch({ ...state, counts: { ...good, files: 4 } })).toBe(false);
    expect(allMatch({ ...state, counts: { ...good, malformed: 1 } })).toBe(false);
    expect(allMatch({ ...state, counts: good, phase: "cancelled" })).toBe(false);
  });
});
