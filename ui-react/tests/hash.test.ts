import type { HashEvent } from "@millstream/contract/workbench";
import { describe, expect, test } from "vitest";
import {
  begin,
  type HashState,
  LOG_LIMIT,
  reduce,
  reduceAll,
  reduceFailure,
  reduceLog,
} from "../src/state/hash.ts";
import { fixture, type Recording, recordings, replay } from "./fixtures.ts";

const opened = (file: number, totalBytes = 10): HashEvent => ({
  event: "opened",
  data: { file, name: `${file}.bin`, totalBytes },
});

describe("hash", () => {
  test.each(recordings())("folds the recording %s to its state", (name) => {
    const state = replay(fixture<Recording>(`hash/${name}.json`));
    expect(JSON.parse(JSON.stringify(state))).toEqual(fixture<HashState>(`hash/${name}.state.json`));
  });

  test("folds a batch as it folds its events one by one", () => {
    const { outlets } = fixture<Recording>("hash/folder.json");
    const events = outlets.outlet.flatMap(({ frame }) => frame.items);
    const single = events.reduce((state, event) => reduce(state, event, 5), begin(0));
    expect(reduceAll(begin(0), events, 5)).toEqual(single);
  });

  test("leaves the state that it was given as it was", () => {
    const before = reduceAll(begin(0), [opened(0), opened(1)], 1);
    const copy = structuredClone(before);
    reduceAll(before, [{ event: "done", data: { file: 0, bytes: 10, md5: "00" } }, opened(2)], 2);
    expect(before).toEqual(copy);
  });

  test("puts files in the order of their numbers", () => {
    const state = reduceAll(begin(0), [opened(2), opened(0), opened(3), opened(1)], 1);
    expect(state.rows.map((row) => row.file)).toEqual([0, 1, 2, 3]);
  });

  test("takes a file that was never opened as unreadable", () => {
    const error = { code: "permission_denied", message: "No." };
    const state = reduce(begin(0), { event: "unreadable", data: { file: 4, name: "x", error } }, 1);
    expect(state.rows).toEqual([
      { file: 4, name: "x", result: "unreadable", bytesRead: 0, digests: {}, error },
    ]);
    expect(state.counts.unreadable).toBe(1);
  });

  test("passes over a digest of a file that it does not know", () => {
    const state = reduce(begin(0), { event: "done", data: { file: 9, bytes: 1, md5: "00" } }, 1);
    expect(state.rows).toEqual([]);
  });

  test("never reads backwards", () => {
    const chunk = (bytesRead: number): HashEvent => ({ event: "chunk", data: { bytesRead, reading: [] } });
    expect(reduceAll(begin(0), [chunk(50), chunk(20)], 1).bytesRead).toBe(50);
  });

  test("keeps what was done when the run fails", () => {
    const state = reduceAll(
      begin(0),
      [opened(0), { event: "done", data: { file: 0, bytes: 10, md5: "00" } }, opened(1)],
      1,
    );
    const failed = reduceFailure(state, { code: "gap", message: "Lost." }, 9);
    expect(failed.rows.map((row) => row.result)).toEqual(["done", "stopped"]);
    expect(failed).toMatchObject({ phase: "failed", endedAt: 9, error: { code: "gap" } });
  });

  test("keeps a bounded log, and counts all of it", () => {
    const line = {
      event: "skipped" as const,
      data: { name: "x", error: { code: "not_a_file", message: "No file." } },
    };
    const state = reduceLog(reduceLog(begin(0), Array(LOG_LIMIT - 1).fill(line)), [line, line, line]);
    expect([state.log.length, state.logged]).toEqual([LOG_LIMIT, LOG_LIMIT + 2]);
  });
});
