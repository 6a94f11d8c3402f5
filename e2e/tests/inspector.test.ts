import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type App, start, UIS } from "../src/app.ts";
import { faults } from "../src/axe.ts";
import { save } from "../src/dialog.ts";
import { scratch, sparse } from "../src/files.ts";
import { until } from "../src/until.ts";
import { close } from "../src/window.ts";

/** More than is read in the time that a test needs to look at it. */
const HUGE = 64 * 2 ** 30;
const NAMES = { leptos: "Leptos", react: "React" };

describe.each(UIS)("inspector in %s", (ui) => {
  test("shows the run of the same window, live", async () => {
    const { page } = await hashing(ui);
    expect(await page.text("inspector-row-0")).toContain(ui);
    expect(await page.text("inspector-row-0")).toContain("latest");
    expect(await page.says("inspector-total-streams", /^3 streams$/)).toBe("3 streams");
    await page.click("inspector-row-0");
    const first = number(await page.says("inspector-chosen-0-delivered", /^[1-9]/));
    await until("more items", async () => number(await page.text("inspector-chosen-0-delivered")) > first);
    expect(number(await page.text("inspector-chosen-0-offered"))).toBeGreaterThanOrEqual(first);
    expect(await page.says("inspector-row-0", / kB\/s| B\/s/)).not.toContain("GB/s");
    await page.picture(`${ui}-inspector`);
  });

  test("shows the frames of a stream as they come, and stands still", async () => {
    const { page } = await hashing(ui);
    await page.click("inspector-row-0-look");
    await page.says("inspector-peek-count", /^[1-9][\d,]* frames$/);
    // With the row of its own stream it has come to rest: a click before that may miss it.
    await page.says("inspector-total-streams", /^4 streams$/);
    await page.click("inspector-peek-pause");
    await page.says("inspector-peek-count", /, [1-9]\d* more since$/);
    await page.click("inspector-peek-row-0");
    expect(await page.text("inspector-peek-text")).toContain("chunk");
    await page.picture(`${ui}-inspector-frames`);
  });

  test("a cancel from there ends the run as cancelled", async () => {
    const { page, running, file } = await hashing(ui);
    await page.click("inspector-row-0-cancel");
    await page.click("inspector-confirm-yes");
    await until("closed file", async () => (await running.descriptors(file)) === 0);
    await page.get("inspector-empty");
    await page.click("rail-hash");
    await page.is("hash-run-0", "data-phase", "cancelled");
    await page.says("status-streams", /^0$/);
  });

  test("opens in a window of its own, which can be closed", async () => {
    const { page } = await hashing(ui);
    const { first } = await ownWindow(page);
    await page.says("inspector-row-0", /hash/);
    await page.says("inspector-total-streams", /^4 streams$/);
    await page.picture(`${ui}-inspector-window`);
    await close(`Millstream · ${NAMES[ui]} · Inspector`);
    await page.driver.switchTo().window(first);
    await page.says("inspector-total-streams", /^3 streams$/);
  });

  test("records the next command, and plays it again without reading anything", async () => {
    const folder = await scratch();
    const file = join(folder, "letters.txt");
    const recording = join(folder, "letters.json");
    await writeFile(file, "abc");
    const { page } = await start(ui, file);
    await page.is("hash-run-0", "data-phase", "finished");
    const digest = await page.text("hash-run-0-detail-sha256");
    await page.click("rail-inspector");
    await page.click("inspector-record");
    await save("Record to", recording);
    await page.says("inspector-recordings-0-state", /Waiting/);
    await page.click("rail-hash");
    await page.click("hash-run-0-again");
    await page.is("hash-run-1", "data-phase", "finished");
    await page.click("rail-inspector");
    await page.says("inspector-recordings-0-state", /Complete/);
    expect(JSON.parse(await readFile(recording, "utf8"))).toMatchObject({ version: 1, command: "hash" });
    await (await page.get("inspector-file")).sendKeys(recording);
    await page.is("hash-run-2", "data-phase", "finished");
    expect(await page.text("hash-run-2-replay")).toBe("Replay");
    expect(await page.text("hash-run-2-detail-sha256")).toBe(digest);
    await page.picture(`${ui}-hash-replay`);
  });

  test("a page shows that its stream is recorded from another window, until that ends", async () => {
    const { page } = await hashing(ui);
    const { first, second } = await ownWindow(page);
    await page.says("inspector-row-0", /hash/);
    await page.click("inspector-row-0-record");
    await save("Record to", join(await scratch(), "letters.json"));
    await page.says("inspector-recordings-0-state", /Recording/);
    expect(await page.all("status-recorded")).toEqual([]);
    await page.driver.switchTo().window(first);
    expect(await page.says("status-recorded", /./)).toBe("Recording hash");
    await page.is("status-recorded", "title", "hash into letters.json");
    await page.picture(`${ui}-status-recorded`);
    await page.driver.switchTo().window(second);
    await page.click("inspector-recordings-0-stop");
    await page.says("inspector-recordings-0-state", /Complete/);
    await page.driver.switchTo().window(first);
    await until("end of the sign", async () => (await page.all("status-recorded")).length === 0);
  });

  test("has no serious accessibility fault, light and dark", async () => {
    const { page } = await hashing(ui);
    await page.click("inspector-row-0");
    await page.click("inspector-chosen-look");
    await page.says("inspector-peek-count", /frame/);
    for (const theme of ["light", "dark"]) {
      await page.script("document.documentElement.dataset.theme = arguments[0];", theme);
      expect(await faults(page), theme).toEqual([]);
      await page.picture(`${ui}-inspector-${theme}`);
    }
  });

  test("is usable in a narrow window", async () => {
    const { page } = await hashing(ui);
    await page.click("inspector-row-0");
    // At 800 two windows stand side by side.
    for (const width of [1000, 800, 480, 420]) {
      await page.driver.manage().window().setRect({ width, height: 760 });
      await until("width", async () => (await page.script<number>("return innerWidth;")) === width);
      for (const part of [":root", "main"]) expect(await over(page, part), `${part} at ${width}`).toBe(0);
      // Its scrollbar would lie on its last row.
      expect(await over(page, "[role=grid]"), `the list at ${width}`).toBe(0);
      await page.picture(`${ui}-inspector-${width}`);
    }
  });
});

/** Opens the inspector in a window of its own and goes there. Answers the window before, and that one. */
async function ownWindow(page: App["page"]): Promise<{ first: string; second: string }> {
  const first = await page.driver.getWindowHandle();
  await page.click("inspector-window");
  const second = await until("second window", async () =>
    (await page.driver.getAllWindowHandles()).find((handle) => handle !== first),
  );
  await page.driver.switchTo().window(second);
  return { first, second };
}

/** By how much what is in an element is wider than the element. */
async function over(page: App["page"], selector: string): Promise<number> {
  return page.script<number>(
    "const found = document.querySelector(arguments[0]); return found.scrollWidth - found.clientWidth;",
    selector,
  );
}

/** The application at work on a huge file, at the inspector's page. */
async function hashing(ui: "leptos" | "react"): Promise<App & { file: string }> {
  const file = await sparse(join(await scratch(), "huge.bin"), HUGE);
  const app = await start(ui, file);
  await app.page.is("hash-run-0", "data-phase", "reading");
  await app.page.click("rail-inspector");
  await app.page.says("inspector-row-0", /hash · outlet/);
  return { ...app, file };
}

const number = (text: string) => Number(text.replaceAll(",", ""));
