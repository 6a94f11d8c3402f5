/** Frames against the golden ones, which the backend's encoder wrote. */
import { readFileSync } from "node:fs";
import type { Frame, Wire } from "@millstream/contract";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { MillstreamError } from "../src/error.ts";
import { decode } from "../src/frame.ts";
import { envelope } from "../src/playback/envelope.ts";

interface Sample {
  readonly file: string;
  readonly wire: Wire;
  readonly frame?: Frame<unknown>;
  readonly attachments?: readonly { readonly item: number; readonly bytes: readonly number[] }[];
}

const FOLDER = `${import.meta.dirname}/../../../shared/fixtures/frames`;
const SAMPLES = JSON.parse(readFileSync(`${FOLDER}/frames.json`, "utf8")) as readonly Sample[];
const BINARY = SAMPLES.filter(({ wire }) => wire === "bytes");

/** The file's bytes, in a buffer of their own. */
const bytes = ({ file }: Sample): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(readFileSync(`${FOLDER}/${file}`));

/** What the page is handed: the web view's own parser has read the JSON, or refused it. */
const body = (sample: Sample): unknown =>
  sample.wire === "json" ? JSON.parse(new TextDecoder().decode(bytes(sample))) : bytes(sample).buffer;

function check({ file, frame, attachments = [] }: Sample, decoded: () => ReturnType<typeof decode>): void {
  if (!frame) {
    expect(failure(decoded), file).toBeDefined();
    return;
  }
  const { seq, items, more, end, attachments: of } = decoded();
  expect({ seq, items, more, ...(end && { end }) }, file).toEqual(frame);
  for (const item of items.keys()) {
    const expected = attachments.filter((bulk) => bulk.item === item).map((bulk) => bulk.bytes);
    expect(
      of(item).map((view) => [...view]),
      file,
    ).toEqual(expected);
  }
}

/** The error, if it is one that decoding may throw. */
function failure(decoded: () => unknown): unknown {
  try {
    decoded();
    return undefined;
  } catch (error) {
    if (error instanceof MillstreamError) expect(error.code).toBe("bad_frame");
    else expect(error).toBeInstanceOf(SyntaxError);
    return error;
  }
}

test("decodes the golden frames and refuses the broken ones", () => {
  expect(SAMPLES.length).toBeGreaterThan(30);
  for (const sample of SAMPLES) check(sample, () => decode(body(sample)));
});

test("accepts bytes as an array of numbers", () => {
  for (const sample of BINARY) check(sample, () => decode([...bytes(sample)]));
});

test("accepts bytes as a view", () => {
  for (const sample of BINARY) {
    const whole = bytes(sample);
    const padded = new Uint8Array([0, 0, 0, ...whole, 0]);
    check(sample, () => decode(whole));
    check(sample, () => decode(padded.subarray(3, 3 + whole.length)));
  }
});

test("refuses what is no frame", () => {
  for (const value of [null, undefined, 7, "text", [], [256], {}, [1, 2, 3]]) {
    expect(
      failure(() => decode(value)),
      JSON.stringify(value),
    ).toBeInstanceOf(MillstreamError);
  }
});

test("refuses attachments out of order", () => {
  const sample = SAMPLES.find(({ file }) => file === "attachments.bin");
  if (!sample) throw new Error("no sample");
  const swapped = bytes(sample);
  // The first entry's item, and the last one's.
  swapped[16] = 2;
  swapped[40] = 0;
  expect(failure(() => decode(swapped.buffer))).toBeInstanceOf(MillstreamError);
});

test("refuses text that is not UTF-8", () => {
  const json = Uint8Array.from('{"seq":1,"items":["?"],"more":false}', (letter) => letter.charCodeAt(0));
  const frame = Uint8Array.from([0x4d, 0x53, 0x46, 0x31, json.length, ...Array<number>(11).fill(0), ...json]);
  expect(decode(frame.buffer).items).toEqual(["?"]);
  frame[frame.indexOf(63)] = 0xff;
  expect(failure(() => decode(frame.buffer))).toBeInstanceOf(MillstreamError);
});

test("gives attachments without copying", () => {
  const sample = SAMPLES.find(({ file }) => file === "attachments.bin");
  if (!sample) throw new Error("no sample");
  const { buffer } = bytes(sample);
  const [first] = decode(buffer).attachments(2);
  expect(first?.buffer).toBe(buffer);
  expect(first && first.byteOffset % 8).toBe(0);
});

test("gives attachments of any size", () => {
  const large = Uint8Array.from({ length: 1 << 20 }, (_, index) => index);
  const parts = [
    [1, large],
    [1, new Uint8Array()],
    [1, Uint8Array.of(7, 8, 9)],
    [2, large.subarray(0, 4_096)],
  ] as const;
  const received = decode(envelope('{"seq":1,"items":["none","three","one"],"more":false}', parts));
  for (const item of [0, 1, 2]) {
    const expected = parts.filter(([of]) => of === item).map(([, bytes]) => bytes);
    const attachments = received.attachments(item);
    expect(attachments.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
    expect(
      attachments.every((view, index) => Buffer.from(view).equals(expected[index] ?? new Uint8Array())),
    ).toBe(true);
  }
  const [words] = received.attachments(2).map((view) => new Float64Array(view.buffer, view.byteOffset, 512));
  expect(words?.[0]).toBe(new Float64Array(large.buffer, 0, 1)[0]);
});

test("gives attachments at a multiple of 8 wherever the bytes lie", () => {
  const sample = SAMPLES.find(({ file }) => file === "attachments.bin");
  if (!sample) throw new Error("no sample");
  const padded = new Uint8Array([0, ...bytes(sample)]);
  const [first] = decode(padded.subarray(1)).attachments(2);
  expect(first && first.byteOffset % 8).toBe(0);
});

test("takes any bytes for what they are", async () => {
  await fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, magic) => {
      if (magic) bytes.set([0x4d, 0x53, 0x46, 0x31].slice(0, bytes.length));
      failure(() => decode(bytes.buffer));
    }),
  );
});

test("takes a frame with one byte changed for what it is", async () => {
  await fc.assert(
    fc.property(fc.nat(), fc.nat(255), (at, to) => {
      for (const sample of BINARY) {
        const changed = bytes(sample);
        changed[at % changed.length] = to;
        failure(() => decode(changed.buffer));
      }
    }),
  );
});
