import { join } from "node:path";
import { expect, test } from "vitest";
import { start } from "../src/app.ts";
import { scratch, sparse } from "../src/files.ts";
import { until } from "../src/until.ts";
import { close } from "../src/window.ts";

const HUGE = 64 * 2 ** 30;

test("closing one of two windows stops its run and leaves the other's", async () => {
  const file = await sparse(join(await scratch(), "huge.bin"), HUGE);
  const { page, running } = await start("both", file);
  await page.is("hash-run-0", "data-phase", "reading");
  await until("run in each window", async () => (await running.descriptors(file)) === 2);
  await close("Millstream · React");
  await until("one run less", async () => (await running.descriptors(file)) === 1);
  await page.is("hash-run-0", "data-phase", "reading");
  await page.click("hash-run-0-cancel");
  await page.is("hash-run-0", "data-phase", "cancelled");
  expect(await running.descriptors(file)).toBe(0);
});
