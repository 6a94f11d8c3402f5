import { MillstreamError, type Recording } from "@millstream/client";
import { Code } from "@millstream/contract/workbench";
import type { ParseError } from "jsonc-parser";

/** The largest file that is read, in bytes: all of it is held by the page. */
export const LARGEST = 268_435_456;

/** Reads a recording. Throws `bad_recording`, with what is wrong and where. */
export async function readRecording(text: string): Promise<Recording> {
  const value = await parsed(text);
  const recording = record(value, "the file");
  if (recording.version !== VERSION) {
    throw bad(
      `its \`version\` is ${JSON.stringify(recording.version) ?? "missing"}, and ${VERSION} is read here`,
    );
  }
  for (const name of ["title", "command"]) {
    if (typeof recording[name] !== "string") throw bad(`\`${name}\` is no text`);
  }
  if (!("request" in recording)) throw bad("`request` is missing");
  for (const [name, moments] of Object.entries(record(recording.outlets, "`outlets`"))) {
    if (!Array.isArray(moments)) throw bad(`\`outlets.${name}\` is no list`);
    for (const [place, moment] of moments.entries()) check(moment, place, `outlets.${name}[${place}]`);
  }
  return value as Recording;
}

/** The version that is read here. */
const VERSION = 1;

/** Frames count from 1, one after the other. */
function check(moment: unknown, place: number, where: string): void {
  const { at, frame, attachments } = record(moment, `\`${where}\``);
  if (at !== undefined && !(Number.isSafeInteger(at) && Number(at) >= 0))
    throw bad(`\`${where}.at\` is no time`);
  const { seq, items } = record(frame, `\`${where}.frame\``);
  if (seq !== place + 1) throw bad(`\`${where}.frame.seq\` is not ${place + 1}`);
  if (!Array.isArray(items)) throw bad(`\`${where}.frame.items\` is no list`);
  if (attachments !== undefined) checkAttachments(attachments, items.length, `${where}.attachments`);
}

/** Attachments are in the order of their items. */
function checkAttachments(attachments: unknown, items: number, where: string): void {
  if (!Array.isArray(attachments)) throw bad(`\`${where}\` is no list`);
  let last = 0;
  for (const [place, attachment] of attachments.entries()) {
    const { item, bytes } = record(attachment, `\`${where}[${place}]\``);
    if (typeof item !== "number" || !Number.isInteger(item) || item < last || item >= items) {
      throw bad(`\`${where}[${place}].item\` is no item, or not the next`);
    }
    last = item;
    if (!isBase64(bytes)) throw bad(`\`${where}[${place}].bytes\` is no base64`);
  }
}

/** `atob` passes over spaces and takes what is not padded. */
function isBase64(text: unknown): boolean {
  try {
    return typeof text === "string" && btoa(atob(text)) === text;
  } catch {
    return false;
  }
}

function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw bad(value === undefined ? `${what} is missing` : `${what} is no object`);
}

/** The web view's own reader does not say everywhere where it stopped; the one that does is only fetched then. */
async function parsed(text: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch {
    const { parse } = await import("jsonc-parser");
    const found: ParseError[] = [];
    parse(text, found, { disallowComments: true });
    const [first] = found;
    const before = text.slice(0, first?.offset ?? text.length).split("\n");
    throw bad(`it is no JSON at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`);
  }
}

const bad = (what: string) =>
  new MillstreamError({
    code: Code.BadRecording,
    message: `This is no recording: ${what}.`,
    hint: "Choose a file that “Record” has written.",
  });
