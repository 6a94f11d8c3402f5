/** Wanting nothing more: by cancelling, by letting go, by falling over. */
import { CANCEL, DRAIN } from "@millstream/contract";
import { beforeEach, expect, test, vi } from "vitest";
import { MillstreamError } from "../src/index.ts";
import { Backend } from "./support/backend.ts";
import { NOTHING } from "./support/outlet.ts";
import { range, read, settle, take, within } from "./support/reading.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

const failed = (code: string, message: string) => new MillstreamError({ code, message });
const items = <T>(stream: AsyncIterable<T>) => stream[Symbol.asyncIterator]();

test("cancel answers the end", async () => {
  const backend = new Backend();
  const inlet = await backend.open();
  backend.offer(range(0, 9));
  expect(await take(items(inlet), 1)).toEqual([0]);
  const account = { ...NOTHING, offered: 9, delivered: 1, discarded: 8 };
  expect(await within(inlet.cancel())).toEqual({ event: "cancelled", data: { account } });
  expect(await inlet.end).toEqual({ event: "cancelled", data: { account } });
});

test("delivers nothing after cancel", async () => {
  const backend = new Backend({ bells: true });
  const inlet = await backend.open();
  backend.offer(range(0, 9));
  const reader = items(inlet);
  expect(await take(reader, 1)).toEqual([0]);
  const [first, second] = [inlet.cancel(), inlet.cancel()];
  expect((await within(reader.next())).done).toBe(true);
  expect(await within(first)).toEqual(await within(second));
  expect(backend.called(CANCEL).length).toBe(1);
});

test("cancel ends a read that waits", async () => {
  const backend = new Backend();
  const inlet = await backend.open();
  const next = items(inlet).next();
  void inlet.cancel();
  expect(await within(next)).toEqual({ done: true, value: undefined });
});

test("cancel ends a read whose drain is under way", async () => {
  const backend = new Backend({ bells: true, delays: [0, 60_000] });
  const inlet = await backend.open();
  backend.offer([0]);
  const next = items(inlet).next();
  await settle();
  expect(backend.called(DRAIN).length).toBe(1);
  const start = Date.now();
  void inlet.cancel();
  expect((await within(next)).done).toBe(true);
  expect(Date.now() - start).toBe(0);
});

test("cancel waits for a command that has not begun", async () => {
  const backend = new Backend({ late: 120 });
  const inlet = await backend.open();
  expect(await within(inlet.cancel())).toEqual({ event: "cancelled", data: { account: NOTHING } });
  expect(backend.called(CANCEL).length).toBe(4);
});

test("cancel tells when the command was refused", async () => {
  const refusal = { code: "bad_argument", message: "Not like this." };
  const backend = new Backend({ refusal, late: 120 });
  const inlet = await backend.open();
  await expect(within(inlet.cancel())).rejects.toMatchObject(refusal);
});

test("cancel does not wait for a command that answers late", async () => {
  const backend = new Backend({ slow: 60_000 });
  const inlet = await backend.open();
  const start = Date.now();
  expect(await within(inlet.cancel())).toEqual({ event: "cancelled", data: { account: NOTHING } });
  expect(Date.now() - start).toBe(0);
});

test("cancel tells when the backend is gone", async () => {
  const backend = new Backend({ cancels: Array(99).fill({ code: "command_failed", message: "gone" }) });
  const inlet = await backend.open();
  await expect(within(inlet.cancel())).rejects.toEqual(failed("command_failed", "gone"));
  expect(backend.called(CANCEL).length).toBe(6);
});

test("cancel asks again when nobody answers", async () => {
  const backend = new Backend({ delays: [0, 1_000_000] });
  const inlet = await backend.open();
  const start = Date.now();
  expect(await within(inlet.cancel())).toEqual({ event: "cancelled", data: { account: NOTHING } });
  expect([Date.now() - start, backend.called(CANCEL).length]).toEqual([5_000, 2]);
});

test("cancel after the end answers the end", async () => {
  const backend = new Backend();
  const inlet = await backend.open();
  backend.finish();
  expect(await read(inlet)).toEqual([]);
  expect(await within(inlet.cancel())).toEqual({ event: "finished", data: { account: NOTHING } });
  expect(backend.called(CANCEL).length).toBe(0);
});

test("cancels when the reader leaves early", async () => {
  const backend = new Backend();
  const inlet = await backend.open();
  backend.offer(range(0, 9));
  await settle();
  for await (const item of inlet) {
    expect(item).toBe(0);
    break;
  }
  await settle();
  expect([backend.called(CANCEL).length, backend.callbacks]).toEqual([1, 0]);
});

test("a consumer that throws neither stalls nor leaks", async () => {
  const backend = new Backend();
  const inlet = await backend.open();
  backend.offer(range(0, 9));
  const other = await backend.open();
  backend.offer([7]);
  backend.finish();
  const consumer = async () => {
    for await (const item of inlet.batches()) throw new Error(`the consumer does not like ${item}`);
  };
  await expect(within(consumer())).rejects.toThrow("does not like 0");
  expect(await read(other)).toEqual([7]);
  await settle();
  expect([backend.called(CANCEL).length, backend.callbacks]).toEqual([1, 0]);
});

test("a signal cancels", async () => {
  const backend = new Backend();
  const controller = new AbortController();
  const inlet = await backend.open({ signal: controller.signal });
  const next = items(inlet).next();
  controller.abort();
  expect((await within(next)).done).toBe(true);
  expect(await within(inlet.end)).toEqual({ event: "cancelled", data: { account: NOTHING } });
});

test("a signal that was given before opens nothing", async () => {
  const backend = new Backend();
  const inlet = await backend.open({ signal: AbortSignal.abort() });
  expect(await read(inlet)).toEqual([]);
  expect(await inlet.end).toEqual({ event: "cancelled", data: { account: NOTHING } });
  expect(backend.calls).toEqual([]);
  expect(backend.callbacks).toBe(0);
});

test("lets go of the signal after the end", async () => {
  const backend = new Backend();
  const { signal } = new AbortController();
  const forget = vi.spyOn(signal, "removeEventListener");
  const inlet = await backend.open({ signal });
  backend.finish();
  expect(await read(inlet)).toEqual([]);
  await settle();
  expect(forget).toHaveBeenCalledOnce();
});
