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
    await page.click(`inspector-row-${STREAMS - 1}`);
    const delivered = () => page.text(`inspector-chosen-${STREAMS - 1}-delivered`).then(number);
    const before = await delivered();
    await until("more items of the last one", async () => (await delivered()) > before);

    // Of its own stream the page shows how often it has heard.
    await page.click(`inspector-row-${STREAMS}`);
    const heard = () => page.text(`inspector-chosen-${STREAMS}-delivered`).then(number);
    const [first, since] = [await heard(), performance.now()];
    await until("news for a while", async () => (await heard()) > first + 20);
    const now = await heard();
    const seconds = (performance.now() - since) / 1000;
    // It is slower where it must, and never faster; what was on its way at either end is one each.
    expect(now - first).toBeLessThanOrEqual(Math.ceil(10 * seconds) + 2);
    await page.driver.navigate().refresh();
    await nothingBut(app, rest);
  },
);

const number = (text: string) => Number(text.replaceAll(",", ""));
