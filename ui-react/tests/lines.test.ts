import type { Inspected } from "@millstream/contract/workbench";
import { describe, expect, test } from "vitest";
import { fill, isQuiet, keyOf, lines, stalledIn, titleOf } from "../src/state/lines.ts";
import { watchedUntil } from "./fixtures.ts";

const { streams } = watchedUntil("running", 0);
const [first, second] = streams as [Inspected, Inspected];

describe("lines", () => {
  test("are a stream with its owner, then its further readers", () => {
    expect(lines(streams, "").map(keyOf)).toEqual(["3.0", "4.0", "9.0", "9.1", "12.0"]);
    expect(titleOf(second)).toBe("hash · log");
  });

  test("are found by command, argument or web view, in any case", () => {
    const found = (search: string) => lines(streams, search).map(keyOf);
    expect(found("HASH")).toEqual(["3.0", "4.0"]);
    expect(found("log")).toEqual(["4.0"]);
    expect(found("Second")).toEqual(["9.0", "9.1"]);
    expect(found("nowhere")).toEqual([]);
  });

  test("keep a stream without readers", () => {
    const all = lines([{ ...first, readers: [] }, ...streams.slice(1)], "");
    expect([all.length, all[0]?.reader]).toEqual([5, undefined]);
  });

  test("name the web views whose readers are stalled", () => {
    const { streams } = watchedUntil("stalled", 500);
    expect(streams.map(stalledIn)).toEqual([["main"], [], ["second"], ["main"]]);
  });

  test("tell whether anything flows but inspectors", () => {
    expect(isQuiet(watchedUntil("empty", 0).streams)).toBe(true);
    expect(isQuiet(streams)).toBe(false);
  });

  test("are as full as the fuller of items and bytes", () => {
    const [reader] = first.readers as [Inspected["readers"][number]];
    const full = (items: number, bytes: number, most: number) =>
      fill({ ...reader, items, bytes }, { items: most, bytes: 1_000 });
    expect([full(10, 900, 100), full(10, 900, 10), full(30, 0, 10)]).toEqual([90, 100, 100]);
  });
});
