// @vitest-environment jsdom
/** The receiving end against a backend that keeps the protocol, with faults to order. */
import { CANCEL, DRAIN, type LoggedStream } from "@millstream/contract";
import * as fc from "fast-check";
import { beforeEach, expect, test, vi } from "vitest";
import { MillstreamError, open, openLogged } from "../src/index.ts";
import { envelope } from "../src/playback/envelope.ts";
import { Backend, count } from "./support/backend.ts";
import type { Fault } from "./support/faults.ts";
import { NOTHING } from "./support/outlet.ts";
import { range, read, settle, sleep, take, within } from "./support/reading.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

const logged: LoggedStream<number, number, string> = { command: "count" };
const failed = (code: string, message: string) => new MillstreamError({ code, message });
const items = <T>(stream: AsyncIterable<T>) => stream[Symbol.asyncIterator]();

test("delivers items in order once", async () => {
  const backend = new Backend();
  const inlet = await backend.open();
  backend.offer(range(0, 3));
  expect(await take(items(inlet), 3)).toEqual([0, 1, 2]);
  backend.offer(range(3, 10));
  backend.finish();
  expect(await read(inlet)).toEqual(range(3, 10));
});

test("gives one batch a frame", async () => {
  const backend = new Backend();
  const inlet = await backend.open();
  backend.offer([0]);
  backend.offer([1, 2, 3]);
  backend.finish();
  expect(await read(inlet.batches())).toEqual([[0], [1, 2, 3]]);
});

test("gives attachments with their items", async () => {
  const backend = new Backend();
  const inlet = await backend.open({ wire: "bytes" });
  const body = envelope('{"seq":1,"items":[10,11,12],"more":false}', [
    [0, Uint8Array.of(1, 2, 3, 4)],
    [2, new Uint8Array()],
    [2, Uint8Array.of(5, 6, 7)],
  ]);
  backend.ring({ kind: "message", index: 0, body });
  const parcels = await take(items(inlet.parcels()), 3);
  expect(
    parcels.map(({ item, attachments }) => ({ item, bytes: attachments.map((view) => [...view]) })),
  ).toEqual([
    { item: 10, bytes: [[1, 2, 3, 4]] },
    { item: 11, bytes: [] },
    { item: 12, bytes: [[], [5, 6, 7]] },
  ]);
});

test("gives parcels a frame at a time", async () => {
  const backend = new Backend();
  const inlet = await backend.open({ wire: "bytes" });
  const body = envelope('{"seq":1,"items":[10,11],"more":false}', [[1, Uint8Array.of(1, 2, 3)]]);
  backend.ring({ kind: "message", index: 0, body });
  const [batch] = await take(inlet.parcels().batches(), 1);
  const sizes = batch?.map(({ item, attachments }) => [item, attachments.map((view) => view.length)]);
  expect(sizes).toEqual([
    [10, []],
    [11, [3]],
  ]);
  expect(inlet.after).toBe(1);
});

test("another way of reading goes on where the first stopped", async () => {
  const backend = new Backend({ bells: true });
  const inlet = await backend.open();
  backend.offer(range(0, 4));
  expect([await take(items(inlet), 1), inlet.after]).toEqual([[0], 0]);
  const parcels = inlet.parcels();
  expect(await take(items(parcels), 1)).toMatchObject([{ item: 1 }]);
  expect(await take(parcels.batches(), 1)).toMatchObject([[{ item: 2 }, { item: 3 }]]);
  expect(inlet.after).toBe(1);
});

test("asks for nothing before the reader does", async () => {
  const backend = new Backend();
  const reader = items(await backend.open());
  backend.offer(range(0, 5));
  await settle();
  expect(backend.called(DRAIN).length).toBe(0);
  expect(await take(reader, 1)).toEqual([0]);
  expect([backend.called(DRAIN).length, backend.buffered]).toEqual([0, 4]);
  expect(await take(reader, 1)).toEqual([1]);
  expect([backend.called(DRAIN).length, backend.buffered]).toEqual([1, 0]);
});

test("asks once an animation frame", async () => {
  const backend = new Backend();
  const reader = items(await backend.open({ pace: "frame" }));
  backend.offer([0, 1]);
  expect(await take(reader, 1)).toEqual([0]);
  const next = reader.next();
  await vi.advanceTimersByTimeAsync(0);
  expect(backend.called(DRAIN).length).toBe(0);
  vi.advanceTimersToNextFrame();
  expect((await within(next)).value).toBe(1);
  expect(backend.called(DRAIN).length).toBe(1);
});

test("drains when it hears an empty bell", async () => {
  const backend = new Backend({ bells: true });
  const reader = items(await backend.open());
  backend.offer([0, 1, 2]);
  expect(await take(reader, 3)).toEqual([0, 1, 2]);
  const next = reader.next();
  await settle();
  backend.offer([3]);
  expect((await within(next)).value).toBe(3);
});

test("survives rings that are doubled", async () => {
  const backend = new Backend({ doubled: true });
  const inlet = await backend.open();
  backend.offer([0, 1, 2]);
  backend.finish();
  expect(await read(inlet)).toEqual([0, 1, 2]);
});

test("survives rings that cannot be read", async () => {
  const backend = new Backend({ garbled: true });
  const inlet = await backend.open();
  backend.offer([0, 1, 2]);
  backend.finish();
  expect(await read(inlet)).toEqual([0, 1, 2]);
});

test("tries a failed drain again", async () => {
  const drains: Fault[] = ["request", "answer", "garbled", { refused: "command_failed" }];
  const backend = new Backend({ drains });
  const inlet = await backend.open();
  backend.offer([0, 1, 2]);
  backend.finish();
  const start = Date.now();
  expect(await read(inlet)).toEqual([0, 1, 2]);
  expect(Date.now() - start).toBe(50 + 100 + 200 + 400);
  expect(backend.called(DRAIN).length).toBe(6);
});

test("gives up after five retries", async () => {
  const backend = new Backend({ drains: Array<Fault>(99).fill("request") });
  const inlet = await backend.open();
  backend.offer([0, 1]);
  const error = failed("command_failed", "the request was lost");
  expect(await read(inlet)).toEqual([0, error]);
  expect(backend.called(DRAIN).length).toBe(6);
  await expect(inlet.end).rejects.toEqual(error);
  await settle();
  expect([backend.called(CANCEL).length, backend.callbacks]).toEqual([1, 0]);
});

test("asks again when nobody answers", async () => {
  const backend = new Backend({ bells: true, delays: [0, 1_000_000, 1_000_000] });
  const reader = items(await backend.open());
  backend.offer([0, 1, 2]);
  const start = Date.now();
  expect(await take(reader, 3)).toEqual([0, 1, 2]);
  expect([Date.now() - start, backend.called(DRAIN).length]).toEqual([5_000 + 10_000, 3]);
});

test("does not repeat what will not change", async () => {
  const backend = new Backend({ drains: [{ refused: "stale_frame" }] });
  const inlet = await backend.open();
  backend.offer([0, 1]);
  expect(await read(inlet)).toEqual([0, failed("stale_frame", "refused")]);
  expect(backend.called(DRAIN).length).toBe(1);
});

test("ends once with the account", async () => {
  const backend = new Backend();
  const inlet = await backend.open();
  backend.offer([0, 1, 2]);
  backend.finish();
  expect((await read(inlet)).length).toBe(3);
  expect(await read(inlet)).toEqual([]);
  const account = { ...NOTHING, offered: 3, delivered: 3 };
  expect(await inlet.end).toEqual({ event: "finished", data: { account } });
});

test("tells the end after the last item", async () => {
  const backend = new Backend({ bells: true });
  const inlet = await backend.open();
  backend.offer([0]);
  backend.finish();
  const told = vi.fn();
  void inlet.end.then(told);
  expect(await take(items(inlet), 1)).toEqual([0]);
  await settle();
  expect(told).not.toHaveBeenCalled();
  expect(await read(inlet)).toEqual([]);
  expect(told).toHaveBeenCalledOnce();
});

test("fails with the producer's error", async () => {
  const backend = new Backend();
  const inlet = await backend.open();
  backend.offer([0]);
  const error = { code: "io", message: "The disk is gone.", hint: "Put it back." };
  backend.fail(error);
  const [first, thrown] = await read(inlet);
  expect(first).toBe(0);
  expect(thrown).toBeInstanceOf(MillstreamError);
  expect(thrown).toMatchObject(error);
  const account = { ...NOTHING, offered: 1, delivered: 1 };
  expect(await inlet.end).toEqual({ event: "failed", data: { account, ...error } });
});

test("fails with the error of a refused command", async () => {
  const refusal = { code: "unknown_grant", message: "No grant has this id." };
  const backend = new Backend({ refusal });
  const inlet = await backend.open();
  expect(await read(inlet)).toMatchObject([refusal]);
  await expect(inlet.end).rejects.toMatchObject(refusal);
  await vi.advanceTimersByTimeAsync(1_000);
  expect([backend.called(CANCEL).length, backend.callbacks]).toEqual([0, 0]);
});

test("makes any other rejection a typed error", async () => {
  const rejections: [unknown, string][] = [
    ["plain text", "plain text"],
    [{ a: 1 }, '{"a":1}'],
    [null, "null"],
  ];
  for (const [refusal, message] of rejections) {
    const inlet = await new Backend({ refusal }).open();
    expect(await read(inlet)).toEqual([failed("command_failed", message)]);
  }
});

test("a refused command wins over a stream that looks finished", async () => {
  const refusal = { code: "bad_argument", message: "Not like this." };
  const backend = new Backend({ refusal, late: 50 });
  const inlet = await backend.open();
  const end = { event: "finished", data: { account: NOTHING } };
  backend.ring({ kind: "message", index: 0, body: { seq: 1, items: [], more: false, end } });
  backend.ring({ kind: "end", index: 1 });
  expect(await read(inlet)).toMatchObject([refusal]);
});

test("a refused command is not drained because its channel closes", async () => {
  const refusal = { code: "bad_argument", message: "Not like this." };
  const backend = new Backend({ refusal, late: 50 });
  const inlet = await backend.open();
  backend.ring({ kind: "end", index: 0 });
  expect(await read(inlet)).toMatchObject([refusal]);
  expect(backend.called(DRAIN).length).toBe(0);
});

test("a command that is refused after its stream has begun is cancelled", async () => {
  const regret = { code: "io", message: "On second thoughts, no." };
  const backend = new Backend({ regret, slow: 50 });
  const inlet = await backend.open();
  backend.offer([0]);
  expect(await take(items(inlet), 1)).toEqual([0]);
  await vi.advanceTimersByTimeAsync(50);
  expect(await read(inlet)).toMatchObject([regret]);
  await settle();
  expect([backend.called(CANCEL).length, backend.callbacks]).toEqual([1, 0]);
});

test("drains when its channel closes without a last ring", async () => {
  for (const slow of [0, 50]) {
    const backend = new Backend({ silent: true, slow });
    const inlet = await backend.open();
    backend.offer([0, 1]);
    backend.finish();
    backend.ring({ kind: "end", index: 0 });
    expect(await read(inlet)).toEqual([0, 1]);
  }
});

test("takes an end from elsewhere", async () => {
  const backend = new Backend();
  const inlet = await backend.open();
  backend.offer([0, 1, 2]);
  expect(await take(items(inlet), 1)).toEqual([0]);
  backend.cancelElsewhere();
  expect(await read(inlet)).toEqual([]);
  const account = { ...NOTHING, offered: 3, delivered: 1, discarded: 2 };
  expect(await inlet.end).toEqual({ event: "cancelled", data: { account } });
});

test("takes its callback back after the end", async () => {
  const backend = new Backend();
  const inlet = await backend.open();
  expect(backend.callbacks).toBe(1);
  backend.finish();
  expect(await read(inlet)).toEqual([]);
  await settle();
  expect(backend.callbacks).toBe(0);
});

test("a last acknowledgement that fails is no error", async () => {
  const backend = new Backend({ drains: ["request"] });
  const inlet = await backend.open();
  backend.finish();
  expect(await read(inlet)).toEqual([]);
  expect(await inlet.end).toEqual({ event: "finished", data: { account: NOTHING } });
  expect(backend.callbacks).toBe(1);
  await vi.advanceTimersByTimeAsync(1_001);
  expect(backend.callbacks).toBe(0);
});

test("a logged stream is two streams of one command", async () => {
  const backend = new Backend();
  const { outlet, log } = openLogged(logged, 5, { pace: "eager", transport: backend });
  await settle();
  backend.offer([1, 2], "outlet");
  backend.offer(["one"], "log");
  expect(await take(items(log), 1)).toEqual(["one"]);
  backend.finish("log");
  expect(await read(log)).toEqual([]);
  expect(await take(items(outlet), 1)).toEqual([1]);
  backend.finish("outlet");
  expect(await read(outlet)).toEqual([2]);
  const started = backend.called("count") as {
    request: number;
    outlet: { key: string; wire: string };
    log: { key: string };
  }[];
  expect(started).toMatchObject([{ request: 5, outlet: { wire: "json" } }]);
  expect(started[0]?.outlet.key).toMatch(/^[0-9a-f]{32}$/);
  expect(started[0]?.outlet.key).not.toBe(started[0]?.log.key);
});

test("serves overlapping reads in turn", async () => {
  const backend = new Backend();
  const reader = items(await backend.open());
  const reads = Promise.all([reader.next(), reader.next(), reader.next()]);
  backend.offer([0, 1]);
  backend.finish();
  expect((await within(reads)).map(({ value }) => value)).toEqual([0, 1, undefined]);
});

/** However the producer's offers fall between the reader's drains, and whatever is lost on the way. */
test("delivers everything once and in order whatever is lost", async () => {
  const fault = fc.oneof(
    { arbitrary: fc.constant<Fault>("none"), weight: 4 },
    { arbitrary: fc.constantFrom<Fault>("request", "answer", "garbled"), weight: 3 },
  );
  // Five failures in a row are one short of giving up.
  const bearable = (faults: Fault[]) =>
    !/(?:1{6})/.test(faults.map((fault) => (fault === "none" ? 0 : 1)).join(""));
  const scene = fc.record({
    offers: fc.array(fc.record({ items: fc.nat(4), wait: fc.nat(39) }), { minLength: 1, maxLength: 19 }),
    drains: fc.array(fault, { maxLength: 40 }).filter(bearable),
    delays: fc.array(fc.nat(29), { maxLength: 40 }),
    bells: fc.boolean(),
    doubled: fc.boolean(),
    garbled: fc.boolean(),
    pace: fc.constantFrom("eager" as const, "frame" as const),
  });
  await fc.assert(
    fc.asyncProperty(scene, async ({ offers, pace, ...faults }) => {
      const backend = new Backend({ ...faults, drains: [...faults.drains], delays: [...faults.delays] });
      const inlet = open(count, 0, { pace, transport: backend });
      await vi.advanceTimersByTimeAsync(50);
      let next = 0;
      const produce = async () => {
        for (const { items, wait } of offers) {
          backend.offer(range(next, next + items));
          next += items;
          await sleep(wait);
        }
        backend.finish();
      };
      const [delivered] = await Promise.all([read(inlet), within(produce())]);
      expect(delivered).toEqual(range(0, next));
      const account = { ...NOTHING, offered: next, delivered: next };
      expect(await inlet.end).toEqual({ event: "finished", data: { account } });
      await vi.advanceTimersByTimeAsync(2_000);
      expect(backend.callbacks).toBe(0);
    }),
  );
});
