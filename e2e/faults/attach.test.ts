// Streams that outlive their page, and streams that two pages read.
import { describe, expect, test } from "vitest";
import { type App, start, turn, UIS } from "../src/app.ts";
import { run } from "../src/lab.ts";
import { atRest, type Left, left, nothingBut, settled } from "../src/left.ts";
import { until } from "../src/until.ts";

const SAMPLES = 500_000;

describe.each(UIS)("in %s", (ui) => {
  test.each(["json", "bytes"] as const)(
    "a detached stream goes on after reloads, on the wire %s",
    async (over) => {
      const app = await start("both");
      await turn(app, ui);
      const rest = await atRest(app);
      const request = { samples: SAMPLES };
      let { rests, seen } = await run(app, { over, request, detached: true, restsAt: 1 });
      let { samples, sum } = seen;
      expect(samples).toBeGreaterThan(0);
      for (let reload = 0; reload < 3; reload += 1) {
        await app.page.driver.navigate().refresh();
        expect(await left(app)).toMatchObject({ streams: 1, producers: 1 });
        const { key = "", after } = rests ?? {};
        expect(await app.page.invoke("plugin:millstream|list", {})).toMatchObject({
          ok: [{ key, own: true }],
        });
        const part = await run(app, {
          over,
          request,
          key,
          ...(after !== undefined && { after }),
          restsAt: 20_000,
        });
        expect({ first: part.first, strays: part.strays }).toEqual({ first: samples, strays: 0 });
        ({ rests, seen } = part);
        samples += seen.samples;
        sum += seen.sum;
      }
      await app.page.driver.navigate().refresh();
      const part = await run(app, { over, request, key: rests?.key ?? "", ...rests });
      expect({ first: part.first, strays: part.strays }).toEqual({ first: samples, strays: 0 });
      expect(part.sent).toMatchObject({ samples: SAMPLES, sum: sum + part.seen.sum });
      expect(samples + part.seen.samples).toBe(SAMPLES);
      await nothingBut(app, rest);
    },
  );

  test("what a page had not acknowledged comes again", async () => {
    const app = await start("both");
    await turn(app, ui);
    const rest = await atRest(app);
    const request = { samples: SAMPLES };
    const { rests, seen } = await run(app, { over: "json", request, detached: true, restsAt: 20_000 });
    await app.page.driver.navigate().refresh();
    const part = await run(app, { over: "json", request, key: rests?.key ?? "" });
    // The page has its last frame, and has not said so.
    expect(part.first).toBeLessThan(seen.samples);
    expect(part.strays).toBe(0);
    expect((part.first ?? 0) + part.seen.samples).toBe(SAMPLES);
    await nothingBut(app, rest);
  });

  test("a shared stream is read in another window while its own stands still", async () => {
    const app = await start("both");
    await turn(app, ui);
    const rest = await atRest(app);
    const request = { samples: SAMPLES };
    const { rests } = await run(app, { over: "bytes", request, shared: true, restsAt: 1 });
    const key = rests?.key ?? "";
    await turn(app, ui === "leptos" ? "react" : "leptos");
    const there = await atRestBut(app, rest);
    expect(await app.page.invoke("plugin:millstream|list", {})).toMatchObject({ ok: [{ key, own: false }] });
    const part = await run(app, { over: "json", request, key });
    expect(part.strays).toBe(0);
    expect(part.first).toBeGreaterThan(0);
    expect((part.first ?? 0) + part.seen.samples).toBe(SAMPLES);
    // Its own page has not read it to its end.
    await nothingBut(app, there);
    await turn(app, ui);
    expect(await left(app)).toMatchObject({ streams: 1, producers: 0 });
    await app.page.driver.navigate().refresh();
    await nothingBut(app, rest);
  });
});

/** What there is in this window when a stream is open in another one and its producer is done. */
async function atRestBut(app: App, rest: Left): Promise<Left> {
  await app.page.get("hash-page");
  await until("stream elsewhere", async () => (await left(app)).streams === 1);
  const callbacks = await settled(() => app.page.callbacks());
  return { ...rest, streams: 1, callbacks };
}
