// The inspector while much is to be seen.
import { expect, test } from "vitest";
import { start, turn, UIS } from "../src/app.ts";
import { begin } from "../src/lab.ts";
import { atRest, nothingBut } from "../src/left.ts";
import { until } from "../src/until.ts";

const STREAMS = 50;

test.each(UIS)(
  "fifty streams are shown live in %s, and the page hears of them ten times a second",
  async (ui) => {
    const app = await start("both");
    await turn(app, ui);
    const rest = await atRest(app);
    const { page } = app;
    const request = { silence: 10, messages: [{ bytes: 200, raw: false }] };
    for (let stream = 0; stream < STREAMS; stream += 1) await begin(app, { over: "json", request });
    await page.click("rail-inspector");
    await page.says("inspector-total-streams", new RegExp(`^${STREAMS + 1} streams$`));
    await page.click("inspector-row-0");
    const heard = () => page.text("inspector-chosen-0-delivered").then(number);
    const before = await heard();
    await until("more items", async () => (await heard()) > before);

    // Of its own stream the page shows how often it has heard.
    await (await page.get("inspector-search")).sendKeys("inspector");
    await page.says("inspector-left", /^1 line shown$/);
    await page.click("inspector-row-0");
    const [first, since] = [await heard(), performance.now()];
    await until("news for a while", async () => (await heard()) > first + 20);
    const now = await heard();
    const seconds = (performance.now() - since) / 1000;
    // It is slower where it must, and never faster; what was on its way at either end is one each.
    expect(now - first).toBeLessThanOrEqual(Math.ceil(10 * seconds) + 2);
    await page.click("rail-hash");
    await page.driver.navigate().refresh();
    await nothingBut(app, rest);
  },
);

const number = (text: string) => Number(text.replaceAll(",", ""));
