import type { Summary, Verify } from "@millstream/contract/workbench";
import { describe, expect, test } from "vitest";
import type { Numerals } from "../src/state/format.ts";
import { begin, type HashState } from "../src/state/hash.ts";
import { outcome, spoken, tone } from "../src/state/outcome.ts";
import { fixture } from "./fixtures.ts";

const n = fixture<{ numerals: { en: Numerals } }>("format.json").numerals.en;
const nothing: Verify = { event: "nothing" };
const siblings: Verify = { event: "siblings" };

const ended = (counts: Partial<Summary>, phase: HashState["phase"] = "finished"): HashState => {
  const state = begin(0);
  return { ...state, phase, files: 5, counts: { ...state.counts, files: 5, ...counts } };
};

describe("outcome", () => {
  test.each([
    ["all match", ended({ matched: 5 }), siblings, "good", "All 5 match"],
    ["the one matches", ended({ files: 1, matched: 1 }), siblings, "good", "Match"],
    [
      "one does not match",
      ended({ matched: 4, mismatched: 1, missing: 3 }),
      siblings,
      "bad",
      "1 does not match",
    ],
    ["two do not match", ended({ matched: 3, mismatched: 2 }), siblings, "bad", "2 do not match"],
    [
      "something else is wrong",
      ended({ matched: 5, missing: 1, malformed: 2 }),
      siblings,
      "warn",
      "3 problems",
    ],
    ["some have no sum", ended({ matched: 4 }), siblings, "warn", "1 without a sum"],
    ["nothing to compare with", ended({}), siblings, "warn", "Nothing to compare with"],
    ["digests only", ended({}), nothing, "wait", "Done"],
    ["cancelled", ended({ matched: 5 }, "cancelled"), siblings, "wait", "Cancelled"],
    ["failed", ended({}, "failed"), nothing, "bad", "Failed"],
  ] as const)("when %s", (_, state, verify, colour, text) => {
    expect(outcome(state, verify, n)).toMatchObject({ tone: colour, text });
    expect(spoken("x", state, verify, n)).toBe(`x: ${text}`);
  });

  test("is none while the run goes on", () => {
    expect(outcome(begin(0), nothing, n)).toBeUndefined();
    expect(spoken("x", begin(0), nothing, n)).toBe("x: looking for files");
    expect(spoken("x", { ...begin(0), phase: "reading", files: 1 }, nothing, n)).toBe("x: hashing 1 file");
  });

  test("gives the meter its colour", () => {
    const reading: HashState = { ...begin(0), phase: "reading" };
    expect(tone(begin(0), nothing, 10, n)).toBe("unknown");
    expect(tone(reading, nothing, 10, n)).toBe("busy");
    expect(tone(reading, nothing, 9999, n)).toBe("stalled");
    expect(tone(ended({ matched: 5 }), siblings, 0, n)).toBe("good");
    expect(tone(ended({ mismatched: 1 }), siblings, 0, n)).toBe("bad");
    expect(tone(ended({}), nothing, 0, n)).toBe("done");
    expect(tone(ended({}, "cancelled"), nothing, 0, n)).toBe("stopped");
  });
});
