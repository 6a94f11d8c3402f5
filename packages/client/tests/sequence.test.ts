/** Which frame to take, and when to ask for the next. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { backoff, type Head, Sequence } from "../src/sequence.ts";

const frame = (seq: number): Head => ({ seq, items: true, more: false, end: false });
const empty = (seq: number): Head => ({ seq, items: false, more: false, end: false });
const bell = (seq: number): Head => ({ seq, items: false, more: true, end: false });
const end = (seq: number): Head => ({ seq, items: false, more: false, end: true });

test("waits for a ring at first", () => {
  expect(new Sequence().due()).toBeUndefined();
});

test("takes frames in order whichever way they come", () => {
  const sequence = new Sequence();
  expect(sequence.rung(frame(1))).toBe("take");
  expect(sequence.due()).toBe(1);
  sequence.asked();
  expect(sequence.answered(1, frame(2))).toBe("take");
  expect(sequence.due()).toBe(2);
  sequence.asked();
  expect(sequence.answered(2, empty(2))).toBe("pass");
  expect(sequence.due()).toBeUndefined();
  expect(sequence.rung(frame(3))).toBe("take");
  expect(sequence.after).toBe(3);
});

test("passes over what it has already", () => {
  const sequence = new Sequence();
  expect(sequence.rung(frame(1))).toBe("take");
  expect(sequence.rung(frame(1))).toBe("pass");
  sequence.asked();
  expect(sequence.rung(frame(2))).toBe("take");
  expect(sequence.answered(1, frame(2))).toBe("pass");
  expect(sequence.after).toBe(2);
});

test("asks for what a gap shows to be missing", () => {
  const sequence = new Sequence();
  expect(sequence.rung(frame(2))).toBe("pass");
  expect(sequence.due()).toBe(0);
});

test("asks for what a ring announces or was lost", () => {
  const sequence = new Sequence();
  expect(sequence.rung(bell(0))).toBe("pass");
  expect(sequence.due()).toBe(0);
  sequence.asked();
  expect(sequence.due()).toBeUndefined();
  sequence.lost();
  expect(sequence.due()).toBe(0);
});

test("goes on behind the frame where it is attached", () => {
  const sequence = new Sequence();
  sequence.attached(7);
  expect(sequence.due()).toBe(7);
  expect(sequence.rung(frame(7))).toBe("pass");
  expect(sequence.answered(7, frame(8))).toBe("take");
  const fresh = new Sequence();
  expect(fresh.rung(frame(1))).toBe("take");
  fresh.attached(0);
  expect(fresh.due()).toBe(1);
});

test("does not lose a bell that rings while a drain is under way", () => {
  const sequence = new Sequence();
  sequence.lost();
  sequence.asked();
  expect(sequence.rung(bell(0))).toBe("pass");
  expect(sequence.answered(0, empty(0))).toBe("pass");
  expect(sequence.due()).toBe(0);
});

test("takes an answer out of step for a failure", () => {
  const sequence = new Sequence();
  expect(sequence.rung(frame(1))).toBe("take");
  sequence.asked();
  for (const wrong of [frame(1), frame(3), empty(0), empty(2)]) {
    expect(sequence.answered(1, wrong)).toBe("broken");
  }
  expect(sequence.failed(1)).toBe(50);
  expect(sequence.due()).toBe(1);
});

test("gives up after five retries each after a longer wait", () => {
  const sequence = new Sequence();
  const waits = Array.from({ length: 6 }, () => sequence.failed(0));
  expect(waits).toEqual([50, 100, 200, 400, 800, undefined]);
  expect(backoff(0)).toBe(0);
});

test("counts failures in a row only", () => {
  const sequence = new Sequence();
  expect(sequence.failed(0)).toBe(50);
  expect(sequence.answered(0, empty(0))).toBe("pass");
  expect(sequence.failed(0)).toBe(50);
  expect(sequence.rung(frame(1))).toBe("take");
  expect(sequence.failed(0)).toBe(0);
  expect(sequence.failed(1)).toBe(50);
});

test("takes nothing after the end", () => {
  const sequence = new Sequence();
  expect(sequence.rung({ ...frame(1), end: true })).toBe("take");
  expect(sequence.due()).toBeUndefined();
  expect(sequence.rung(frame(2))).toBe("pass");
  sequence.lost();
  expect(sequence.due()).toBeUndefined();
});

test("takes an end from elsewhere whatever its number", () => {
  const sequence = new Sequence();
  sequence.asked();
  expect(sequence.answered(0, end(7))).toBe("take");
  expect(sequence.due()).toBeUndefined();
});

test("takes each number once and in order", async () => {
  const step = fc.record({
    ring: fc.boolean(),
    seq: fc.nat(11),
    items: fc.boolean(),
    more: fc.boolean(),
  });
  await fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const sequence = new Sequence();
      const taken: number[] = [];
      for (const { ring, seq, items, more } of steps) {
        const head = { seq, items, more, end: false };
        const verdict = ring ? sequence.rung(head) : sequence.answered(sequence.after, head);
        if (verdict === "take") taken.push(seq);
        expect([undefined, sequence.after]).toContain(sequence.due());
      }
      expect(taken).toEqual(taken.map((_, index) => index + 1));
    }),
  );
});
