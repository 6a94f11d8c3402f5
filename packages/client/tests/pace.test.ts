// @vitest-environment jsdom
/** When to ask for the next frame. */
import { beforeEach, expect, test, vi } from "vitest";
import { frame, PATIENCE } from "../src/pace.ts";
import { within } from "./support/reading.ts";

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.unstubAllGlobals();
});

test("waits for an animation frame", async () => {
  const start = Date.now();
  await within(frame());
  expect(Date.now() - start).toBeLessThanOrEqual(16);
  expect(vi.getTimerCount()).toBe(0);
});

test("goes on without animation frames", async () => {
  vi.stubGlobal("requestAnimationFrame", () => 0);
  const start = Date.now();
  await within(frame());
  expect(Date.now() - start).toBe(PATIENCE);
  vi.stubGlobal("requestAnimationFrame", undefined);
  await within(frame());
  expect(Date.now() - start).toBe(2 * PATIENCE);
});
