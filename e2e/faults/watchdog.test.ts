// A page that hangs for a while, as another window's inspector shows it.
import { expect, test } from "vitest";
import { start, turn, UIS } from "../src/app.ts";
import { beginAll, figuresOf, type Job } from "../src/lab.ts";
import { atRest, nothingBut } from "../src/left.ts";

const SAMPLES = 1_000;
const JOBS = (["json", "bytes"] as const).map(
  (over): Job => ({
    over,
    request: { samples: SAMPLES, silence: 5, messages: [{ bytes: 200, raw: false }] },
  }),
);
/** Four times what a stalled reader owes, as this machine may be busy. */
const BUSY_MS = 20_000;

test.each(UIS)("a page of %s that hangs is shown as stalled, and loses nothing", async (ui) => {
  const app = await start("both");
  const { page } = app;
  await turn(app, ui);
  const rest = await atRest(app);
  const here = await page.driver.getWindowHandle();
  await turn(app, ui === "leptos" ? "react" : "leptos");
  const there = await page.driver.getWindowHandle();
  await page.click("rail-inspector");
  await page.says("inspector-total-streams", /^1 stream$/);
  await page.driver.switchTo().window(here);
  await beginAll(app, JOBS);
  await page.script(
    `const busy = () => { for (const until = performance.now() + arguments[0]; performance.now() < until; ); };
     setTimeout(busy);`,
    BUSY_MS,
  );

  await page.driver.switchTo().window(there);
  await page.says("inspector-total-stalled", /^2 streams stalled$/);
  for (const row of [1, 2]) {
    expect(await page.text(`inspector-row-${row}`)).toContain(ui);
    await page.is(`inspector-row-${row}`, "data-result", "stalled");
    await page.click(`inspector-row-${row}`);
    expect(await page.says("inspector-chosen-0-owes", /^for /)).toMatch(/ s$/);
  }
  await page.picture(`${ui}-stalled`);

  await page.driver.switchTo().window(here);
  for (const { seen, sent, first, strays } of await figuresOf(app)) {
    expect({ first, strays }).toEqual({ first: 0, strays: 0 });
    expect(seen).toMatchObject({ samples: SAMPLES, sum: sent?.sum });
  }
  await page.driver.switchTo().window(there);
  await page.says("inspector-total-streams", /^1 stream$/);
  await page.click("rail-hash");
  await page.driver.switchTo().window(here);
  await nothingBut(app, rest);
});
