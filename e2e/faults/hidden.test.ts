// A window that is not to be seen, and whose page drains all the same.
import { expect, test } from "vitest";
import { start, turn, UIS } from "../src/app.ts";
import { begin, type Job, run, wire } from "../src/lab.ts";
import { atRest, nothingBut } from "../src/left.ts";
import { until } from "../src/until.ts";
import { hide } from "../src/window.ts";

const TITLES = { leptos: "Millstream · Leptos", react: "Millstream · React" };
const SAMPLES = 20_000;

test.each(UIS)("a hidden window of %s goes on draining", async (ui) => {
  const app = await start("both");
  const { page } = app;
  await turn(app, ui);
  const rest = await atRest(app);
  const here = await page.driver.getWindowHandle();
  // The page's own stream goes by its frames, of which a hidden page gets none; the instrument's does not.
  await page.click("rail-inspector");
  await page.says("inspector-total-streams", /^1 stream$/);
  const endless: Job = { over: wire(ui), request: { silence: 5, messages: [{ bytes: 200, raw: false }] } };
  await begin(app, endless);
  const show = await hide(TITLES[ui]);
  const seen = () => page.script<string>("return document.visibilityState;");
  await until("hidden page", async () => (await seen()) === "hidden");

  await turn(app, ui === "leptos" ? "react" : "leptos");
  await page.click("rail-inspector");
  const delivered = async () => Number((await page.text("inspector-chosen-0-delivered")).replaceAll(",", ""));
  for (const [row, command, more] of [
    [0, "inspector", 10],
    [1, "lab", 500],
  ] as const) {
    await page.click(`inspector-row-${row}`);
    await page.says("inspector-chosen-name", new RegExp(`^${command} `));
    const before = await delivered();
    await until(`items of ${command}`, async () => (await delivered()) > before + more);
  }
  await page.click("rail-hash");

  await page.driver.switchTo().window(here);
  const figures = await run(app, { over: wire(ui), request: { samples: SAMPLES } });
  expect(figures).toMatchObject({ first: 0, strays: 0, seen: { samples: SAMPLES, sum: figures.sent?.sum } });
  expect(await seen()).toBe("hidden");
  await show();
  await until("visible page", async () => (await seen()) === "visible");
  await page.click("rail-hash");
  await page.driver.navigate().refresh();
  await nothingBut(app, rest);
});
