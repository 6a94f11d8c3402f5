// Readers that are slow, that fail and that are many, and messages on either side of the sizes from which on Tauri has
// the page fetch them: 8192 bytes of JSON, 1024 raw bytes.
import { describe, expect, test } from "vitest";
import { start, turn, UIS } from "../src/app.ts";
import { type Figures, type Job, run, runAll } from "../src/lab.ts";
import { atRest, nothingBut } from "../src/left.ts";

const json = (bytes: number) => ({ bytes, raw: false });
const raw = (bytes: number) => ({ bytes, raw: true });
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, step) => from + step);

describe.each(UIS)("a reader in %s", (ui) => {
  test.each(["json", "bytes"] as const)("that fails leaves nothing, on the wire %s", async (over) => {
    const app = await start("both");
    await turn(app, ui);
    const rest = await atRest(app);
    for (const failsAt of [1, 2, 100_000])
      await expect(run(app, { over, request: {}, failsAt })).rejects.toThrow("as it was told to");
    await nothingBut(app, rest);
  });

  test.each(["json", "bytes"] as const)("that takes half a second gets all, on the wire %s", async (over) => {
    const app = await start("both");
    await turn(app, ui);
    const rest = await atRest(app);
    whole(await run(app, { over, request: { samples: 60_000 }, takes: 500 }), 60_000);
    await nothingBut(app, rest);
  });

  test("fifty streams at once", async () => {
    const app = await start("both");
    await turn(app, ui);
    const rest = await atRest(app);
    const jobs = range(0, 50).map(
      (place): Job =>
        place % 5 === 4
          ? { over: "json", request: {}, cancelAfter: place }
          : { over: place % 2 ? "json" : "bytes", request: { samples: 5_000 + place } },
    );
    const all = await runAll(app, jobs);
    for (const [place, figures] of all.entries())
      if (place % 5 === 4)
        expect(figures).toMatchObject({ strays: 0, cancelled: { answered: expect.any(Number) } });
      else whole(figures, 5_000 + place);
    await nothingBut(app, rest);
  });

  test.each<[string, Job]>([
    ["a stock channel", { over: "channel", request: { messages: [json(8191), json(8192)] } }],
    [
      "a stock channel of raw bytes",
      { over: "channelRaw", request: { messages: [json(8191), raw(1023), json(8192), raw(1024)] } },
    ],
    ["the wire json", { over: "json", request: { messages: [json(8191), json(8192)] } }],
    [
      "the wire json, ring by ring",
      { over: "json", request: { messages: range(8130, 8194).map(json), silence: 1 } },
    ],
    [
      "the wire bytes",
      { over: "bytes", request: { messages: [json(8191), raw(1023), json(8192), raw(1024)] } },
    ],
    [
      "the wire bytes, ring by ring",
      { over: "bytes", request: { messages: range(900, 1028).map(raw), silence: 1 } },
    ],
  ])("gets messages about as large as are evaluated in a page: %s", async (_, job) => {
    const app = await start("both");
    await turn(app, ui);
    const rest = await atRest(app);
    whole(await run(app, { ...job, request: { ...job.request, samples: 256 } }), 256);
    await nothingBut(app, rest);
  });
});

/** All that was sent, in order. The instrument itself refuses what is not complete. */
function whole({ seen, sent, first, strays }: Figures, samples: number): void {
  expect({ first, strays }).toEqual({ first: 0, strays: 0 });
  expect({ samples: seen.samples, bytes: seen.bytes }).toEqual({ samples, bytes: sent?.bytes });
}
