// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Store } from "../src/store.ts";

/** Longer than an animation frame takes, in ms. */
const FRAME = 20;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("store", () => {
  test("shows what a hand did at once", () => {
    const store = new Store(1);
    const listener = vi.fn();
    store.subscribe(listener);
    store.update((n) => n + 1);
    expect([store.state, store.shown(), listener.mock.calls.length]).toEqual([2, 2, 1]);
  });

  test("shows what streams brought once a frame", async () => {
    const store = new Store(0);
    const listener = vi.fn();
    store.subscribe(listener);
    for (let i = 0; i < 100; i += 1) store.fold((n) => n + 1);
    expect([store.state, store.shown()]).toEqual([100, 0]);
    await vi.advanceTimersByTimeAsync(FRAME);
    expect([store.shown(), listener.mock.calls.length]).toEqual([100, 1]);
    store.fold((n) => n + 1);
    store.update((n) => n * 10);
    await vi.advanceTimersByTimeAsync(FRAME);
    expect([store.shown(), listener.mock.calls.length]).toEqual([1010, 2]);
  });

  test("shows it by a timer while the page is hidden", async () => {
    // A hidden page's animation frames do not come.
    vi.stubGlobal("requestAnimationFrame", () => 0);
    const store = new Store(0);
    store.fold((n) => n + 1);
    await vi.advanceTimersByTimeAsync(100);
    expect(store.shown()).toBe(1);
    vi.unstubAllGlobals();
  });

  test("forgets who no longer listens", () => {
    const store = new Store(0);
    const listener = vi.fn();
    store.subscribe(listener)();
    store.update((n) => n + 1);
    expect(listener).not.toHaveBeenCalled();
  });
});
