/** Frames, as they arrive. */
import { Code, type End, type Frame } from "@millstream/contract";
import { MillstreamError } from "./error.ts";
import type { Head } from "./sequence.ts";

/** A frame that arrived. */
export interface Received<T> extends Frame<T> {
  /** The frame's size in bytes; see `Stats.bytesPerSecond`. */
  readonly size: number;
  /** The raw bytes that came with an item, as views of the frame's own memory: nothing is copied. */
  attachments(index: number): Uint8Array[];
}

/**
 * Takes a frame apart: a JSON document that was parsed already, or the envelope that is written down in
 * the contract's `frame.rs`, as an `ArrayBuffer`, a view of one, or an array of numbers. Throws
 * `bad_frame`.
 */
export function decode<T>(body: unknown): Received<T> {
  const bytes = bytesOf(body);
  if (!bytes) {
    const frame = checked<T>(body);
    return { ...frame, size: estimate(frame.items), attachments: () => [] };
  }
  const { json, attachments } = envelope(bytes);
  const frame = checked<T>(parsed(json));
  const byItem = new Map<number, Uint8Array[]>();
  let last = 0;
  for (const { item, view } of attachments) {
    if (item >= frame.items.length) throw bad("an attachment belongs to no item");
    if (item < last) throw bad("its attachments are not in the order of its items");
    last = item;
    const views = byItem.get(item);
    if (views) views.push(view);
    else byItem.set(item, [view]);
  }
  return { ...frame, size: bytes.length, attachments: (index) => byItem.get(index) ?? [] };
}

/** What a frame is, apart from its items. */
export function headOf({ seq, items, more, end }: Frame<unknown>): Head {
  return { seq, items: items.length > 0, more, end: end !== undefined };
}

const MAGIC = 0x3146534d; // "MSF1", read as a little-endian word
const HEADER = 16;
const ENTRY = 8;

interface Envelope {
  readonly json: Uint8Array;
  readonly attachments: { readonly item: number; readonly view: Uint8Array }[];
}

function envelope(bytes: Uint8Array): Envelope {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number) => {
    if (at + 4 > bytes.length) throw bad(`4 bytes are missing at byte ${at}`);
    return words.getUint32(at, true);
  };
  const slice = (at: number, length: number) => {
    if (at + length > bytes.length) throw bad(`${length} bytes are missing at byte ${at}`);
    return bytes.subarray(at, at + length);
  };
  if (word(0) !== MAGIC) throw bad("the magic is not MSF1");
  const jsonLength = word(4);
  const table = slice(HEADER, ENTRY * word(8)).length;
  if (word(12) !== 0) throw bad("the reserved word is not zero");
  const json = slice(HEADER + table, jsonLength);
  let at = HEADER + table + jsonLength;
  const attachments: Envelope["attachments"] = [];
  for (let entry = HEADER; entry < HEADER + table; entry += ENTRY) {
    const start = Math.ceil(at / 8) * 8;
    if (slice(at, start - at).some((byte) => byte !== 0)) throw bad(`the padding at byte ${at} is not zero`);
    const view = slice(start, word(entry + 4));
    attachments.push({ item: word(entry), view });
    at = start + view.length;
  }
  if (at !== bytes.length) throw bad(`bytes are left over at byte ${at}`);
  return { json, attachments };
}

/** The body's bytes, if it is bytes. They start at a multiple of 8, so that any view of them can be had. */
function bytesOf(body: unknown): Uint8Array | undefined {
  // By name: a page may be handed buffers from another realm.
  if (Object.prototype.toString.call(body) === "[object ArrayBuffer]")
    return new Uint8Array(body as ArrayBuffer);
  if (ArrayBuffer.isView(body)) {
    const bytes = new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
    return bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  }
  return Array.isArray(body) ? bytesIn(body) : undefined;
}

function bytesIn(numbers: readonly unknown[]): Uint8Array {
  const bytes = Uint8Array.from(numbers, Number);
  if (bytes.some((byte, place) => byte !== numbers[place])) throw bad("it is an array of what is no byte");
  return bytes;
}

function parsed(json: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(json));
  } catch (error) {
    throw bad(error instanceof Error ? error.message : String(error));
  }
}

function checked<T>(value: unknown): Frame<T> {
  const { seq, items, more, end } = object(value, "it is neither a document nor bytes");
  if (!Array.isArray(items)) throw bad("`items` is not an array");
  if (typeof more !== "boolean") throw bad("`more` is neither true nor false");
  const frame: Frame<T> = { seq: counted(seq, "seq"), items, more };
  return end === undefined || end === null ? frame : { ...frame, end: checkedEnd(end) };
}

function checkedEnd(end: unknown): End {
  const { event, data } = object(end, "`end` is not one");
  const { account: counts, code, message, hint } = object(data, "`end` has no data");
  const { offered, delivered, coalesced, dropped, discarded } = object(counts, "`end` has no account");
  const account = {
    offered: counted(offered, "offered"),
    delivered: counted(delivered, "delivered"),
    coalesced: counted(coalesced, "coalesced"),
    dropped: counted(dropped, "dropped"),
    discarded: counted(discarded, "discarded"),
  };
  if (event === "finished" || event === "cancelled") return { event, data: { account } };
  if (event !== "failed") throw bad("`end` is of no known kind");
  const error = { code: text(code, "code"), message: text(message, "message") };
  const known = hint === undefined || hint === null ? error : { ...error, hint: text(hint, "hint") };
  return { event, data: { ...known, account } };
}

/** An object by its names, all of which are text. */
function object(value: unknown, otherwise: string): Partial<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw bad(otherwise);
  for (const name of Object.keys(value)) text(name, "a name");
  return value;
}

/** What both languages count to. */
function counted(value: unknown, name: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw bad(`\`${name}\` is no count`);
  // There is one zero.
  return (value as number) + 0;
}

/** Text that can be written as UTF-8: JavaScript's may hold halves of characters. */
function text(value: unknown, name: string): string {
  if (typeof value !== "string" || /\p{Surrogate}/u.test(value)) throw bad(`\`${name}\` is no text`);
  return value;
}

/** Writing all items as JSON once more, only to learn their size, would cost as much as reading them. */
function estimate(items: readonly unknown[]): number {
  return items.length > 0 ? (JSON.stringify(items[0]) ?? "").length * items.length : 0;
}

function bad(what: string): MillstreamError {
  return new MillstreamError({ code: Code.BadFrame, message: `The frame could not be read: ${what}.` });
}
