/**
 * What a user's tests do in plain Node, with the packages as they are published: replay a stream, and hold a receiving
 * end to the scripts.
 */
import { strict as assert } from "node:assert";
import { mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { call, isTauri, MillstreamError, open } from "@millstream/client";
import { checkInlet } from "@millstream/client/conformance";
import { scripted } from "@millstream/client/scripted";
import { Code } from "@millstream/contract";

const account = { offered: 3, delivered: 3, coalesced: 0, dropped: 0, discarded: 0 };
const recording = {
  version: 1,
  title: "three",
  command: "count",
  request: 3,
  outlets: {
    outlet: [
      { at: 0, frame: { seq: 1, items: [1], more: false } },
      { at: 5, frame: { seq: 2, items: [2, 3], more: false, end: { event: "finished", data: { account } } } },
    ],
  },
};

const transport = scripted([recording], { speed: Number.POSITIVE_INFINITY });
const inlet = open({ command: "count" }, 3, { transport, pace: "eager" });
const numbers = [];
for await (const number of inlet) numbers.push(number);
assert.deepEqual(numbers, [1, 2, 3]);
assert.deepEqual(await inlet.end, { event: "finished", data: { account } });

assert.equal(isTauri(), false);
await assert.rejects(
  call({ command: "count" }, 3),
  (error) => error instanceof MillstreamError && error.code === Code.NotTauri,
);

/** A receiving end with one item less than it should have, where it is told so; else the client itself. */
function subject(page, reader, skips) {
  const inlet = open({ command: "count" }, 3, { transport: page, pace: "eager" });
  inlet.end.then(
    (end) => reader.over(end),
    (error) => reader.over(error),
  );
  const read = async () => {
    for await (const number of inlet) if (!(number === skips || (await reader.item(number)))) break;
  };
  read().catch(() => undefined);
  return { cancel: () => void inlet.cancel().catch(() => undefined) };
}

/** More than a second, in steps, each with all that can run after it. */
async function settle() {
  for (let step = 0; step < 21; step += 1) {
    mock.timers.tick(50);
    await turn();
  }
}

mock.timers.enable({ apis: ["setTimeout"] });
const report = await checkInlet((page, reader) => subject(page, reader), settle);
assert.deepEqual(report.failures, []);
assert.ok(report.passed > 30);
const broken = await checkInlet((page, reader) => subject(page, reader, 1), settle);
assert.notDeepEqual(broken.failures, []);
