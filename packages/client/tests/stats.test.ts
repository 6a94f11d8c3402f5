/** What a status bar shows. */
import * as fc from "fast-check";
import { beforeEach, expect, test, vi } from "vitest";
import { stats } from "../src/index.ts";
import { Meter } from "../src/stats.ts";
import { Backend } from "./support/backend.ts";
import { range, read, settle, take, within } from "./support/reading.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

test("counts streams while they are open", async () => {
  const backend = new Backend();
  const before = stats().streams;
  const one = await backend.open();
  backend.finish();
  const other = await backend.open();
  expect(stats().streams - before).toBe(2);
  expect(await read(one)).toEqual([]);
  expect(stats().streams - before).toBe(1);
  void other.cancel();
  await settle();
  expect(stats().streams - before).toBe(0);
});

test("counts frames in flight and times the last", async () => {
  const backend = new Backend({ delays: [0, 30], bells: true });
  const inlet = await backend.open();
  backend.offer([1]);
  const next = inlet[Symbol.asyncIterator]().next();
  await vi.advanceTimersByTimeAsync(10);
  expect(stats().inFlight).toBe(1);
  expect((await within(next)).value).toBe(1);
  expect(stats()).toMatchObject({ inFlight: 0, drainMs: 30 });
});

test("counts what frames bring", async () => {
  await vi.advanceTimersByTimeAsync(1_000);
  const backend = new Backend();
  const inlet = await backend.open();
  backend.offer(range(0, 3));
  expect(await take(inlet[Symbol.asyncIterator](), 3)).toEqual([0, 1, 2]);
  expect(stats()).toMatchObject({ itemsPerSecond: 3, bytesPerSecond: 3 });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(stats()).toMatchObject({ itemsPerSecond: 0, bytesPerSecond: 0 });
});

test("forgets what is older than a second", () => {
  const meter = new Meter();
  meter.count(50, 10, 100);
  meter.count(99, 1, 1);
  meter.count(950, 5, 50);
  expect(meter.read(999)).toMatchObject({ itemsPerSecond: 16, bytesPerSecond: 151 });
  expect(meter.read(1_000).itemsPerSecond).toBe(5);
  expect(meter.read(2_000).itemsPerSecond).toBe(0);
});

test("a steady rate is that rate", async () => {
  await fc.assert(
    fc.property(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 999 }), (every, items) => {
      const meter = new Meter();
      for (let at = 0; at < 3_000; at += every) meter.count(at, items, 0);
      const expected = (items * 1_000) / every;
      expect(Math.abs(meter.read(2_999).itemsPerSecond - expected)).toBeLessThanOrEqual(items * 2);
    }),
  );
});
