/** What a user's test does in plain Node, with the packages as they are published: replays a stream. */
import { strict as assert } from "node:assert";
import { call, isTauri, MillstreamError, open } from "@millstream/client";
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
