// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Store } from "../src/store.ts";

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

  test("shows what streams brought once a frame", () => {
    const store = new Store(0);
    const listener = vi.fn();
    store.subscribe(listener);
    for (let i = 0; i < 100; i += 1) store.fold((n) => n + 1);
    expect([store.state, store.shown()]).toEqual([100, 0]);
    vi.advanceTimersToNextFrame();
    expect([store.shown(), listener.mock.calls.length]).toEqual([100, 1]);
    store.fold((n) => n + 1);
    vi.advanceTimersToNextFrame();
    expect([store.shown(), listener.mock.calls.length]).toEqual([101, 2]);
  });

  test("shows it by a timer while the page is hidden", () => {
    vi.spyOn(document, "hidden", "get").mockReturnValue(true);
    const frame = vi.spyOn(window, "requestAnimationFrame");
    const store = new Store(0);
    store.fold((n) => n + 1);
    vi.advanceTimersByTime(100);
    expect(store.shown()).toBe(1);
    expect(frame).not.toHaveBeenCalled();
  });

  test("forgets who no longer listens", () => {
    const store = new Store(0);
    const listener = vi.fn();
    store.subscribe(listener)();
    store.update((n) => n + 1);
    expect(listener).not.toHaveBeenCalled();
  });
});
