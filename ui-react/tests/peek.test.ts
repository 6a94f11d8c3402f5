import type { Recording } from "@millstream/client";
import type { InspectedFrame } from "@millstream/contract/workbench";
import { describe, expect, test } from "vitest";
import { begin, KEPT, missed, pause, reduce, reduceEnd, shown } from "../src/state/peek.ts";
import { fixture } from "./fixtures.ts";

const frames = (from: number, to: number): InspectedFrame[] =>
  Array.from({ length: to - from }, (_, i) => ({
    seq: from + i,
    at: from + i,
    items: 1,
    bytes: 2,
    text: "{}",
    last: false,
  }));
const looked = (to: number) => reduce(begin(3, "hash · outlet"), frames(0, to));

describe("peek", () => {
  test("folds the recorded frames to their state", () => {
    const { outlet = [] } = fixture<Recording>("inspector/frames.json").outlets;
    const peek = outlet.reduce(
      (state, { frame }) => {
        const next = reduce(state, frame.items as InspectedFrame[]);
        return frame.end ? reduceEnd(next) : next;
      },
      begin(3, "hash · outlet"),
    );
    expect(JSON.parse(JSON.stringify(peek))).toEqual(fixture("inspector/frames.state.json"));
  });

  test("keeps the newest frames, and counts them all", () => {
    const peek = looked(KEPT + 5);
    expect([peek.frames.length, peek.frames[0]?.seq, peek.seen]).toEqual([KEPT, 5, KEPT + 5]);
  });

  test("stands still while more come, and goes on with the newest", () => {
    const held = reduce(pause(looked(3)), frames(3, 7));
    expect([shown(held).length, missed(held)]).toEqual([3, 4]);
    const again = pause(held);
    expect([shown(again).length, missed(again)]).toEqual([7, 0]);
  });

  test("keeps what it has when it breaks off", () => {
    const broken = reduceEnd(looked(3), { code: "unknown_stream", message: "No stream has the number 3." });
    expect(broken).toMatchObject({ open: false, error: { code: "unknown_stream" } });
    expect(broken.frames).toHaveLength(3);
  });
});
