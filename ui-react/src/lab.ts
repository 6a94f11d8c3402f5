/**
 * The instrument of `cargo xtask bench flow` and `cargo xtask test faults`: runs a job over a wiring, into a
 * handler, and times it.
 */
import {
  argumentOf,
  attach,
  Channel,
  call,
  type Inlet,
  invoke,
  lane,
  MillstreamError,
  open,
  transport,
} from "@millstream/client";
import {
  LAB_STOCK,
  LAB_STOCK_RAW,
  type LabEvent,
  type LabRequest,
  type LabTotals,
  lab,
  labLeft,
} from "@millstream/contract/workbench";
import { Handler } from "./lab/handler.ts";

/** Puts the instrument where a driver finds it: `window.lab` takes a job and answers its figures, as JSON. */
export function install(): void {
  const run = async (job: string): Promise<string> => JSON.stringify(await measure(JSON.parse(job) as Job));
  Object.assign(window, { lab: run });
}

/** What to do. */
export interface Job {
  readonly over: Wiring;
  readonly request: LabRequest;
  /** Whether frames go over the second lane. */
  readonly lane?: boolean;
  /** Whether each record is looked at, and not only how many bytes there are. */
  readonly records?: boolean;
  /** Cancels so many milliseconds after the first item. */
  readonly cancelAfter?: number;
  /** Leaves so many such streams open, and answers at once. */
  readonly leave?: number;
  /** Opens the stream `detached`. */
  readonly detached?: boolean;
  /** Opens the stream `shared`. */
  readonly shared?: boolean;
  /** Takes up the stream with this key, and opens none. */
  readonly key?: string;
  /** Takes it up behind this frame. */
  readonly after?: number;
  /** Milliseconds that the handler takes for each batch, while nothing else runs in the page. */
  readonly takes?: number;
  /** Fails in the handler when so many items have been seen. */
  readonly failsAt?: number;
  /** Stands still with the stream open when so many items have been seen, and answers. */
  readonly restsAt?: number;
}

/**
 * A stock channel of items, one of raw bytes, the same two read by the client's own class, or an outlet on
 * either wire.
 */
export type Wiring = "stock" | "stockRaw" | "channel" | "channelRaw" | "json" | "bytes";

/** What came of it. */
export interface Figures {
  /** From before the command was called until all was handled. */
  readonly milliseconds: number;
  /** What the handler has seen. */
  readonly seen: LabTotals;
  /** What was sent, once that was told. */
  readonly sent?: LabTotals;
  /** The index of the first item. */
  readonly first?: number;
  /** How many items did not come right behind the one before. */
  readonly strays: number;
  /** Microseconds from each tick's sending to the backend's hearing of its arrival. */
  readonly echoes: readonly number[];
  /** What became of a cancel. */
  readonly cancelled?: Cancelled;
  /** Where the handler stands still. */
  readonly rests?: Rest;
}

/** Milliseconds from a cancel, in the clock of the machine: pages see it to the millisecond. */
export interface Cancelled {
  /** Until the producer had stopped. */
  readonly stopped: number;
  /** Until that was answered. */
  readonly answered: number;
}

/** A place in a stream. */
export interface Rest {
  readonly key: string;
  readonly after: number;
}

async function measure(job: Job): Promise<Figures> {
  const handler = new Handler(job);
  const since = performance.now();
  let cancelled: Cancelled | undefined;
  let rests: Rest | undefined;
  if (job.leave !== undefined) for (let n = 0; n < job.leave; n += 1) leave(job);
  else if (job.over === "stock" || job.over === "stockRaw") await stock(job, handler);
  else if (job.over === "channel" || job.over === "channelRaw") await channel(job, handler);
  else if (job.restsAt !== undefined) rests = await resting(job, handler);
  else cancelled = await outlet(job, handler);
  const milliseconds = performance.now() - since;
  const echoes = await Promise.all(handler.echoes);
  const { seen, sent, first, strays } = handler;
  const isWhole = job.leave === undefined && job.key === undefined && !rests && cancelled === undefined;
  if (isWhole) handler.check();
  return {
    milliseconds,
    seen,
    strays,
    echoes,
    ...(sent && { sent }),
    ...(first !== undefined && { first }),
    ...(cancelled !== undefined && { cancelled }),
    ...(rests && { rests }),
  };
}

/** Through an outlet. Answers what became of a cancel, if there was one. */
async function outlet(job: Job, handler: Handler): Promise<Cancelled | undefined> {
  const { request, cancelAfter } = job;
  const inlet = opened(job);
  let cancelled: Promise<Cancelled> | undefined;
  const stop = async () => {
    await new Promise((resolve) => setTimeout(resolve, cancelAfter));
    const since = Date.now();
    await inlet.cancel();
    const answered = Date.now() - since;
    const { stopped } = await call(labLeft, null);
    return { stopped: stopped - since, answered };
  };
  if (request.every || request.messages?.length) {
    for await (const { item, attachments } of inlet.parcels()) {
      handler.event(item);
      for (const bytes of attachments) handler.bytes(bytes);
    }
  } else {
    for await (const events of inlet.batches()) {
      if (cancelAfter !== undefined) cancelled ??= stop();
      for (const event of events) handler.event(event);
      handler.batch();
    }
  }
  return cancelled;
}

/** Through an outlet, as far as the job says. Nobody leaves the loop: that would cancel. */
async function resting(job: Job, handler: Handler): Promise<Rest> {
  const inlet = opened(job);
  const batches = inlet.batches();
  while (handler.seen.samples < (job.restsAt ?? 0)) {
    const { value: events } = await batches.next();
    if (!events) throw new Error("The stream ended before the handler could rest.");
    for (const event of events) handler.event(event);
    handler.batch();
  }
  return { key: inlet.key, after: inlet.after };
}

/**
 * Through a stock channel. What comes is handled at once, without being put in order first: less work than
 * Tauri's own class does.
 */
function stock({ over, request }: Job, handler: Handler): Promise<void> {
  let heard = 0;
  let sent: number | undefined;
  return new Promise((resolve, reject) => {
    const line = transport().register((signal) => {
      if (signal.kind === "end") sent = signal.index;
      else if (signal.kind === "message") {
        heard += 1;
        if (signal.body instanceof ArrayBuffer) handler.bytes(new Uint8Array(signal.body));
        else handler.event(signal.body as LabEvent);
      }
      if (heard !== sent) return;
      line.close();
      resolve();
    });
    const command = over === "stock" ? LAB_STOCK : LAB_STOCK_RAW;
    invoke(command, { request, channel: argumentOf(line) }).catch(reject);
  });
}

/** Through a stock channel, read by the client's own class. */
async function channel({ over, request }: Job, handler: Handler): Promise<void> {
  const channel = new Channel<LabEvent | ArrayBuffer>();
  await invoke(over === "channel" ? LAB_STOCK : LAB_STOCK_RAW, { request, channel });
  for await (const message of channel) {
    if (message instanceof MillstreamError) throw message;
    if (message instanceof ArrayBuffer) handler.bytes(new Uint8Array(message));
    else handler.event(message);
  }
}

function leave(job: Job): void {
  const inlet = opened(job);
  void (async () => {
    for await (const events of inlet.batches()) throw new Error(`an idle stream had ${events.length} events`);
  })();
}

/** One for all jobs. */
const secondLane = lane();

function opened({ over, lane, request, detached, shared, key, after }: Job): Inlet<LabEvent> {
  const how = {
    wire: over === "json" ? "json" : "bytes",
    pace: "eager",
    ...(lane && { transport: secondLane }),
  } as const;
  if (key !== undefined) return attach(lab, key, { ...how, ...(after !== undefined && { after }) });
  return open(lab, request, { ...how, ...(detached && { detached }), ...(shared && { shared }) });
}
