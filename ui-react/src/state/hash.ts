import type {
  Account,
  Algorithm,
  Digests,
  End,
  FileName,
  HashEvent,
  HashLog,
  Summary,
  Verdict,
  Error as WireError,
} from "@millstream/contract/workbench";
import { type Rate, seen, still } from "./rate.ts";

/** A run of `hash`, as its events tell it. Times are milliseconds of the caller's clock. */
export interface HashState {
  readonly phase: Phase;
  /** When it was started, when reading began, when it ended. */
  readonly startedAt: number;
  readonly readingAt?: number;
  readonly endedAt?: number;
  /** When it last came further. */
  readonly movedAt: number;
  /** Files and bytes there are; growing while `walking`. */
  readonly files: number;
  readonly totalBytes: number;
  readonly bytesRead: number;
  readonly rate: Rate;
  /** The algorithms that any digest so far is of, in the order in which they are offered. */
  readonly algorithms: readonly Algorithm[];
  /** The algorithm that the files were last held against. */
  readonly against?: Algorithm;
  /** How many of what, so far. */
  readonly counts: Summary;
  /** The files that were opened or refused, by their numbers. */
  readonly rows: readonly Row[];
  /** Lines of a sum file that name no file that is there, in order. */
  readonly lines: readonly Row[];
  /** What was passed over in folders: the first {@link LOG_LIMIT}, and how many in all. */
  readonly log: readonly HashLog[];
  readonly logged: number;
  /** Why the run failed. */
  readonly error?: WireError;
  /** What became of the events and of the log's lines; there once each has ended. */
  readonly account?: Account;
  readonly logAccount?: Account;
}

/** Where a run is. The last three are ends. */
export type Phase = "starting" | "walking" | "reading" | "finished" | "failed" | "cancelled";

/** One line of the list: a file, or a line of a sum file. */
export interface Row extends FileName {
  /** The file's number; none for a line. */
  readonly file?: number;
  /** The line of the sum file, from 1; none for a file. */
  readonly line?: number;
  readonly result: Result;
  /** Its size; none where it is not known. */
  readonly bytes?: number;
  readonly bytesRead: number;
  readonly digests: Digests;
  readonly verdict?: Verdict;
  readonly error?: WireError;
}

/** What is known of a row. `stopped` is a file whose run ended before it. */
export type Result =
  | "reading"
  | "done"
  | "match"
  | "mismatch"
  | "unreadable"
  | "missing"
  | "malformed"
  | "stopped";

/** Log lines that are kept. */
export const LOG_LIMIT = 1000;

/** A run that was started at `now`, before any event. */
export function begin(now: number): HashState {
  return {
    phase: "starting",
    startedAt: now,
    movedAt: now,
    files: 0,
    totalBytes: 0,
    bytesRead: 0,
    rate: still,
    algorithms: [],
    counts: { files: 0, bytes: 0, matched: 0, mismatched: 0, missing: 0, unreadable: 0, malformed: 0 },
    rows: [],
    lines: [],
    log: [],
    logged: 0,
  };
}

/** The run after one more event. */
export function reduce(state: HashState, event: HashEvent, now: number): HashState {
  return reduceAll(state, [event], now);
}

/** The run after a batch of events that arrived together: as `reduce` each, with one copy of the rows. */
export function reduceAll(state: HashState, events: readonly HashEvent[], now: number): HashState {
  const next: Draft = {
    ...state,
    counts: { ...state.counts },
    rows: [...state.rows],
    lines: [...state.lines],
  };
  for (const event of events) apply(next, event, now);
  return next;
}

/** The run after some more lines of its log. */
export function reduceLog(state: HashState, lines: readonly HashLog[]): HashState {
  const room = LOG_LIMIT - state.log.length;
  return { ...state, log: [...state.log, ...lines.slice(0, room)], logged: state.logged + lines.length };
}

/** The run after its end. */
export function reduceEnd(state: HashState, end: End, now: number): HashState {
  const { account } = end.data;
  if (end.event !== "failed") return { ...close(state, end.event, now), account };
  const { code, message, hint } = end.data;
  return {
    ...close(state, "failed", now),
    error: hint === undefined ? { code, message } : { code, message, hint },
    account,
  };
}

/** The run after the end of its log. */
export function reduceLogEnd(state: HashState, end: End): HashState {
  return { ...state, logAccount: end.data.account };
}

/** The run after it was refused, or lost on the way: an end without an account. */
export function reduceFailure(state: HashState, error: WireError, now: number): HashState {
  return { ...close(state, "failed", now), error };
}

const ALL: readonly Algorithm[] = ["sha256", "sha512", "blake3", "sha1", "md5"];

type Draft = { -readonly [K in keyof HashState]: HashState[K] } & {
  counts: Writable<Summary>;
  rows: Row[];
  lines: Row[];
};
type Writable<T> = { -readonly [K in keyof T]: T[K] };

function apply(state: Draft, event: HashEvent, now: number): void {
  switch (event.event) {
    case "found":
      state.phase = "walking";
      state.files = event.data.files;
      state.totalBytes = event.data.totalBytes;
      break;
    case "started":
      state.phase = "reading";
      state.readingAt = now;
      state.files = event.data.files;
      state.totalBytes = event.data.totalBytes;
      state.rate = seen(state.rate, 0, now);
      break;
    case "opened": {
      const { file, totalBytes, ...name } = event.data;
      put(state.rows, { ...name, file, result: "reading", bytes: totalBytes, bytesRead: 0, digests: {} });
      break;
    }
    case "chunk":
      advance(state, event.data.bytesRead, now);
      for (const { file, bytesRead } of event.data.reading) change(state.rows, file, { bytesRead });
      break;
    case "done": {
      const { file, bytes, verdict, ...digests } = event.data;
      const result = verdict ? (verdict.matches ? "match" : "mismatch") : "done";
      change(state.rows, file, { result, bytes, bytesRead: bytes, digests, ...(verdict && { verdict }) });
      state.counts.files += 1;
      state.counts.bytes += bytes;
      state.algorithms = ALL.filter(
        (algorithm) => algorithm in digests || state.algorithms.includes(algorithm),
      );
      if (verdict) {
        state.counts[verdict.matches ? "matched" : "mismatched"] += 1;
        state.against = verdict.algorithm;
      }
      break;
    }
    case "unreadable": {
      const { file, error, ...name } = event.data;
      const known = state.rows[place(state.rows, file)];
      const row: Row =
        known?.file === file ? known : { ...name, file, result: "unreadable", bytesRead: 0, digests: {} };
      put(state.rows, { ...row, file, result: "unreadable", error });
      state.counts.unreadable += 1;
      break;
    }
    case "missing": {
      const { line, ...name } = event.data;
      state.lines.push({ ...name, line, result: "missing", bytesRead: 0, digests: {} });
      state.counts.missing += 1;
      break;
    }
    case "malformed": {
      const { line, error } = event.data;
      state.lines.push({ name: `Line ${line}`, line, result: "malformed", bytesRead: 0, digests: {}, error });
      state.counts.malformed += 1;
      break;
    }
    case "summary":
      state.counts = { ...event.data };
      advance(state, event.data.bytes, now);
      break;
  }
  state.movedAt = now;
}

function advance(state: Draft, bytesRead: number, now: number): void {
  state.bytesRead = Math.max(state.bytesRead, bytesRead);
  state.rate = seen(state.rate, state.bytesRead, now);
}

/** What is still open stops with the run; what was done stays. */
function close(state: HashState, phase: Phase, now: number): HashState {
  const rows = state.rows.map((row): Row => (row.result === "reading" ? { ...row, result: "stopped" } : row));
  return { ...state, phase, rows, endedAt: now, movedAt: now };
}

/** Puts a row in its file's place: at the end, nearly always, since files are opened in order. */
function put(rows: Row[], row: Row & { file: number }): void {
  const at = place(rows, row.file);
  rows.splice(at, rows[at]?.file === row.file ? 1 : 0, row);
}

function change(rows: Row[], file: number, news: Partial<Row>): void {
  const at = place(rows, file);
  const row = rows[at];
  if (row?.file === file) rows[at] = { ...row, ...news };
}

/** Where the file's row is, or would be. */
function place(rows: readonly Row[], file: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle]?.file ?? 0) < file) low = middle + 1;
    else high = middle;
  }
  return low;
}
