/** Recorded streams: what arrived on each outlet of one command, frame by frame. */
import type { Frame } from "@millstream/contract";

/** A recorded run of a streaming command; the files of `shared/fixtures/hash` are such. */
export interface Recording<Request = unknown> {
  /** The version of this form: `VERSION`. */
  readonly version: number;
  /** What is to be seen in it, in a word or two; the file's name. */
  readonly title: string;
  /** The command's name. */
  readonly command: string;
  /** The command's argument `request`. */
  readonly request: Request;
  /** What arrived, by the name of the argument that held the outlet: `outlet`, `log`. */
  readonly outlets: Readonly<Record<string, readonly Moment[]>>;
}

/** The version that is written and read here. */
export const VERSION = 1;

/** A frame, and when it came. */
export interface Moment {
  /** Milliseconds after the start; 0 when it was not noted. */
  readonly at?: number;
  /** The frame. They count from 1 without gaps, and the last one holds the end. */
  readonly frame: Frame<unknown>;
  /** Raw bytes that belong to its items, in the order of these. */
  readonly attachments?: readonly Attachment[];
}

/** Raw bytes that came with an item. */
export interface Attachment {
  /** The item's index in the frame's `items`. */
  readonly item: number;
  /** The bytes, as they stand in the file: base64 (RFC 4648 §4), padded. */
  readonly bytes: string;
}
