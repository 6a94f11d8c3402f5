// Pages that go while their streams are busy.
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type App, start, turn, UIS, type Ui } from "../src/app.ts";
import { end } from "../src/family.ts";
import { scratch } from "../src/files.ts";
import { begin, type Job } from "../src/lab.ts";
import { atMost, atRest, left, nothingBut, same, watched } from "../src/left.ts";
import { Processes } from "../src/processes.ts";
import { until } from "../src/until.ts";
import { close } from "../src/window.ts";

const FLOODS: readonly Job[] = [
  { over: "json", request: {} },
  { over: "bytes", request: { bytes: 65_536, every: 10 } },
];
/** A hundred seconds and more on a busy machine. */
const LONG_MS = 600_000;
const TITLES = { leptos: "Millstream · Leptos", react: "Millstream · React" };

describe.each(UIS)("a page of %s", (ui) => {
  test("fifty reloads leave nothing", { timeout: LONG_MS }, async () => {
    const app = await start("both");
    await turn(app, ui);
    const rest = await atRest(app);
    for (let reload = 0; reload < 50; reload += 1) {
      for (const flood of FLOODS) await begin(app, flood);
      // Every other time while the streams flow, else while they begin.
      if (reload % 2 === 0) await flow(app);
      await app.page.driver.navigate().refresh();
    }
    await nothingBut(app, rest);
  });

  test("a process that is killed leaves nothing", async () => {
    const app = await start("both");
    await turn(app, ui);
    const file = join(await scratch(), "left.json");
    expect(await app.page.invoke("lab_watch", { path: file })).toEqual({ ok: null });
    const { callbacks: _, ...rest } = await atRest(app);
    const busy = "const until = performance.now() + 300; while (performance.now() < until);";
    const page = await new Processes(app.running.pid).busiest(() => app.page.script(busy));
    for (const flood of FLOODS) await begin(app, flood);
    await flow(app);
    // The driver's session ends with the page, and does not take the application along.
    onTestFinished(() => end(app.running.pid));
    process.kill(page, "SIGKILL");
    const gone = { ...rest, children: rest.children - 1 };
    await same(async () => atMost(await watched(app, file), gone), gone);
  });

  test("a window that is closed leaves nothing", async () => {
    const app = await start("both");
    const rest = await besides(app, ui);
    for (const flood of FLOODS) await begin(app, flood);
    await flow(app);
    await turn(app, other(ui));
    await close(TITLES[ui]);
    await nothingBut(app, { ...rest, children: rest.children - 1 });
  });
});

/** What there is in the other window before anything begins in this one, to which it leads. */
async function besides(app: App, ui: Ui) {
  await turn(app, other(ui));
  const rest = await atRest(app);
  await turn(app, ui);
  return rest;
}

async function flow(app: App): Promise<void> {
  await until("streams that flow", async () => (await left(app)).producers === FLOODS.length);
  const { streams, descriptors } = await left(app);
  expect({ streams, descriptors }).toEqual({ streams: FLOODS.length, descriptors: FLOODS.length });
}

function other(ui: Ui): Ui {
  return ui === "leptos" ? "react" : "leptos";
}
