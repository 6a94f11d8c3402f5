/**
 * The decoders against each other: this client's on the inputs that the Rust side has decided about. Some are kept
 * in `shared/fixtures/frames-decided.json`; fresh ones are where `MILLSTREAM_FRAMES` says. To keep an input on which
 * decoders differed, put the line of the verdict that is right into that file.
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
  const differences: string[] = [];
  for (const kept of [KEPT, ...(fresh ? [fresh] : [])].flatMap(decided)) {
    const taken = whole(kept.wire, Uint8Array.from(Buffer.from(kept.input, "hex")));
    if (!isSame(taken, kept.frame)) differences.push(difference(kept, taken));
  }
  expect(differences).toEqual([]);
});

test("tells a difference so that it can be kept", () => {
  const kept = { wire: "json", input: "7bff7d", frame: null } as const;
  const taken = { seq: 1, items: [], more: false, attachments: [] };
  const lines = difference(kept, taken).split("\n").slice(1);
  const verdicts = lines.map((line) => JSON.parse(line.slice(line.indexOf(": ") + 2)) as Decided);
  expect(verdicts).toEqual([kept, { ...kept, frame: taken }]);
});

/** What each decoder says, as it would be kept. */
function difference(there: Decided, taken: Decided["frame"]): string {
  const shown = JSON.stringify(Buffer.from(there.input, "hex").toString());
  const here: Decided = { ...there, frame: taken };
  return `The decoders differ on ${shown}:\nin Rust: ${JSON.stringify(there)}\nhere: ${JSON.stringify(here)}`;
}

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
