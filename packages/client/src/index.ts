/** The receiving end of Millstream's streams, for TypeScript. */
import type { Call, Code, End, LoggedStream, Stream, Wire } from "@millstream/contract";

/** Opens a stream: calls its command, and returns the receiving end at once. */
export function open<Request, Item>(
  _stream: Stream<Request, Item>,
  _request: Request,
  _options: Options = {},
): Inlet<Item> {
  throw notTauri();
}

/** Opens a stream with a log beside it. */
export function openLogged<Request, Item, Log>(
  _stream: LoggedStream<Request, Item, Log>,
  _request: Request,
  _options: Options = {},
): { outlet: Inlet<Item>; log: Inlet<Log> } {
  throw notTauri();
}

/** Calls a command that answers once. */
export async function call<Request, Response>(
  _call: Call<Request, Response>,
  _request: Request,
): Promise<Response> {
  throw notTauri();
}

/** Calls a command by its name. */
export async function invoke<Response>(
  _command: string,
  _args: Record<string, unknown> = {},
): Promise<Response> {
  throw notTauri();
}

/** Whether this page runs in Tauri. */
export function isTauri(): boolean {
  return false;
}

function notTauri(): MillstreamError {
  return new MillstreamError({ code: "not_tauri", message: "This page does not run in Tauri." });
}

/** The contract's `{code, message, hint?}` as something to throw. */
export class MillstreamError extends Error {
  readonly code: Code;
  readonly hint?: string;

  constructor(error: { code: Code; message: string; hint?: string }) {
    super(error.message);
    this.name = "MillstreamError";
    this.code = error.code;
    if (error.hint !== undefined) this.hint = error.hint;
  }
}

/** How a stream is opened. */
export interface Options {
  /** How frames are written; `json` by default. */
  readonly wire?: Wire;
  /** When the next frame is asked for; once an animation frame by default. */
  readonly pace?: Pace;
  /** Cancels the stream. */
  readonly signal?: AbortSignal;
  /** Whom to ask; the installed transport by default. */
  readonly transport?: Transport;
}

/** When the next frame is asked for: at the next animation frame, or at once. */
export type Pace = "frame" | "eager";

/** The receiving end of a stream. Leaving a loop over it early cancels. */
export interface Inlet<T> extends AsyncIterable<T> {
  /** The same stream, one array a frame: what a UI folds. */
  batches(): AsyncIterableIterator<T[]>;
  /** Cancels, and answers how the stream ended. Asked twice, it answers the same. */
  cancel(): Promise<End>;
  /** How the stream ended, once all of it has been read. */
  readonly end: Promise<End>;
}

/** Listens to an event; `close`, or leaving a loop over it, stops. */
export function listen<T>(_event: string): Listener<T> {
  throw notTauri();
}

/** Emits an event to everyone. */
export async function emit(_event: string, _payload?: unknown): Promise<void> {
  throw notTauri();
}

/** The events of one name, in order. */
export interface Listener<T> extends AsyncIterable<Event<T>> {
  close(): void;
}

/** An event. */
export interface Event<T> {
  readonly event: string;
  /** The listener's id. */
  readonly id: number;
  readonly payload: T;
}

/** What flows, all streams together. */
export interface Stats {
  /** Streams that are open. */
  readonly streams: number;
  /** Items a second, over the last second. */
  readonly itemsPerSecond: number;
  /** Bytes a second, over the last second. */
  readonly bytesPerSecond: number;
  /** Frames that were asked for and are not here yet. */
  readonly inFlight: number;
  /** Items that a policy with bounded loss let go, in all streams that have ended. */
  readonly dropped: number;
  /** Items that a newer one took the place of, in all streams that have ended. */
  readonly coalesced: number;
  /** How long the last drain took, in milliseconds; none before the first. */
  readonly drainMs?: number;
}

/** What flows just now. */
export function stats(): Stats {
  return { streams: 0, itemsPerSecond: 0, bytesPerSecond: 0, inFlight: 0, dropped: 0, coalesced: 0 };
}

/** What carries commands and callbacks: Tauri, or a recording. */
export interface Transport {
  invoke(command: string, args: Record<string, unknown>): Promise<unknown>;
}

/** Makes this transport the one that is used where none is named. */
export function install(_transport: Transport): void {
  throw notTauri();
}
