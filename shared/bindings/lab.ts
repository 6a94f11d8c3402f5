// Generated from shared/src by `cargo xtask bindings`; do not edit.

import type { Call, Stream } from "./stream.ts";

/**
 * What to send.
 */
export type LabRequest = { 
/**
 * How many samples, ticks or messages; none for no end.
 */
samples?: number, 
/**
 * How many raw bytes go with a sample: records of 16 bytes, each an index and a value as
 * little-endian `f64`.
 */
bytes: number, 
/**
 * Which samples have raw bytes: each so-many-th; 0 for none.
 */
every: number, 
/**
 * Milliseconds of silence before each tick or message; 0 for samples instead of ticks.
 */
silence: number, 
/**
 * How many items may wait; as many as in any stream unless told.
 */
limit?: number, 
/**
 * How many bytes may wait; as many as in any stream unless told.
 */
limitBytes?: number, 
/**
 * Messages of these sizes, in turn, instead of samples or ticks; none for those.
 */
messages: Array<LabSize>, };

/**
 * How large a message is.
 */
export type LabSize = { 
/**
 * In bytes; at least what the message takes without its filling.
 */
bytes: number, 
/**
 * Whether it is raw bytes, the first 8 of them its index as little-endian `f64`, and not JSON.
 */
raw: boolean, };

/**
 * What arrives.
 */
export type LabEvent = { "event": "sample", "data": { 
/**
 * From 0.
 */
index: number, 
/**
 * Something to look at.
 */
value: number, } } | { "event": "tick", "data": { 
/**
 * When it was sent, in microseconds of the backend's clock.
 */
at: number, } } | { "event": "message", "data": { 
/**
 * From 0.
 */
index: number, 
/**
 * What makes it as large as it is.
 */
fill: string, } } | { "event": "done", "data": LabTotals };

/**
 * What was sent, so that a page can tell whether it has seen all of it.
 */
export type LabTotals = { 
/**
 * How many samples or messages.
 */
samples: number, 
/**
 * The sum of their values.
 */
sum: number, 
/**
 * How many raw bytes.
 */
bytes: number, 
/**
 * The sum of the values in their records.
 */
records: number, };

/**
 * A tick that arrived.
 */
export type LabEchoRequest = { 
/**
 * As it says itself.
 */
at: number, };

/**
 * What is at work, in all windows.
 */
export type LabLeftAnswer = { 
/**
 * Streams in the registry.
 */
streams: number, 
/**
 * Producers of this instrument that have not returned. Each holds a descriptor of the application's own
 * file.
 */
producers: number, 
/**
 * Tasks of the application's runtime that have not ended. Producers on threads of their own are none of them.
 */
tasks: number, 
/**
 * When the last one returned, in milliseconds since 1970 of this machine's clock; 0 for never.
 */
stopped: number, };

/** The same over a stock channel of items. */
export const LAB_STOCK = "lab_stock";
/** The raw bytes alone, over a stock channel. */
export const LAB_STOCK_RAW = "lab_stock_raw";
/** The command `lab`. */
export const lab: Stream<LabRequest, LabEvent> = { command: "lab" };
/** The command `lab_echo`. */
export const labEcho: Call<LabEchoRequest, number> = { command: "lab_echo" };
/** The command `lab_left`. */
export const labLeft: Call<null, LabLeftAnswer> = { command: "lab_left" };
