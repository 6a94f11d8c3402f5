import { describe, expect, test } from "vitest";
import { perSecond, type Rate, seen, still, timeLeft } from "../src/state/rate.ts";

/** So many units a millisecond, looked at every `step` ms. */
function steady(pace: number, until: number, step = 16, from: Rate = still, start = 0): Rate {
  let rate = from;
  for (let at = start; at <= until; at += step) rate = seen(rate, at * pace, at);
  return rate;
}

describe("rate", () => {
  test("is nothing before two samples", () => {
    expect(perSecond(still, 5000)).toBe(0);
    expect(perSecond(seen(still, 700, 10), 10)).toBe(0);
  });

  test("is the mean of the last second", () => {
    expect(perSecond(steady(2, 4000), 4000)).toBe(2000);
    const slowed = [5000, 5500, 6000].reduce((rate, at) => seen(rate, 8000, at), steady(2, 4000));
    expect(perSecond(slowed, 6000)).toBe(0);
  });

  test("falls to nothing when nothing comes", () => {
    const rate = steady(2, 4000);
    expect(perSecond(rate, 4500)).toBeLessThan(2000);
    expect(perSecond(rate, 5100)).toBe(0);
  });

  test("is not raised by a clock that lags behind the last sample", () => {
    expect(perSecond(steady(2, 4000), 3600)).toBe(2000);
  });

  test("tells the time left once two seconds were steady", () => {
    expect(timeLeft(steady(2, 1900), 10_000, 1900)).toBeUndefined();
    expect(timeLeft(steady(2, 4000), 10_000, 4000)).toBe(1000);
  });

  test("tells no time left while the pace changes", () => {
    const faster = [4100, 4300, 4600, 5000].reduce(
      (rate, at) => seen(rate, 8000 + (at - 4000) * 20, at),
      steady(2, 4000),
    );
    expect(timeLeft(faster, 100_000, 5000)).toBeUndefined();
    expect(timeLeft(steady(0, 4000), 10, 4000)).toBeUndefined();
  });

  test("keeps a bounded number of samples", () => {
    expect(steady(2, 60_000, 1).samples.length).toBeLessThan(60);
  });
});
