// @vitest-environment jsdom
import { type Recording, scripted } from "@millstream/client/scripted";
import { expect, test } from "vitest";
import { type HashEvent, show } from "./channel-stream.ts";

const account = { offered: 3, delivered: 3, coalesced: 0, dropped: 0, discarded: 0 };

/** What channel-stream.rs sends for a file that says `abc`. */
const recording: Recording = {
  version: 1,
  title: "abc",
  command: "hash_file",
  request: null,
  outlets: {
    outlet: [
      { frame: { seq: 1, items: [started(3)], more: false } },
      { frame: { seq: 2, items: [chunk(3)], more: false } },
      {
        frame: {
          seq: 3,
          items: [done("ba7816bf")],
          more: false,
          end: { event: "finished", data: { account } },
        },
      },
    ],
  },
};

test("a file's digest is shown, and how far it is", async () => {
  const meter = document.createElement("progress");
  const output = document.createElement("output");
  await show(meter, output, { transport: scripted([recording], { speed: Number.POSITIVE_INFINITY }) });
  expect([meter.max, meter.value, output.value]).toEqual([3, 3, "ba7816bf"]);
});

function started(totalBytes: number): HashEvent {
  return { event: "started", data: { totalBytes } };
}

function chunk(bytesRead: number): HashEvent {
  return { event: "chunk", data: { bytesRead } };
}

function done(sha256: string): HashEvent {
  return { event: "done", data: { sha256 } };
}
