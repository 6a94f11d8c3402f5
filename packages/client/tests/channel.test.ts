/** A stock channel's receiving end; each test is something that goes wrong in bindings that are in use. */
import { beforeEach, expect, test, vi } from "vitest";
import { Channel, MillstreamError } from "../src/index.ts";
import { Backend } from "./support/backend.ts";
import { read, within } from "./support/reading.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

function channel<T>(): { backend: Backend; channel: Channel<T> } {
  const backend = new Backend();
  return { backend, channel: new Channel<T>(backend) };
}

const message = (backend: Backend, index: number, body: unknown) =>
  backend.ring({ kind: "message", index, body });

const end = (backend: Backend, index: number) => backend.ring({ kind: "end", index });

const gap = (from: number, to: number) =>
  new MillstreamError({ code: "gap", message: `Messages ${from} to ${to} of the channel never came.` });

test("keeps the order of the numbers", async () => {
  const { backend, channel: numbers } = channel<number>();
  for (const index of [2, 0, 1]) message(backend, index, index);
  end(backend, 3);
  expect(await read(numbers)).toEqual([0, 1, 2]);
});

test("sees the end", async () => {
  const { backend, channel: numbers } = channel<number>();
  const next = numbers.next();
  end(backend, 0);
  expect(await within(next)).toEqual({ done: true, value: undefined });
});

test("may be read after the end", async () => {
  const { backend, channel: numbers } = channel<number>();
  end(backend, 0);
  expect((await within(numbers.next())).done).toBe(true);
  expect((await within(numbers.next())).done).toBe(true);
});

test("null is a message", async () => {
  const { backend, channel: values } = channel<number | null>();
  message(backend, 0, null);
  message(backend, 1, 1);
  end(backend, 2);
  expect(await read(values)).toEqual([null, 1]);
});

test("bytes are a message", async () => {
  const { backend, channel: buffers } = channel<ArrayBuffer>();
  const { buffer } = new Uint8Array([1, 2, 255]);
  message(backend, 0, buffer);
  end(backend, 1);
  expect(await read(buffers)).toEqual([buffer]);
});

test("what is no message is an error", async () => {
  const { backend, channel: values } = channel<unknown>();
  backend.ring({ kind: "plain", body: null });
  end(backend, 0);
  expect(await read(values)).toMatchObject([{ code: "bad_item" }]);
});

test("reports a gap in front of the end", async () => {
  const { backend, channel: numbers } = channel<number>();
  message(backend, 0, 0);
  end(backend, 3);
  expect(await read(numbers)).toEqual([0, gap(1, 2)]);
});

test("reports a gap and goes on behind it", async () => {
  const { backend, channel: numbers } = channel<number>();
  message(backend, 1, 1);
  const start = Date.now();
  expect((await within(numbers.next())).value).toEqual(gap(0, 0));
  expect(Date.now() - start).toBe(5_000);
  expect((await within(numbers.next())).value).toBe(1);
});

test("waits for a gap no longer because more comes behind it", async () => {
  const { backend, channel: numbers } = channel<number>();
  message(backend, 1, 1);
  const start = Date.now();
  const next = numbers.next();
  for (const index of [2, 3, 4, 5, 6]) {
    await vi.advanceTimersByTimeAsync(900);
    message(backend, index, index);
  }
  expect((await within(next)).value).toEqual(gap(0, 0));
  expect(Date.now() - start).toBe(5_000);
});

test("a message that comes late is in its place", async () => {
  const { backend, channel: numbers } = channel<number>();
  message(backend, 1, 1);
  end(backend, 2);
  const next = numbers.next();
  await vi.advanceTimersByTimeAsync(4_999);
  message(backend, 0, 0);
  expect((await within(next)).value).toBe(0);
  expect(await read(numbers)).toEqual([1]);
});

test("takes its callback back at the end", async () => {
  const { backend, channel: numbers } = channel<number>();
  expect(backend.callbacks).toBe(1);
  end(backend, 0);
  expect(await read(numbers)).toEqual([]);
  expect(backend.callbacks).toBe(0);
});

test("takes its callback back when it is let go", async () => {
  const { backend, channel: numbers } = channel<number>();
  message(backend, 0, 0);
  for await (const _ of numbers) break;
  expect(backend.callbacks).toBe(0);
  expect((await within(numbers.next())).done).toBe(true);
});

test("closing ends a read that waits", async () => {
  const { backend, channel: numbers } = channel<number>();
  const next = numbers.next();
  numbers.close();
  expect((await within(next)).done).toBe(true);
  expect(backend.callbacks).toBe(0);
});

test("is written as Tauri writes a channel", () => {
  const { channel: numbers } = channel<number>();
  expect(JSON.stringify({ onEvent: numbers })).toBe('{"onEvent":"__CHANNEL__:1"}');
});
