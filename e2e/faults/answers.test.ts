// Answers that do not arrive, and a fast path that is closed.
import { describe, expect, test } from "vitest";
import { type App, start, turn, UIS } from "../src/app.ts";
import { type Figures, type Job, run } from "../src/lab.ts";
import { atRest, nothingBut } from "../src/left.ts";

const SAMPLES = 200_000;

describe.each(UIS)("in %s", (ui) => {
  describe.each(["json", "bytes"] as const)("on the wire %s", (over) => {
    const job: Job = { over, request: { samples: SAMPLES } };

    test.each([1, 3])("answers of drains that are refused %i times are asked for again", async (times) => {
      const app = await start("both");
      await turn(app, ui);
      const rest = await atRest(app);
      await spoil(app, "refused", times);
      whole(await run(app, job));
      expect(await spoilt(app)).toBe(times);
      await nothingBut(app, rest);
    });

    test("answers of drains that are refused for good end the stream", async () => {
      const app = await start("both");
      await turn(app, ui);
      const rest = await atRest(app);
      await spoil(app, "refused", Number.MAX_SAFE_INTEGER);
      await expect(run(app, job)).rejects.toThrow("spoilt");
      // As often as the clients' retries, and the first time.
      expect(await spoilt(app)).toBe(6);
      await nothingBut(app, rest);
    });

    test("an answer of a drain that never comes is asked for again", async () => {
      const app = await start("both");
      await turn(app, ui);
      const rest = await atRest(app);
      await spoil(app, "lost", 1);
      whole(await run(app, job));
      expect(await spoilt(app)).toBe(1);
      // Tauri waits for it for good, with a callback for either outcome.
      await nothingBut(app, { ...rest, callbacks: rest.callbacks + 2 });
    });

    test("a stream whose drains are never answered is cancelled", async () => {
      const app = await start("both");
      await turn(app, ui);
      const rest = await atRest(app);
      await spoil(app, "lost", Number.MAX_SAFE_INTEGER);
      const { cancelled, strays } = await run(app, { over, request: {}, cancelAfter: 100 });
      expect(cancelled).toBeDefined();
      expect(strays).toBe(0);
      const times = await spoilt(app);
      expect(times).toBeGreaterThan(0);
      await nothingBut(app, { ...rest, callbacks: rest.callbacks + 2 * times });
    });

    test("a drain that cannot be fetched goes another way", async () => {
      const app = await start("both");
      await turn(app, ui);
      const rest = await atRest(app);
      await spoil(app, "broken", Number.MAX_SAFE_INTEGER);
      whole(await run(app, job));
      // From then on Tauri fetches nothing.
      expect(await spoilt(app)).toBe(1);
      await nothingBut(app, rest);
    });

    test("where the page's policy blocks the fast path the stream goes another way", async () => {
      const app = await start("both");
      await turn(app, ui);
      const rest = await atRest(app);
      await block(app);
      whole(await run(app, job));
      const messages = [8191, 1023, 8192, 1024].map((bytes) => ({ bytes, raw: over === "bytes" }));
      whole(await run(app, { over, request: { samples: 256, messages } }), 256);
      expect(await app.page.script("return window.violations;")).toBe(1);
      await nothingBut(app, rest);
    });
  });
});

/**
 * Has the next so many answers of drains spoilt in the page: the backend has given each, and the page gets
 * an error in its place, nothing at all, or a fetch that fails.
 */
async function spoil({ page }: App, how: "refused" | "lost" | "broken", times: number): Promise<void> {
  await page.script(
    `const [how, times, fetched] = [arguments[0], arguments[1], window.fetch];
     const headers = { "Tauri-Response": "error", "Content-Type": "application/json" };
     window.spoilt = 0;
     window.fetch = async (...request) => {
       const answer = await fetched(...request);
       const isDrain = decodeURIComponent(String(request[0])).endsWith("millstream|drain");
       if (!isDrain || window.spoilt === times) return answer;
       window.spoilt += 1;
       if (how === "broken") throw new TypeError("spoilt");
       return how === "refused" ? new Response('"spoilt"', { headers }) : new Promise(() => undefined);
     };`,
    how,
    times,
  );
}

async function spoilt({ page }: App): Promise<number> {
  return page.script<number>("return window.spoilt;");
}

/** Takes `ipc:` away from the page, and counts how often that is noticed. */
async function block({ page }: App): Promise<void> {
  await page.script(
    `window.violations = 0;
     document.addEventListener("securitypolicyviolation", () => { window.violations += 1; });
     const policy = document.createElement("meta");
     policy.httpEquiv = "Content-Security-Policy";
     policy.content = "connect-src 'self'";
     document.head.append(policy);`,
  );
}

function whole({ seen, sent, first, strays }: Figures, samples = SAMPLES): void {
  expect({ first, strays }).toEqual({ first: 0, strays: 0 });
  expect({ samples: seen.samples, bytes: seen.bytes }).toEqual({ samples, bytes: sent?.bytes });
}
