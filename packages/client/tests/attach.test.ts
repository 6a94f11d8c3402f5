// @vitest-environment jsdom
/** Taking up a stream that exists, after a reload or from another web view. */
import { ATTACH, CANCEL, DRAIN, LIST, type LoggedStream, type StreamInfo } from "@millstream/contract";
import * as fc from "fast-check";
import { beforeEach, expect, test, vi } from "vitest";
import {
  attach,
  attachLog,
  type Inlet,
  install,
  list,
  MillstreamError,
  open,
  openLogged,
} from "../src/index.ts";
import { Backend, count } from "./support/backend.ts";
import { NOTHING } from "./support/outlet.ts";
import { range, read, settle, sleep, take, within } from "./support/reading.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

const logged: LoggedStream<number, number, string> = { command: "count" };
const failed = (code: string, message: string) => new MillstreamError({ code, message });
const items = <T>(stream: AsyncIterable<T>) => stream[Symbol.asyncIterator]();
const info = (key: string): StreamInfo => ({
  key,
  command: "count",
  argument: "outlet",
  own: true,
  after: 0,
});

test("lists the streams that can be attached to", async () => {
  const backend = new Backend();
  const { outlet } = openLogged(logged, 0, { pace: "eager", transport: backend.page });
  await settle();
  install(backend);
  const streams = await within(list());
  expect(streams).toContainEqual(info(outlet.key));
  expect([streams.length, backend.called(LIST)]).toEqual([2, [{}]]);
});

test("says that a stream is detached or shared", async () => {
  const backend = new Backend();
  await backend.open();
  await backend.open({ detached: true });
  await backend.open({ shared: true });
  const outlets = backend.called("count").map(({ outlet }) => outlet as Record<string, unknown>);
  const said = outlets.map((outlet) => [Object.keys(outlet).length, outlet.detached, outlet.shared]);
  expect(said).toEqual([
    [3, undefined, undefined],
    [4, true, undefined],
    [4, undefined, true],
  ]);
});

test("tells the last frame that was read whole", async () => {
  const backend = new Backend();
  const inlet = await backend.open();
  const reader = items(inlet);
  backend.offer(range(0, 4));
  const after = [inlet.after];
  for (const _ of range(0, 4)) {
    await take(reader, 1);
    after.push(inlet.after);
  }
  // The first frame is the ring with one item, the second is all that waited.
  expect(after).toEqual([0, 1, 1, 1, 2]);
  backend.finish();
  expect(await read(inlet)).toEqual([]);
  expect(inlet.after).toBe(2);
});

test("each batch ends at a frame's edge", async () => {
  const backend = new Backend();
  const inlet = await backend.open();
  const batches = inlet.batches();
  backend.offer(range(0, 4));
  expect([await take(batches, 1), inlet.after]).toEqual([[[0]], 1]);
  expect([await take(batches, 1), inlet.after]).toEqual([[[1, 2, 3]], 2]);
  expect(backend.called("count")).toMatchObject([{ outlet: { key: inlet.key } }]);
});

test("goes on behind what was read", async () => {
  const backend = new Backend();
  const { key, ...inlet } = await reading(backend);
  backend.offer(range(0, 4));
  expect(await take(inlet.reader, 4)).toEqual([0, 1, 2, 3]);
  // The frame that is read is not acknowledged yet: only the page knows that it has it.
  backend.reload();
  backend.offer([4, 5]);
  const again = await backend.attach(key, { after: 2 });
  expect([again.key, again.after]).toEqual([key, 2]);
  backend.finish();
  expect(await read(again)).toEqual([4, 5]);
  await settle();
  expect(backend.callbacks).toBe(0);
});

test("goes on behind what was acknowledged when told nothing", async () => {
  const backend = new Backend();
  const { key, reader } = await reading(backend);
  backend.offer(range(0, 4));
  expect(await take(reader, 4)).toEqual([0, 1, 2, 3]);
  backend.reload();
  const again = await backend.attach(key);
  expect(again.after).toBe(1);
  expect([await take(items(again), 3), again.after]).toEqual([[1, 2, 3], 2]);
});

test("a frame that was half read comes again", async () => {
  const backend = new Backend();
  const { key, reader, inlet } = await reading(backend);
  backend.offer(range(0, 4));
  backend.finish();
  // It holds the end as well, which is no reason to acknowledge it.
  expect(await take(reader, 2)).toEqual([0, 1]);
  await settle();
  backend.reload();
  const again = await backend.attach(key, { after: inlet.after });
  expect(await read(again)).toEqual([1, 2, 3]);
  const account = { ...NOTHING, offered: 4, delivered: 4 };
  expect(await again.end).toEqual({ event: "finished", data: { account } });
});

test("acknowledges the end when its reader leaves", async () => {
  const backend = new Backend();
  const { reader } = await reading(backend);
  backend.offer(range(0, 4));
  backend.finish();
  expect(await take(reader, 2)).toEqual([0, 1]);
  await settle();
  expect([backend.called(DRAIN).length, backend.callbacks]).toEqual([1, 1]);
  await reader.return?.();
  await settle();
  expect([backend.called(DRAIN).length, backend.called(CANCEL).length]).toEqual([2, 0]);
  expect(backend.callbacks).toBe(0);
});

test("drains at once", async () => {
  const backend = new Backend();
  const { key, reader } = await reading(backend);
  backend.offer([0, 1, 2]);
  expect(await take(reader, 1)).toEqual([0]);
  backend.reload();
  const again = await backend.attach(key, { pace: "frame", after: 1 });
  const start = Date.now();
  // Neither a ring is waited for, which may have gone to the page before, nor an animation frame.
  expect(await take(items(again), 2)).toEqual([1, 2]);
  expect([Date.now() - start, backend.called(DRAIN).length]).toEqual([0, 1]);
});

test("asks for the stream as it is told", async () => {
  const backend = new Backend();
  const { key } = await reading(backend);
  backend.reload();
  attachLog(logged, info(key), { transport: backend.page });
  attachLog(logged, info(key), { transport: backend.page, wire: "bytes", after: 0 });
  // Before anything has run.
  const asked = backend.called(ATTACH).map(({ request }) => request as Record<string, unknown>);
  expect(asked).toEqual([
    { channel: expect.any(String), key, wire: "json" },
    { channel: expect.any(String), key, wire: "bytes", after: 0 },
  ]);
  expect(asked[0]?.channel).not.toBe(asked[1]?.channel);
});

test("fails with the error of a refused attach", async () => {
  const backend = new Backend();
  const inlet = await backend.attach("1".repeat(32));
  const error = failed("unknown_key", "No stream has this key.");
  expect(await read(inlet)).toEqual([error]);
  await expect(inlet.end).rejects.toEqual(error);
  await vi.advanceTimersByTimeAsync(1_001);
  expect([backend.called(CANCEL).length, backend.callbacks]).toEqual([0, 0]);
});

test("what was acknowledged does not come again", async () => {
  const backend = new Backend();
  const { key, reader } = await reading(backend);
  backend.offer(range(0, 4));
  expect(await take(reader, 2)).toEqual([0, 1]);
  backend.reload();
  for (const [after, code] of [
    [0, "stale_frame"],
    [3, "future_frame"],
  ] as const) {
    expect(await read(await backend.attach(key, { after }))).toMatchObject([{ code }]);
  }
});

test("a shared stream may ring before the answer", async () => {
  const backend = new Backend({ delays: [50] });
  const inlet = await backend.attach(backend.share());
  backend.offer([0, 1]);
  const start = Date.now();
  expect([await take(items(inlet), 1), Date.now() - start]).toEqual([[0], 0]);
  backend.finish();
  await vi.advanceTimersByTimeAsync(50);
  expect([inlet.after, await read(inlet)]).toEqual([1, [1]]);
});

test("cancel waits until a shared stream is attached to", async () => {
  const backend = new Backend({ late: 120 });
  const inlet = await backend.attach(backend.share());
  expect(await within(inlet.cancel())).toEqual({ event: "cancelled", data: { account: NOTHING } });
  expect(backend.called(CANCEL).length).toBe(4);
});

test("cancel after attaching answers the end", async () => {
  const backend = new Backend();
  const inlet = await backend.attach(backend.share());
  backend.offer([0, 1, 2]);
  expect(await take(items(inlet), 1)).toEqual([0]);
  const account = { ...NOTHING, offered: 3, delivered: 1, discarded: 2 };
  expect(await within(inlet.cancel())).toEqual({ event: "cancelled", data: { account } });
  await settle();
  expect(backend.callbacks).toBe(0);
});

test("a signal that was given before attaches nothing", async () => {
  const backend = new Backend();
  const { key } = await reading(backend);
  backend.reload();
  expect(await read(await backend.attach(key, { signal: AbortSignal.abort() }))).toEqual([]);
  const controller = new AbortController();
  const again = await backend.attach(key, { signal: controller.signal });
  expect([backend.called(ATTACH).length, backend.called(CANCEL).length]).toEqual([1, 0]);
  controller.abort();
  expect(await within(again.end)).toMatchObject({ event: "cancelled" });
});

/** The page folds items and writes down where it is, and is loaded anew in the middle of anything. */
test("nothing comes twice and nothing is missing however often the page is loaded anew", async () => {
  const scene = fc.record({
    offers: fc.array(fc.record({ items: fc.nat(4), wait: fc.nat(39) }), { minLength: 1, maxLength: 19 }),
    lives: fc.array(fc.record({ items: fc.nat(5), wait: fc.nat(59) }), { maxLength: 7 }),
    delays: fc.array(fc.nat(29), { maxLength: 40 }),
    bells: fc.boolean(),
    doubled: fc.boolean(),
    pace: fc.constantFrom("eager" as const, "frame" as const),
  });
  await fc.assert(
    fc.asyncProperty(scene, async ({ offers, lives, pace, ...faults }) => {
      const backend = new Backend({ ...faults, delays: [...faults.delays] });
      let inlet: Inlet<number> | undefined = open(count, 0, {
        pace,
        detached: true,
        transport: backend.page,
      });
      const { key } = inlet;
      await vi.advanceTimersByTimeAsync(50);
      let total = 0;
      const produce = async () => {
        for (const { items, wait } of offers) {
          backend.offer(range(total, total + items));
          total += items;
          await sleep(wait);
        }
        backend.finish();
      };
      const produced = produce();
      let written: Written = { after: 0, items: [] };
      const attached = () => attach(count, key, { pace, after: written.after, transport: backend.page });
      for (const { items, wait } of lives) {
        written = await live(backend, inlet ?? attached(), items, wait, written);
        inlet = undefined;
      }
      const last = inlet ?? attached();
      const rest = await read(last);
      await within(produced);
      expect([...written.items, ...rest]).toEqual(range(0, total));
      expect((await within(last.end)).event).toBe("finished");
      await vi.advanceTimersByTimeAsync(2_000);
      expect(backend.callbacks).toBe(0);
    }),
  );
});

/** What a page writes down: what it made of the items, and where it was. */
interface Written {
  readonly after: number;
  readonly items: readonly number[];
}

/**
 * Reads so many items, or until so much time has passed, and writes down what was read at each frame's edge.
 * Then the page is loaded anew.
 */
async function live(
  backend: Backend,
  inlet: Inlet<number>,
  items: number,
  wait: number,
  before: Written,
): Promise<Written> {
  let written = before;
  const folded = [...before.items];
  const reader = inlet[Symbol.asyncIterator]();
  const reading = async () => {
    for (const _ of range(0, items)) {
      const { done, value } = await reader.next();
      if (done) break;
      folded.push(value);
      if (inlet.after !== written.after) written = { after: inlet.after, items: [...folded] };
    }
  };
  // What goes on reading in a page that is gone is told so.
  const read = reading().catch(() => undefined);
  await within(Promise.race([read, sleep(wait)]));
  const last = written;
  backend.reload();
  return last;
}

/** An open stream, and its reader. */
async function reading(backend: Backend) {
  const inlet = await backend.open();
  return { inlet, key: inlet.key, reader: items(inlet) };
}
