/** Commands that answer once. */
import type { Call } from "@millstream/contract";
import { beforeEach, expect, test, vi } from "vitest";
import { call, install, invoke, invokeResult, isTauri, MillstreamError } from "../src/index.ts";
import { tauri } from "../src/tauri.ts";
import { Backend } from "./support/backend.ts";
import { within } from "./support/reading.ts";

const double: Call<number, number> = { command: "double" };

beforeEach(() => {
  vi.useFakeTimers();
});

function backend(refusal?: unknown): Backend {
  const backend = new Backend({ refusal });
  backend.answer = 42;
  install(backend);
  return backend;
}

test("answers what the command answers", async () => {
  const page = backend();
  expect(await within(call(double, 21))).toBe(42);
  expect(page.called("double")).toEqual([{ request: 21 }]);
  expect(await within(invoke("double", { number: 21 }))).toBe(42);
  expect(page.called("double")[1]).toEqual({ number: 21 });
});

test("an error of ours keeps its code", async () => {
  const error = { code: "not_found", message: "a.txt is not there.", hint: "Look again." };
  backend(error);
  const rejection = within(call(double, 1));
  await expect(rejection).rejects.toBeInstanceOf(MillstreamError);
  await expect(rejection).rejects.toMatchObject(error);
});

test("any other rejection is a failed command", async () => {
  const rejections: [unknown, string][] = [
    ["no such command", "no such command"],
    [new TypeError("no function"), "no function"],
    [{ a: 1 }, '{"a":1}'],
    [null, "null"],
    [7n, "7"],
  ];
  for (const [refusal, message] of rejections) {
    backend(refusal);
    await expect(within(call(double, 1))).rejects.toMatchObject({ code: "command_failed", message });
  }
});

test("a command's own error keeps its type", async () => {
  backend({ limit: 9 });
  expect(await within(invokeResult("double"))).toEqual({ ok: false, error: { limit: 9 } });
  backend();
  expect(await within(invokeResult("double"))).toEqual({ ok: true, value: 42 });
  backend(new TypeError("other"));
  await expect(within(invokeResult("double"))).rejects.toMatchObject({ code: "command_failed" });
});

test("is refused where there is no Tauri", async () => {
  install(tauri);
  expect(isTauri()).toBe(false);
  await expect(within(call(double, 1))).rejects.toMatchObject({ code: "not_tauri" });
});
