import { describe, expect, test } from "vitest";
import { move, ROW, reveal, span, VIEW } from "../src/state/list.ts";

describe("list", () => {
  test("draws all of a short list", () => {
    expect(span(3, 0)).toEqual({ from: 0, to: 3, top: 0, height: 3 * ROW });
    expect(span(0, 0)).toEqual({ from: 0, to: 0, top: 0, height: 0 });
  });

  test("draws what is seen of a long one, and some more", () => {
    const { from, to, top, height } = span(1000, 500 * ROW + 7);
    expect(from).toBeLessThan(500);
    expect(to).toBeGreaterThan(500 + VIEW);
    expect(to - from).toBeLessThan(40);
    expect(top).toBe(from * ROW);
    expect(height).toBe(1000 * ROW);
  });

  test("draws the last rows at the bottom, also of ten million", () => {
    for (const count of [1000, 1_000_000, 10_000_000]) {
      const { height } = span(count, 0);
      const bottom = span(count, height - VIEW * ROW);
      expect(bottom.to).toBe(count);
      expect(bottom.top + (bottom.to - bottom.from) * ROW).toBeCloseTo(height, 3);
      expect(height).toBeLessThanOrEqual(16_000_000);
    }
  });

  test("scrolls no further than a row needs to be seen", () => {
    expect(reveal(1000, 0, 5)).toBe(0);
    expect(reveal(1000, 0, VIEW)).toBe(ROW);
    expect(reveal(1000, 500 * ROW, 20)).toBe(20 * ROW);
  });

  test("reveals every row of a list that is too tall", () => {
    const count = 10_000_000;
    for (const row of [0, 1234, 5_000_000, count - 1]) {
      const { from, to } = span(count, reveal(count, 0, row));
      expect(from <= row && row < to).toBe(true);
    }
  });

  test.each([
    ["ArrowDown", 5, 6],
    ["ArrowUp", 5, 4],
    ["PageDown", 5, 14],
    ["PageUp", 50, 41],
    ["Home", 50, 0],
    ["End", 5, 99],
    ["ArrowUp", 0, 0],
    ["ArrowDown", 99, 99],
    ["ArrowDown", undefined, 0],
    ["ArrowUp", undefined, 99],
    ["Home", undefined, 0],
    ["End", undefined, 99],
    ["x", 5, undefined],
  ])("%s leads from %s to %s", (key, from, to) => {
    expect(move(100, from, key)).toBe(to);
  });

  test("leads nowhere in an empty list", () => {
    expect(move(0, undefined, "ArrowDown")).toBeUndefined();
  });
});
