import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { start, UIS } from "../src/app.ts";
import { faults } from "../src/axe.ts";
import { scratch } from "../src/files.ts";

const STREAMS = [
  "hash",
  "duplicates",
  "download",
  "upload",
  "socket",
  "process",
  "tail",
  "table",
  "frames",
  "inspector",
  "lab",
];

describe.each(UIS)("the shell in %s", (ui) => {
  test("says which front end it is", async () => {
    const { page } = await start(ui);
    expect((await page.text("status-front-end")).toLowerCase()).toBe(ui);
    await page.picture(`${ui}-hash-empty`);
    expect(await faults(page)).toEqual([]);
  });

  test("leads to every stream, by a click and by a key", async () => {
    const { page } = await start(ui);
    for (const stream of STREAMS) {
      await page.click(`rail-${stream}`);
      await page.get(`${stream}-page`);
    }
    await page.press("1", { control: true });
    await page.get("hash-page");
    await page.press("2", { control: true });
    await page.get("duplicates-page");
  });

  test("has no serious accessibility fault, light and dark", async () => {
    const file = join(await scratch(), "letters.txt");
    await writeFile(file, "abc");
    const { page } = await start(ui, file);
    await page.is("hash-run-0", "data-phase", "finished");
    for (const theme of ["light", "dark"]) {
      await page.script("document.documentElement.dataset.theme = arguments[0];", theme);
      expect(await faults(page), theme).toEqual([]);
      await page.picture(`${ui}-hash-${theme}`);
    }
    await page.click("hash-verify");
    await page.click("hash-against-digest");
    await page.click("hash-add-files");
    await page.is("hash-digest-kind", "role", "alert");
    for (const theme of ["light", "dark"]) {
      await page.script("document.documentElement.dataset.theme = arguments[0];", theme);
      expect(await faults(page), `verify panel, ${theme}`).toEqual([]);
      await page.picture(`${ui}-hash-verify-${theme}`);
    }
    await page.click("rail-tail");
    await page.get("tail-page");
    expect(await faults(page), "a page that is not built").toEqual([]);
  });

  test("is usable in a narrow window", async () => {
    const { page } = await start(ui);
    await page.driver.manage().window().setRect({ width: 620, height: 760 });
    await page.get("hash-page");
    expect(
      await page.script<number>(
        "return document.documentElement.scrollWidth - document.documentElement.clientWidth;",
      ),
    ).toBe(0);
    await page.picture(`${ui}-hash-narrow`);
    expect(await faults(page)).toEqual([]);
  });
});
