// What `cargo xtask bench flow` runs: each contender in turn, in the real window of each front end. The
// samples go into a file; what they amount to is for the caller to say.
import { afterAll, describe, expect, test } from "vitest";
import { type App, start, UIS } from "../src/app.ts";
import { begin, type Figures, type Job, run, wire } from "../src/lab.ts";
import { Processes, pause } from "../src/processes.ts";
import { keep, write } from "../src/samples.ts";

const MIB = 2 ** 20;
const ROUNDS = Number(process.env.MILLSTREAM_BENCH_ROUNDS ?? 5);
/** What is sent to measure how fast it goes: enough for seconds, but for the stock channel's bytes, which pile up. */
const STOCK = 20_000;
const EVENTS = 2_000_000;
const RECORDS = 65_536;
const PARTS = 512;

afterAll(write);

describe.each(Array.from({ length: ROUNDS }, (_, round) => round))("round %i", (_round) => {
  test.each(UIS)("throughput in %s", async (ui) => {
    const app = await start(ui);
    await warm(app);
    const rate = (done: Figures, count: number) => (count / done.milliseconds) * 1000;
    const stock = await run(app, { over: "stock", request: { samples: STOCK } });
    keep(ui, "events.stock", rate(stock, stock.seen.samples));
    for (const over of ["json", "bytes"] as const) {
      const done = await run(app, { over, request: { samples: EVENTS } });
      keep(ui, `events.${over}`, rate(done, done.seen.samples));
    }
    const records: Job = {
      over: "bytes",
      request: { samples: 4_000, bytes: RECORDS, every: 1 },
      records: true,
    };
    const read = await run(app, records);
    keep(ui, "records.bytes", rate(read, read.seen.bytes / 16));
    const raw = { samples: PARTS, bytes: MIB, every: 1 };
    for (const [name, how] of [
      ["stock", { over: "stockRaw" }],
      ["bytes", { over: "bytes" }],
      ["lane", { over: "bytes", lane: true }],
    ] as const) {
      const done = await run(app, { ...how, request: raw });
      keep(ui, `raw.${name}`, rate(done, done.seen.bytes / 1e6));
    }
    const lane = await run(app, { over: wire(ui), lane: true, request: { samples: EVENTS } });
    keep(ui, "events.lane", rate(lane, lane.seen.samples));
  });
});

describe.each(UIS)("%s", (ui) => {
  test("memory while a flood is taken", async () => {
    for (const [over, count] of [
      [wire(ui), 10_000_000],
      ["stock", 200_000],
    ] as const) {
      // An application of its own, as memory that was taken is not given back.
      const app = await start(ui);
      const processes = new Processes(app.running.pid);
      await processes.settled();
      const before = await processes.memory();
      const flood = run(app, { over, request: { samples: count } });
      const moments = await processes.during(flood, 100);
      const peak = Math.max(...moments.map(({ bytes }) => bytes));
      keep(ui, `memory.${over === "stock" ? "stock" : "block"}`, peak - before);
      await app.stop();
    }
  });

  test("one event after silence", async () => {
    const app = await start(ui);
    await warm(app);
    for (let turn = 0; turn < 2 * ROUNDS; turn += 1) {
      for (const over of ["stock", wire(ui)] as const) {
        const { echoes } = await run(app, { over, request: { samples: 60, silence: 30 } });
        expect(echoes).toHaveLength(60);
        for (const echo of echoes) keep(ui, `silence.${over === "stock" ? "stock" : "outlet"}`, echo);
      }
    }
  });

  test("a cancel at full load", async () => {
    const app = await start(ui);
    await warm(app);
    for (let turn = 0; turn < 40 * ROUNDS; turn += 1) {
      // Never at the same place of a frame.
      const cancelAfter = 60 + ((turn * 37) % 101);
      const { cancelled } = await run(app, { over: wire(ui), request: {}, cancelAfter });
      if (cancelled === undefined) throw new Error("the flood ended by itself");
      keep(ui, "cancel.stopped", cancelled.stopped);
      keep(ui, "cancel.answered", cancelled.answered);
    }
  });

  test("fifty streams in the inspector", async () => {
    const app = await start(ui);
    await app.page.click("rail-inspector");
    await app.page.get("inspector-page");
    for (const gap of await gaps(app)) keep(ui, "frames.none", gap);
    const request = { silence: 10, messages: [{ bytes: 200, raw: false }] };
    for (let stream = 0; stream < 50; stream += 1) await begin(app, { over: wire(ui), request });
    await app.page.says("inspector-total-streams", /^51 streams$/);
    for (const gap of await gaps(app)) keep(ui, "frames.fifty", gap);
  });

  test("idle streams", async () => {
    const app = await start(ui);
    const processes = new Processes(app.running.pid);
    for (let turn = 0; turn < 6; turn += 1) {
      // A page of the same age each time: a young one has more to do.
      await app.page.driver.navigate().refresh();
      await processes.settled();
      const leave = turn % 2 === 0 ? 0 : 100;
      await run(app, { over: wire(ui), request: { silence: 3_600_000 }, leave });
      await processes.settled();
      keep(ui, leave === 0 ? "idle.none" : "idle.hundred", await ran(processes));
    }
  });
});

/** Has everything compiled that a page compiles while it runs. */
async function warm(app: App): Promise<void> {
  for (const over of ["stock", "json", "bytes"] as const)
    await run(app, { over, request: { samples: over === "stock" ? 2_000 : 200_000 } });
  for (const over of ["stockRaw", "bytes"] as const)
    await run(app, { over, request: { samples: 16, bytes: MIB, every: 1 } });
  await run(app, { over: "bytes", lane: true, request: { samples: 16, bytes: MIB, every: 1 } });
}

/** Milliseconds from each animation frame of the page to the next, for a while. */
async function gaps({ page }: App): Promise<number[]> {
  return page.driver.executeAsyncScript<number[]>(
    `const done = arguments[arguments.length - 1];
     const gaps = [];
     let last;
     requestAnimationFrame(function frame(now) {
       if (last !== undefined) gaps.push(now - last);
       last = now;
       if (gaps.length < 300) requestAnimationFrame(frame);
       else done(gaps);
     });`,
  );
}

/** Milliseconds of work in a second, over some of them. */
async function ran(processes: Processes): Promise<number> {
  const [before, since] = [await processes.ran(), performance.now()];
  await pause(8_000);
  return ((await processes.ran()) - before) / ((performance.now() - since) / 1000);
}
