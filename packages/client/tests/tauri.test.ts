// @vitest-environment jsdom
/** The client against Tauri's part of a page. */
import type { Stream } from "@millstream/contract";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
// The page that the Rust client's browser tests run in, so that both clients meet the same one.
import * as page from "../../../crates/client/tests/browser/internals.js";
import {
  attach,
  Channel,
  convertFileSrc,
  invoke,
  isTauri,
  list,
  listen,
  open,
  install as use,
} from "../src/index.ts";
import { tauri } from "../src/tauri.ts";

const count: Stream<number, number> = { command: "count" };

beforeEach(() => {
  use(tauri);
  page.install();
});

afterEach(() => page.uninstall());

const untilNothingIsLeft = () => vi.waitUntil(() => page.callbacks() === 0, { timeout: 5_000 });

test("is refused where there is no Tauri", async () => {
  page.uninstall();
  expect(isTauri()).toBe(false);
  await expect(invoke("echo")).rejects.toMatchObject({ code: "not_tauri" });
  expect(() => convertFileSrc("a")).toThrow("does not run in Tauri");
  expect(() => new Channel()).toThrow("does not run in Tauri");
  const reader = open(count, 0)[Symbol.asyncIterator]();
  await expect(reader.next()).rejects.toMatchObject({ code: "not_tauri" });
  expect((await reader.next()).done).toBe(true);
});

test("calls commands through the page", async () => {
  expect(isTauri()).toBe(true);
  const args = { text: "ü\u{1F30A}", list: [1, null, { deep: true }] };
  expect(await invoke("echo", args)).toEqual(args);
  expect(await invoke("nothing")).toBeUndefined();
  expect(page.callbacks()).toBe(0);
});

test("makes any rejection a typed error", async () => {
  const missing = { code: "command_failed", message: "Command missing not found" };
  await expect(invoke("missing")).rejects.toMatchObject(missing);
  await expect(invoke("throw_error")).rejects.toMatchObject({
    code: "command_failed",
    message: "no function",
  });
  await expect(invoke("throw_ours")).rejects.toMatchObject({
    code: "not_found",
    message: "It is not there.",
  });
});

test("reads a stream and leaves nothing in the page", async () => {
  for (const wire of ["json", "bytes"] as const) {
    const inlet = open(count, 0, { wire, pace: "eager" });
    await vi.waitUntil(() => page.callbacks() === 1);
    const items: number[] = [];
    for await (const item of inlet) items.push(item);
    expect(items).toEqual([1, 2, 3, 4]);
    const account = { offered: 4, delivered: 4, coalesced: 0, dropped: 0, discarded: 0 };
    expect(await inlet.end).toEqual({ event: "finished", data: { account } });
    await untilNothingIsLeft();
    expect(page.unheard()).toBe(0);
  }
});

test("attaches to a stream and leaves nothing in the page", async () => {
  for (const wire of ["json", "bytes"] as const) {
    const inlet = open(count, 0, { wire, pace: "eager" });
    expect((await inlet[Symbol.asyncIterator]().next()).value).toBe(1);
    const { key, after } = inlet;
    // Loaded anew: another table of callbacks.
    page.install();
    expect((await list()).map((info) => info.key)).toContain(key);
    const again = attach(count, key, { wire, after });
    await vi.waitUntil(() => page.callbacks() === 1);
    expect(after).toBe(1);
    const items: number[] = [];
    for await (const item of again) items.push(item);
    expect(items).toEqual([2, 3, 4]);
    await untilNothingIsLeft();
    expect(page.unheard()).toBe(0);
  }
});

test("cancels and leaves nothing in the page", async () => {
  for await (const item of open(count, 0, { pace: "eager" })) {
    expect(item).toBe(1);
    break;
  }
  await untilNothingIsLeft();
  expect([page.called("plugin:millstream|cancel"), page.unheard()]).toEqual([1, 0]);
});

test("fails with the error of a refused command", async () => {
  const reader = open({ command: "missing" }, null)[Symbol.asyncIterator]();
  await expect(reader.next()).rejects.toMatchObject({ message: "Command missing not found" });
  await untilNothingIsLeft();
});

test("reads a stock channel", async () => {
  const channel = new Channel<unknown>();
  const id = Number(channel.toJSON().slice("__CHANNEL__:".length));
  const { buffer } = new Uint8Array([7, 8]);
  page.run(id, { index: 1, message: null });
  page.run(id, { index: 0, message: { a: 1 } });
  page.run(id, { index: 2, message: buffer });
  page.run(id, { index: 3, end: true });
  const messages: unknown[] = [];
  for await (const message of channel) messages.push(message);
  expect(messages).toEqual([{ a: 1 }, null, buffer]);
  expect(page.callbacks()).toBe(0);
});

test("hears an event", async () => {
  const listener = listen("tick");
  const { value } = await listener.next();
  expect(value).toEqual({ event: "tick", id: 5, payload: { deep: [1, null] } });
  listener.close();
  await untilNothingIsLeft();
  expect(page.called("plugin:event|unlisten")).toBe(1);
});

test("converts a path to a URL", () => {
  expect(convertFileSrc("/a b")).toBe("asset://localhost/%2Fa%20b");
});
