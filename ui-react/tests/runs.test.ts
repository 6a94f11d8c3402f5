import type { Grant } from "@millstream/contract/workbench";
import { describe, expect, test } from "vitest";
import { algorithmsOf, DEFAULTS, lacksDigest, type Options, plan, toggle } from "../src/state/runs.ts";

const file = (name: string): Grant => ({ id: `#${name}`, name, kind: "file" });

describe("runs", () => {
  test("toggle algorithms in the order of the offer, and keep one", () => {
    const both = toggle({ ...DEFAULTS, algorithms: ["md5"] }, "sha256");
    expect(both.algorithms).toEqual(["sha256", "md5"]);
    expect(toggle(both, "sha256").algorithms).toEqual(["md5"]);
    expect(toggle(DEFAULTS, "sha256")).toBe(DEFAULTS);
  });

  test("tell a digest's algorithms by its length", () => {
    expect(algorithmsOf("a".repeat(32))).toEqual(["md5"]);
    expect(algorithmsOf(` ${"A1".repeat(20)}\n`)).toEqual(["sha1"]);
    expect(algorithmsOf("0".repeat(64))).toEqual(["sha256", "blake3"]);
    expect(algorithmsOf("0".repeat(128))).toEqual(["sha512"]);
    expect(algorithmsOf("0".repeat(63))).toEqual([]);
    expect(algorithmsOf("g".repeat(32))).toEqual([]);
    expect(algorithmsOf("")).toEqual([]);
  });

  test("tell a digest's algorithm by the word in front", () => {
    expect(algorithmsOf(`blake3:${"0".repeat(64)}`)).toEqual(["blake3"]);
    expect(algorithmsOf(`SHA2-256: ${"0".repeat(64)}`)).toEqual(["sha256"]);
    expect(algorithmsOf(`SHA-512:${"0".repeat(128)}`)).toEqual(["sha512"]);
    expect(algorithmsOf(`md5:${"0".repeat(64)}`)).toEqual([]);
    expect(algorithmsOf(`sha3:${"0".repeat(64)}`)).toEqual([]);
  });

  test("plan one run for all files", () => {
    const request = { algorithms: ["sha256"], verify: { event: "nothing" } };
    expect(plan([], DEFAULTS)).toEqual([]);
    expect(plan([file("a")], DEFAULTS)).toEqual([{ name: "a", request: { ...request, grants: ["#a"] } }]);
    expect(plan([file("a"), file("b"), file("c")], DEFAULTS)).toEqual([
      { name: "a and 2 more", request: { ...request, grants: ["#a", "#b", "#c"] } },
    ]);
  });

  test("plan a run of its own for each sum file", () => {
    const sums: Grant = { id: "#sums", name: "SHA256SUMS", kind: "sums" };
    const runs = plan([file("a"), sums], { ...DEFAULTS, against: "siblings" });
    expect(runs.map((run) => [run.name, run.request.grants, run.request.verify])).toEqual([
      ["SHA256SUMS", [], { event: "sums", data: { grant: "#sums" } }],
      ["a", ["#a"], { event: "siblings" }],
    ]);
  });

  test("hold files against what was pasted, also where it is no digest", () => {
    const verify = (digest: string) =>
      plan([file("a")], { ...DEFAULTS, against: "digest", digest })[0]?.request.verify;
    expect(verify(` ${"0".repeat(64)} `)).toEqual({ event: "digest", data: { expected: "0".repeat(64) } });
    expect(verify("no digest")).toEqual({ event: "digest", data: { expected: "no digest" } });
  });

  test("plan nothing for files while the digest to hold them against is not there", () => {
    const options: Options = { ...DEFAULTS, against: "digest", digest: "  " };
    const sums: Grant = { id: "#sums", name: "SHA256SUMS", kind: "sums" };
    expect([lacksDigest(options), lacksDigest(DEFAULTS)]).toEqual([true, false]);
    expect(lacksDigest({ ...options, digest: "no digest" })).toBe(false);
    expect(plan([file("a"), sums], options).map((run) => run.name)).toEqual(["SHA256SUMS"]);
  });
});
