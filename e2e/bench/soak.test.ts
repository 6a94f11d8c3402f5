// What `cargo xtask bench soak` runs: a great many items and bytes through one outlet, in each front end. The
// memory over time goes into a file.
import { afterAll, expect, test } from "vitest";
import { start, UIS } from "../src/app.ts";
import { run } from "../src/lab.ts";
import { Processes } from "../src/processes.ts";
import { keep, write } from "../src/samples.ts";

afterAll(write);

test.each(UIS)("a soak in %s", async (ui) => {
  const app = await start(ui);
  const processes = new Processes(app.running.pid);
  await processes.settled();
  const before = await processes.memory();
  const request = { samples: 10_000_000, bytes: 1_000_000, every: 1_000 };
  const soak = run(app, { over: "bytes", request });
  for (const { seconds, bytes } of await processes.during(soak, 1_000)) {
    keep(ui, "seconds", Math.round(seconds * 10) / 10);
    keep(ui, "memory", bytes - before);
  }
  const { milliseconds, seen } = await soak;
  expect(seen).toMatchObject({ samples: 10_000_000, bytes: 10_000_000_000 });
  keep(ui, "took", milliseconds / 1000);
});
