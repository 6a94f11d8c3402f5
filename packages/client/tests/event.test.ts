/** Tauri's events. */
import type { Broadcast } from "@millstream/contract";
import { beforeEach, expect, test, vi } from "vitest";
import { emit, emitTo, hear, install, type Listener, listen, listenTo } from "../src/index.ts";
import { Backend } from "./support/backend.ts";
import type { Faults } from "./support/faults.ts";
import { read, settle, take, within } from "./support/reading.ts";

const LISTEN = "plugin:event|listen";
const UNLISTEN = "plugin:event|unlisten";

beforeEach(() => {
  vi.useFakeTimers();
});

function backend(faults: Faults = {}): Backend {
  const backend = new Backend(faults);
  backend.answer = 7;
  install(backend);
  return backend;
}

const happens = (backend: Backend, payload: unknown) =>
  backend.ring({ kind: "plain", body: { event: "tick", id: 7, payload } });

test("gives the events in order", async () => {
  const page = backend();
  const listener = listen<number>("tick");
  await settle();
  happens(page, 1);
  happens(page, 2);
  const event = { event: "tick", id: 7 };
  expect(await take(listener, 2)).toEqual([
    { ...event, payload: 1 },
    { ...event, payload: 2 },
  ]);
});

test("listens to what is sent to this web view alone", async () => {
  const page = backend();
  listen("tick");
  await settle();
  const target = { kind: "AnyLabel", label: "main" };
  expect(page.called(LISTEN)).toEqual([{ event: "tick", target, handler: 1 }]);
});

test("hears what the contract broadcasts", async () => {
  const page = backend();
  const tick: Broadcast<number> = { event: "millstream://tick" };
  const listener: Listener<number> = hear(tick);
  await settle();
  expect(page.called(LISTEN)[0]).toMatchObject({ event: "millstream://tick" });
  listener.close();
});

test("listens to another target", async () => {
  const page = backend();
  listenTo({ kind: "App" }, "tick");
  await settle();
  expect(page.called(LISTEN)).toMatchObject([{ target: { kind: "App" } }]);
});

test("tells from when on it listens", async () => {
  backend({ late: 50 });
  const listener = listen("tick");
  let listens = false;
  const listening = listener.listening().then(() => {
    listens = true;
  });
  await vi.advanceTimersByTimeAsync(10);
  expect(listens).toBe(false);
  await within(listening);
  backend({ refusal: "not allowed" });
  await within(listen("tick").listening());
});

test("tells when Tauri refuses to listen", async () => {
  const page = backend({ refusal: "not allowed" });
  const listener = listen("tick");
  expect(await read(listener)).toMatchObject([{ code: "command_failed", message: "not allowed" }]);
  expect((await within(listener.next())).done).toBe(true);
  expect(page.callbacks).toBe(0);
});

test("stops when it is let go", async () => {
  const page = backend();
  const listener = listen("tick");
  await settle();
  expect([page.called(UNLISTEN).length, page.callbacks]).toEqual([0, 1]);
  const next = listener.next();
  listener.close();
  await settle();
  expect((await within(next)).done).toBe(true);
  expect(page.called(UNLISTEN)).toEqual([{ event: "tick", eventId: 7 }]);
  expect(page.callbacks).toBe(0);
});

test("stops when a loop over it is left", async () => {
  const page = backend();
  const listener = listen("tick");
  await settle();
  happens(page, 1);
  for await (const _ of listener) break;
  await settle();
  expect([page.called(UNLISTEN).length, page.callbacks]).toEqual([1, 0]);
});

test("stops even when it is let go before Tauri has answered", async () => {
  const page = backend({ late: 50 });
  listen("tick").close();
  await vi.advanceTimersByTimeAsync(200);
  expect([page.called(UNLISTEN).length, page.callbacks]).toEqual([1, 0]);
});

test("emits to everyone and to one", async () => {
  const page = backend();
  await within(emit("tock", [1, 2]));
  const target = { kind: "Webview", label: "other" } as const;
  await within(emitTo(target, "tock", "text"));
  expect(page.called("plugin:event|emit")).toEqual([{ event: "tock", payload: [1, 2] }]);
  expect(page.called("plugin:event|emit_to")).toEqual([{ target, event: "tock", payload: "text" }]);
});
