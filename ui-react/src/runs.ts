import {
  call,
  type Inlet,
  MillstreamError,
  openLogged,
  type Recording,
  type Transport,
} from "@millstream/client";
import { scripted } from "@millstream/client/scripted";
import {
  type Algorithm,
  Code,
  type ExportTarget,
  type Grant,
  type GrantKind,
  grantsPick,
  grantsTake,
  type HashEvent,
  type HashExportEntry,
  type HashLog,
  type HashRequest,
  hash,
  hashExport,
  type SumFormat,
  type Error as WireError,
} from "@millstream/contract/workbench";
import { atStake, running } from "./state/facts.ts";
import {
  begin,
  type HashState,
  type Row,
  reduceAll,
  reduceEnd,
  reduceFailure,
  reduceLog,
  reduceLogEnd,
} from "./state/hash.ts";
import { entries } from "./state/rows.ts";
import { DEFAULTS, lacksDigest, type Options, plan, type Run } from "./state/runs.ts";
import { Store } from "./store.ts";

/** The hash page's state: its runs, newest first, and what the next one will do. */
export interface Runs {
  readonly runs: readonly Run[];
  readonly next: number;
  readonly options: Options;
  /** Whether a start was refused, as the digest to hold files against was not there. */
  readonly lacking: boolean;
  /** What went wrong that belongs to no run. */
  readonly notice?: WireError;
}

export const runs = new Store<Runs>({ runs: [], next: 0, options: DEFAULTS, lacking: false });

/** The caller's clock of the folds: whole milliseconds. */
export const now = (): number => Math.round(performance.now());

/** Asks for files, a folder or a sum file in a native dialog, and starts on what was chosen. */
export async function pick(kind: GrantKind): Promise<void> {
  if (kind !== "sums" && refuses()) return;
  await noticed(async () => start(await call(grantsPick, { kind })));
}

/** Starts on what the command line named. */
export async function take(): Promise<void> {
  await noticed(async () => start(await call(grantsTake, null)));
}

/** Starts a run for each sum file, and one for all the rest; not for these while their digest is not there. */
export function start(grants: readonly Grant[]): void {
  if (grants.some(({ kind }) => kind !== "sums")) refuses();
  for (const { name, request } of plan(grants, runs.state.options)) begun(name, request);
}

/** Plays a recorded run, as a run of its own. */
export function replay(recording: Recording): void {
  begun(recording.title, recording.request as HashRequest, scripted([recording]));
}

/** Starts an ended run's request once more, or its recording, as a run of its own. */
export function again(id: number): void {
  const run = find(id);
  if (!run) return;
  fresh = runs.state.next;
  begun(run.name, run.request, recorded.get(id));
}

/** Whether this run's card is to take the focus: once, when it comes from another's `Again`. */
export function takesFocus(id: number): boolean {
  const isFresh = fresh === id;
  if (isFresh) fresh = undefined;
  return isFresh;
}

/** Stops a run. What it found so far stays. */
export function cancel(id: number): void {
  keep(id);
  void noticed(async () => {
    await inlets.get(id)?.cancel();
  });
}

/** Stops a run, after asking when something was read that would be lost; asked again, it goes on. */
export function ask(id: number): void {
  const run = find(id);
  if (!run || !running(run.hash)) return;
  if (run.asking) keep(id);
  else if (atStake(run.hash)) change(id, (known) => ({ ...known, asking: true }));
  else cancel(id);
}

/** Takes the question back. */
export function keep(id: number): void {
  change(id, (run) => ({ ...run, asking: false }));
}

/** Takes an ended run off the page. */
export function clear(id: number): void {
  retain((run) => run.id !== id || running(run.hash));
}

/** Takes all ended runs off the page. */
export function clearEnded(): void {
  retain((run) => running(run.hash));
}

/** Chooses the algorithm whose digests a run shows. */
export function show(id: number, shown: Algorithm): void {
  change(id, (run) => ({ ...run, shown }));
}

/** Changes what the next run will do. */
export function choose(options: (options: Options) => Options): void {
  runs.update((state) => ({ ...state, options: options(state.options), lacking: false }));
}

/** Takes the notice off the page. */
export function dismiss(): void {
  runs.update(({ notice: _, ...state }) => state);
}

/** Copies one file's digest alone. */
export function copyDigest(row: Row, algorithm: Algorithm): Promise<boolean> {
  const digest = row.digests[algorithm];
  if (digest === undefined) return Promise.resolve(false);
  return write([{ name: row.name, digest }], algorithm, "bare", "clipboard");
}

/** Copies a run's digests as a sum file. */
export function copyAll(id: number, algorithm: Algorithm): Promise<boolean> {
  return write(lines(id, algorithm), algorithm, "gnu", "clipboard");
}

/** Saves a run's digests as a sum file that the person names. */
export function save(id: number, algorithm: Algorithm, format: SumFormat): Promise<boolean> {
  return write(lines(id, algorithm), algorithm, format, "file");
}

const inlets = new Map<number, Inlet<HashEvent>>();
/** The run that another's `Again` started, until its card is there. */
let fresh: number | undefined;
/** What plays the runs that are recordings. */
const recorded = new Map<number, Transport>();

function begun(name: string, request: HashRequest, transport?: Transport): void {
  const id = runs.state.next;
  const replayed = transport !== undefined;
  const run: Run = { id, name, request, hash: begin(now()), asking: false, replayed };
  runs.update((state) => ({ ...state, runs: [run, ...state.runs], next: id + 1 }));
  if (transport) recorded.set(id, transport);
  const { outlet, log } = openLogged(hash, request, transport && { transport });
  inlets.set(id, outlet);
  void follow(id, outlet).finally(() => inlets.delete(id));
  void followLog(id, log);
}

/** Folds the events, a frame's at a time, and then the end: `end` also tells why reading stopped. */
async function follow(id: number, outlet: Inlet<HashEvent>): Promise<void> {
  const reading = async () => {
    for await (const events of outlet.batches()) fold(id, (state) => reduceAll(state, events, now()));
  };
  const [read, end] = await Promise.allSettled([reading(), outlet.end]);
  // Reading that stops half-way cancels the stream: why it stopped says more than that.
  const broke = read.status === "rejected" && (end.status === "rejected" || end.value.event === "cancelled");
  if (broke) fold(id, (state) => reduceFailure(state, errorOf(read.reason), now()));
  else if (end.status === "fulfilled") fold(id, (state) => reduceEnd(state, end.value, now()));
  else fold(id, (state) => reduceFailure(state, errorOf(end.reason), now()));
}

/** The log's own failure is the run's: both outlets end with it. That it cannot be read is a notice. */
async function followLog(id: number, log: Inlet<HashLog>): Promise<void> {
  const reading = async () => {
    for await (const entries of log.batches()) fold(id, (state) => reduceLog(state, entries));
  };
  const [read, end] = await Promise.allSettled([reading(), log.end]);
  if (end.status === "rejected") return;
  fold(id, (state) => reduceLogEnd(state, end.value));
  if (read.status === "rejected") await noticed(() => Promise.reject(read.reason));
}

async function write(
  entries: HashExportEntry[],
  algorithm: Algorithm,
  format: SumFormat,
  to: ExportTarget,
): Promise<boolean> {
  const written = await noticed(() => call(hashExport, { entries, algorithm, format, to }));
  return (written?.lines ?? 0) > 0;
}

function retain(stays: (run: Run) => boolean): void {
  runs.update((state) => ({ ...state, runs: state.runs.filter(stays) }));
  const left = new Set(runs.state.runs.map((run) => run.id));
  for (const id of recorded.keys()) if (!left.has(id)) recorded.delete(id);
}

/** Does something; what goes wrong with it is put on the page. */
export async function noticed<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    runs.update((state) => ({ ...state, notice: errorOf(error) }));
    return undefined;
  }
}

/** An error as the contract has it, whatever was thrown. */
export function errorOf(error: unknown): WireError {
  if (error instanceof MillstreamError) {
    const { code, message, hint } = error;
    return hint === undefined ? { code, message } : { code, message, hint };
  }
  return { code: Code.CommandFailed, message: String(error) };
}

/** Says what is lacking, if something is, in place of a start on files. */
function refuses(): boolean {
  const lacking = lacksDigest(runs.state.options);
  if (lacking) runs.update((state) => ({ ...state, lacking }));
  return lacking;
}

const find = (id: number): Run | undefined => runs.state.runs.find((run) => run.id === id);

function lines(id: number, algorithm: Algorithm): HashExportEntry[] {
  const run = find(id);
  return run ? entries(run.hash, algorithm) : [];
}

const each = (state: Runs, id: number, news: (run: Run) => Run): Runs => ({
  ...state,
  runs: state.runs.map((run) => (run.id === id ? news(run) : run)),
});

function change(id: number, news: (run: Run) => Run): void {
  runs.update((state) => each(state, id, news));
}

function fold(id: number, news: (hash: HashState) => HashState): void {
  runs.fold((state) => each(state, id, (run) => ({ ...run, hash: news(run.hash) })));
}
