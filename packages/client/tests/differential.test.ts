/**
 * The decoders against each other: this client's on the inputs that the Rust side has decided about. Some are kept
 * in `shared/fixtures/frames-decided.json`; fresh ones are where `MILLSTREAM_FRAMES` says.
 */
import { readFileSync } from "node:fs";
import type { End, Wire } from "@millstream/contract";
import { expect, test } from "vitest";
import { MillstreamError } from "../src/error.ts";
import { decode } from "../src/frame.ts";

/** An input in hex, and the frame that it is taken for, if any. */
interface Decided {
  readonly wire: Wire;
  readonly input: string;
  readonly frame: {
    readonly seq: number;
    readonly items: readonly unknown[];
    readonly more: boolean;
    readonly end?: End;
    /** The item, and the bytes in hex. */
    readonly attachments: readonly (readonly [number, string])[];
  } | null;
}

const KEPT = `${import.meta.dirname}/../../../shared/fixtures/frames-decided.json`;

test("decides on every frame as the other decoders do", () => {
  const fresh = process.env.MILLSTREAM_FRAMES;
  const differences: unknown[] = [];
  for (const { wire, input, frame } of [KEPT, ...(fresh ? [fresh] : [])].flatMap(decided)) {
    const taken = whole(wire, Uint8Array.from(Buffer.from(input, "hex")));
    if (isSame(taken, frame)) continue;
    differences.push({ wire, input: Buffer.from(input, "hex").toString(), here: taken, there: frame });
  }
  expect(differences).toEqual([]);
});

function decided(path: string): Decided[] {
  return JSON.parse(readFileSync(path, "utf8")) as Decided[];
}

function whole(wire: Wire, bytes: Uint8Array<ArrayBuffer>): Decided["frame"] {
  try {
    const body = wire === "json" ? (JSON.parse(text(bytes)) as unknown) : bytes.buffer;
    const { seq, items, more, end, attachments } = decode(body);
    const bulks = items.flatMap((_, item) =>
      attachments(item).map((view) => [item, Buffer.from(view).toString("hex")] as const),
    );
    return { seq, items, more, ...(end && { end }), attachments: bulks };
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError))
      expect(error).toBeInstanceOf(MillstreamError);
    return null;
  }
}

const text = (bytes: Uint8Array) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

function isSame(here: unknown, there: unknown): boolean {
  try {
    expect(here).toEqual(there);
    return true;
  } catch {
    return false;
  }
}
