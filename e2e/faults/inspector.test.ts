// The inspector while much is to be seen, and recordings of pages that come and go.
import { join } from "node:path";
import { expect, test } from "vitest";
import { start, turn, UIS } from "../src/app.ts";
import { save } from "../src/dialog.ts";
import { scratch } from "../src/files.ts";
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

test.each(UIS)(
  "a page of %s that reloads, and one that attaches, show that the stream is recorded",
  async (ui) => {
    const app = await start("both");
    const { page } = app;
    const other = ui === "leptos" ? "react" : "leptos";
    await turn(app, ui);
    const rest = await atRest(app);
    const request = { silence: 10, messages: [{ bytes: 200, raw: false }] };
    await begin(app, { over: "json", request, detached: true, shared: true });
    await turn(app, other);
    await page.click("rail-inspector");
    // Of two windows side by side: what can be done stands beneath the list.
    await page.click("inspector-row-0");
    await page.click("inspector-chosen-record");
    await save("Record to", join(await scratch(), "lab.json"));
    await page.says("inspector-recordings-0-state", /Recording/);
    expect(await page.all("status-recorded")).toEqual([]);

    await turn(app, ui);
    await page.says("status-recorded", /^Recording lab$/);
    await page.driver.navigate().refresh();
    await page.says("status-recorded", /^Recording lab$/);
    // A stream whose page does not come back is cancelled some day, and it is to go on.
    const listed = await page.invoke("plugin:millstream|list", {});
    const streams = ("ok" in listed ? listed.ok : []) as { key: string; command: string }[];
    const key = streams.find(({ command }) => command === "lab")?.key ?? "";
    await begin(app, { over: "json", request, key });

    await turn(app, other);
    await begin(app, { over: "json", request, key });
    await page.says("status-recorded", /^Recording lab$/);
    await page.click("inspector-recordings-0-stop");
    await page.says("inspector-recordings-0-state", /Complete/);
    for (const window of [other, ui] as const) {
      await turn(app, window);
      await until("end of the sign", async () => (await page.all("status-recorded")).length === 0);
    }
    await turn(app, other);
    await page.click("inspector-chosen-cancel");
    await page.click("inspector-confirm-yes");
    await page.click("rail-hash");
    await turn(app, ui);
    await nothingBut(app, rest);
  },
);

const number = (text: string) => Number(text.replaceAll(",", ""));
