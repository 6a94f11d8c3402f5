import type {
  End,
  Inspected,
  InspectedRecording,
  InspectorEvent,
  Error as WireError,
} from "@millstream/contract/workbench";

/** What flows, as the inspector's events tell it. */
export interface InspectorState {
  readonly phase: Phase;
  /** When the newest event came, in milliseconds of the caller's clock. */
  readonly seenAt: number;
  /** The streams that are live, the oldest first. */
  readonly streams: readonly Inspected[];
  /** What is being recorded, and what was. */
  readonly recordings: readonly InspectedRecording[];
  /** All streams together. */
  readonly totals: Totals;
  /** Why the inspector failed. */
  readonly error?: WireError;
}

/** Where the inspector's own stream is. The last two are ends. */
export type Phase = "starting" | "watching" | "ended" | "failed";

/** All streams together, with all their readers. */
export interface Totals {
  readonly streams: number;
  readonly itemsPerSecond: number;
  readonly bytesPerSecond: number;
  /** Items in frames that are in flight. */
  readonly inFlight: number;
  /** Items that the live streams have dropped. */
  readonly dropped: number;
  /** Streams that are stalled. */
  readonly stalled: number;
}

/** An inspector that was opened at `now`, before any event. */
export function begin(now: number): InspectorState {
  return { phase: "starting", seenAt: now, streams: [], recordings: [], totals: totals([]) };
}

/** The inspector after one more event: each tells everything anew. */
export function reduce(state: InspectorState, event: InspectorEvent, now: number): InspectorState {
  const { streams, recordings } = event.data;
  return { ...state, phase: "watching", seenAt: now, streams, recordings, totals: totals(streams) };
}

/** The inspector after its end. What was live then is not known any more; recordings stay on the disk. */
export function reduceEnd(state: InspectorState, end: End): InspectorState {
  if (end.event !== "failed") return { ...state, phase: "ended", streams: [], totals: totals([]) };
  const { code, message, hint } = end.data;
  return reduceFailure(state, hint === undefined ? { code, message } : { code, message, hint });
}

/** The inspector after it was refused, or lost on the way. */
export function reduceFailure(state: InspectorState, error: WireError): InspectorState {
  return { ...state, phase: "failed", streams: [], totals: totals([]), error };
}

function totals(streams: readonly Inspected[]): Totals {
  const readers = streams.flatMap((stream) => stream.readers);
  const sum = (values: readonly number[]) => values.reduce((one, other) => one + other, 0);
  return {
    streams: streams.length,
    itemsPerSecond: sum(readers.map((reader) => reader.itemsPerSecond)),
    bytesPerSecond: sum(readers.map((reader) => reader.bytesPerSecond)),
    inFlight: sum(readers.map((reader) => reader.inFlight)),
    dropped: sum(readers.map((reader) => reader.account.dropped)),
    stalled: streams.filter((stream) => stream.state === "stalled").length,
  };
}
