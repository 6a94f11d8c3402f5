// Generated from shared/src by `cargo xtask bindings`; do not edit.

import type { Error } from "./error.ts";

import type { Account, Broadcast, Call, Limits, Policy, Stream, Wire } from "./stream.ts";

/**
 * Nothing to choose.
 */
export type InspectorRequest = Record<symbol, never>;

/**
 * What arrives.
 */
export type InspectorEvent = { "event": "streams", "data": { 
/**
 * Milliseconds since this inspector began.
 */
at: number, 
/**
 * The streams that are live, the oldest first.
 */
streams: Array<Inspected>, 
/**
 * What is being recorded, and what was, in this session of the application; the oldest first.
 */
recordings: Array<InspectedRecording>, } };

/**
 * A live stream.
 */
export type Inspected = { 
/**
 * Tells it from all others, as long as the application runs.
 */
id: number, 
/**
 * The command that opened it.
 */
command: string, 
/**
 * The command's argument that took the outlet.
 */
argument: string, 
/**
 * What a full buffer does.
 */
policy: Policy, 
/**
 * How much may wait in a reader's buffer.
 */
limits: Limits, 
/**
 * Whether it outlives its page for a while.
 */
detached: boolean, 
/**
 * Whether other web views may attach to it.
 */
shared: boolean, 
/**
 * Milliseconds since it was opened.
 */
age: number, 
/**
 * Where it stands.
 */
state: InspectedState, 
/**
 * Its readers, the owner first.
 */
readers: Array<InspectedReader>, };

/**
 * Where a stream stands.
 */
export type InspectedState = "running" | "stalled" | "detached" | "ending";

/**
 * One reader of a stream.
 */
export type InspectedReader = { 
/**
 * The label of its web view.
 */
webview: string, 
/**
 * How its frames are written; none where a stock channel gets plain items.
 */
wire?: Wire, 
/**
 * Whether its page is there.
 */
attached: boolean, 
/**
 * Milliseconds for which it has owed a drain; none when it owes nothing.
 */
owes?: number, 
/**
 * Whether its page is there, and it has owed a drain for more than `STALLED_MS`.
 */
stalled: boolean, 
/**
 * What has become of the items.
 */
account: Account, 
/**
 * Items that wait in its buffer.
 */
items: number, 
/**
 * Bytes that wait in its buffer.
 */
bytes: number, 
/**
 * Items in the frame that is in flight.
 */
inFlight: number, 
/**
 * Frames that were sent.
 */
frames: number, 
/**
 * Bytes of these frames.
 */
frameBytes: number, 
/**
 * Items delivered a second, over the last second.
 */
itemsPerSecond: number, 
/**
 * Bytes of frames a second, over the last second.
 */
bytesPerSecond: number, 
/**
 * Milliseconds from a frame's sending to its acknowledgement, for half of all frames; none before the
 * first.
 */
p50?: number, 
/**
 * The same, for 99 of 100 frames.
 */
p99?: number, };

/**
 * A recording on disk, or on its way there.
 */
export type InspectedRecording = { 
/**
 * Tells it from all others.
 */
id: number, 
/**
 * The file's name, without its folder.
 */
name: string, 
/**
 * The command that is recorded; none while the next one is waited for.
 */
command?: string, 
/**
 * Frames so far.
 */
frames: number, 
/**
 * Bytes of the file so far.
 */
bytes: number, 
/**
 * Whether the file is complete.
 */
done: boolean, 
/**
 * Why it is not, if it never will be.
 */
error?: Error, };

/**
 * Which stream to look at. Refused with `unknown_stream` when it is not live.
 */
export type InspectorFramesRequest = { 
/**
 * `id`.
 */
id: number, };

/**
 * A frame, as a reader got it who joined when this stream was opened.
 */
export type InspectedFrame = { 
/**
 * Its number.
 */
seq: number, 
/**
 * Milliseconds since the first one was waited for.
 */
at: number, 
/**
 * How many items it holds.
 */
items: number, 
/**
 * Its size in bytes.
 */
bytes: number, 
/**
 * The beginning of its document, up to 2,000 characters.
 */
text: string, 
/**
 * Whether it holds the end.
 */
last: boolean, };

/**
 * What to record.
 */
export type InspectorRecordRequest = { 
/**
 * `id`: the command that opened this stream, from now on. None: the next command that
 * opens a stream, from its first item on.
 */
id?: number, };

/**
 * Which recording to end.
 */
export type InspectorStopRequest = { 
/**
 * `id`.
 */
id: number, };

/**
 * What is being recorded of a web view: all of it, so that a later one takes the place of an earlier one.
 */
export type RecordedHere = { 
/**
 * The commands, the oldest recording first.
 */
commands: Array<RecordedCommand>, };

/**
 * A command that is being recorded.
 */
export type RecordedCommand = { 
/**
 * The command's name.
 */
command: string, 
/**
 * The file's name, without its folder.
 */
name: string, };

/** The command `inspector`. */
export const inspector: Stream<InspectorRequest, InspectorEvent> = { command: "inspector" };
/** The command `inspector_frames`. */
export const inspectorFrames: Stream<InspectorFramesRequest, InspectedFrame> = { command: "inspector_frames" };
/** The command `inspector_cancel`. */
export const inspectorCancel: Call<InspectorFramesRequest, null> = { command: "inspector_cancel" };
/** The command `inspector_window`. */
export const inspectorWindow: Call<null, null> = { command: "inspector_window" };
/** The command `inspector_record`. */
export const inspectorRecord: Call<InspectorRecordRequest, boolean> = { command: "inspector_record" };
/** The command `inspector_stop`. */
export const inspectorStop: Call<InspectorStopRequest, null> = { command: "inspector_stop" };
/** The command `inspector_recorded_here`. */
export const inspectorRecordedHere: Call<null, RecordedHere> = { command: "inspector_recorded_here" };
/** The event that carries a {@link RecordedHere}. */
export const inspectorRecorded: Broadcast<RecordedHere> = { event: "millstream://recorded" };
