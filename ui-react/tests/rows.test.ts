import { describe, expect, test } from "vitest";
import { entries, firstProblem, found, rowAt, rowCount } from "../src/state/rows.ts";
import { fixture, type Recording, replay } from "./fixtures.ts";

const sums = replay(fixture<Recording>("hash/verify-sums.json"));
const names = replay(fixture<Recording>("hash/names.json"));

describe("rows", () => {
  test("are the files, then the lines that name none", () => {
    const all = Array.from({ length: rowCount(sums) }, (_, at) => rowAt(sums, at)?.name);
    expect(all).toEqual([
      "alpha.txt",
      "beta.txt",
      "sub/gamma.txt",
      "locked.txt",
      "delta.txt",
      "Line 6",
      "Line 7",
    ]);
    expect(rowAt(sums, 7)).toBeUndefined();
  });

  test("are found by a part of the name in any case, and by result", () => {
    expect(found(sums, "", undefined)).toBeUndefined();
    expect(found(sums, "ETA", undefined)).toEqual([1]);
    expect(found(sums, "line", undefined)).toEqual([5, 6]);
    expect(found(sums, "", "malformed")).toEqual([5, 6]);
    expect(found(sums, "6", "malformed")).toEqual([5]);
    expect(found(sums, "nowhere", undefined)).toEqual([]);
  });

  test("lead to the first problem", () => {
    expect(firstProblem(sums)).toBe(1);
    expect(firstProblem({ ...sums, rows: sums.rows.slice(0, 1) })).toBe(1);
    expect(firstProblem(names)).toBeUndefined();
  });

  test("become the lines of a sum file, with the true bytes of a name", () => {
    expect(entries(sums, "sha256").map((entry) => entry.name)).toEqual([
      "alpha.txt",
      "beta.txt",
      "sub/gamma.txt",
    ]);
    expect(entries(sums, "md5")).toEqual([]);
    expect(entries(names, "sha256")[2]).toMatchObject({ nameBytes: "636166e92e747874" });
  });
});
