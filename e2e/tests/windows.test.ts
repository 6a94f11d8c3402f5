import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type App, start, turn, UIS, type Ui } from "../src/app.ts";
import { end } from "../src/family.ts";
import { scratch, sparse } from "../src/files.ts";
import { Processes } from "../src/processes.ts";
import { until } from "../src/until.ts";
import { close } from "../src/window.ts";

/** More than is read in the time that a test needs to look at it. */
const HUGE = 64 * 2 ** 30;
const TITLES = { leptos: "Millstream · Leptos", react: "Millstream · React" };

describe.each(UIS)("of two windows that of %s", (ui) => {
  test("stops its run when it closes, and leaves the other's", async () => {
    const { app, file } = await hashing(other(ui));
    await close(TITLES[ui]);
    await goesOn(app, file);
  });

  test("stops its run when it shows another page, and leaves the other's", async () => {
    const { app, file } = await hashing(ui);
    const { driver } = app.page;
    const own = await driver.getWindowHandle();
    await driver.get(new URL(`/${other(ui)}/index.html`, await driver.getCurrentUrl()).href);
    expect((await app.page.text("status-front-end")).toLowerCase()).toBe(other(ui));
    const rest = (await driver.getAllWindowHandles()).filter((handle) => handle !== own);
    expect(rest).toHaveLength(1);
    await driver.switchTo().window(rest[0] ?? "");
    await goesOn(app, file);
  });

  test("stops its run when its process is killed, and leaves the other's", async () => {
    const { app, file } = await hashing(ui);
    const { page, running } = app;
    const busy = "const until = performance.now() + 1000; while (performance.now() < until);";
    const process = await new Processes(running.pid).busiest(() => page.script(busy));
    // The driver's session ends with the page, and does not take the application along.
    onTestFinished(() => end(running.pid));
    end(process);
    await until("one run less", async () => (await running.descriptors(file)) === 1);
    const before = await running.position(file);
    await until("more that was read", async () => (await running.position(file)) > before);
    expect(await running.descriptors(file)).toBe(1);
  });
});

/** Both windows at work on one huge file, and the driver at the page in that of `ui`. */
async function hashing(ui: Ui): Promise<{ app: App; file: string }> {
  const file = await sparse(join(await scratch(), "huge.bin"), HUGE);
  const app = await start("both", file);
  await turn(app, ui);
  await app.page.is("hash-run-0", "data-phase", "reading");
  await until("run in each window", async () => (await app.running.descriptors(file)) === 2);
  return { app, file };
}

/** The only run that is left is the driver's page's, which can be cancelled. */
async function goesOn({ page, running }: App, file: string): Promise<void> {
  await until("one run less", async () => (await running.descriptors(file)) === 1);
  await page.is("hash-run-0", "data-phase", "reading");
  await page.click("hash-run-0-cancel");
  await page.is("hash-run-0", "data-phase", "cancelled");
  expect(await running.descriptors(file)).toBe(0);
}

function other(ui: Ui): Ui {
  return ui === "leptos" ? "react" : "leptos";
}
