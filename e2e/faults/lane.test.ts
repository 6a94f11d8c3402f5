// A second lane that closes, that is blocked, and that goes with its page.
import { describe, expect, test } from "vitest";
import { type App, start, turn, UIS } from "../src/app.ts";
import { begin, type Figures, type Job, run } from "../src/lab.ts";
import { atRest, type Left, nothingBut, same } from "../src/left.ts";
import { until } from "../src/until.ts";

const SAMPLES = 400_000;

describe.each(UIS)("in %s", (ui) => {
  describe.each(["json", "bytes"] as const)("on the wire %s", (over) => {
    const job: Job = { over, lane: true, request: { samples: SAMPLES } };

    test("frames go over a lane where one is offered", async () => {
      const app = await opened(ui);
      const rest = await atRest(app);
      whole(await run(app, job));
      const { asked, fetched } = await ways(app);
      // The first ones, until the lane is open.
      expect(fetched).toBeLessThan(asked);
      await nothingButTheDoor(app, rest);
    });

    test("a lane that is closed again and again loses nothing", async () => {
      const app = await opened(ui);
      const rest = await atRest(app);
      await app.page.script("window.ways.cut = 3;");
      whole(await run(app, job));
      const { sockets, asked, fetched } = await ways(app);
      expect(sockets).toBeGreaterThan(2);
      expect(asked).toBeGreaterThan(sockets);
      expect(fetched).toBeGreaterThan(sockets);
      await nothingButTheDoor(app, rest);
    });

    test("where the page's policy blocks the lane the stream goes another way", async () => {
      const app = await opened(ui);
      const rest = await atRest(app);
      await app.page.script(
        `const policy = document.createElement("meta");
         policy.httpEquiv = "Content-Security-Policy";
         policy.content = "connect-src 'self' ipc: http://ipc.localhost";
         document.head.append(policy);`,
      );
      whole(await run(app, job));
      whole(await run(app, job));
      // It is tried once.
      expect(await ways(app)).toMatchObject({ sockets: 1, asked: 0 });
      await nothingButTheDoor(app, rest);
    });
  });

  test("raw bytes arrive over a lane as they were sent", async () => {
    const app = await opened(ui);
    const rest = await atRest(app);
    const request = { samples: 64, bytes: 2 ** 20, every: 1 };
    await run(app, { over: "bytes", lane: true, request, records: true });
    expect((await ways(app)).asked).toBeGreaterThan(0);
    await nothingButTheDoor(app, rest);
  });

  test("a lane goes with its page", async () => {
    const app = await opened(ui);
    const rest = await atRest(app);
    const connections = await app.running.connections();
    for (let reload = 0; reload < 3; reload += 1) {
      await begin(app, { over: "bytes", lane: true, request: {} });
      await until("lane", async () => (await app.running.connections()) === connections + 1);
      await app.page.driver.navigate().refresh();
      await same(() => app.running.connections(), connections);
      await count(app);
    }
    await nothingButTheDoor(app, rest);
  });
});

/** Waits until there is no more than this, and once the page has gone with its lane, the socket where pages knock. */
async function nothingButTheDoor(app: App, rest: Left): Promise<void> {
  await same(() => app.page.callbacks(), rest.callbacks);
  await app.page.driver.navigate().refresh();
  // It stays open as long as the application runs, and a task waits there.
  await nothingBut(app, { ...rest, sockets: rest.sockets + 1, tasks: rest.tasks + 1 });
}

async function opened(ui: (typeof UIS)[number]): Promise<App> {
  const app = await start("both");
  await turn(app, ui);
  await count(app);
  return app;
}

/** Has the page count which way its drains go. Each `cut`th that is asked of a lane closes it. */
async function count({ page }: App): Promise<void> {
  await page.script(
    `window.ways = { sockets: 0, asked: 0, fetched: 0, cut: Infinity };
     const [Socket, fetched] = [window.WebSocket, window.fetch];
     window.WebSocket = class extends Socket {
       constructor(...given) { window.ways.sockets += 1; super(...given); }
       send(message) {
         window.ways.asked += 1;
         super.send(message);
         if (window.ways.asked % window.ways.cut > 0) return;
         // One page has one lane: to be given another closes it.
         window.__TAURI_INTERNALS__.invoke("plugin:millstream|lane", {});
       }
     };
     window.fetch = (...request) => {
       if (decodeURIComponent(String(request[0])).endsWith("millstream|drain")) window.ways.fetched += 1;
       return fetched(...request);
     };`,
  );
}

/** How many sockets were made, how many drains they were asked, and how many went Tauri's own way. */
async function ways({ page }: App): Promise<{ sockets: number; asked: number; fetched: number }> {
  return page.script("return window.ways;");
}

function whole({ seen, sent, first, strays }: Figures): void {
  expect({ first, strays }).toEqual({ first: 0, strays: 0 });
  expect({ samples: seen.samples, bytes: seen.bytes }).toEqual({ samples: SAMPLES, bytes: sent?.bytes });
}
