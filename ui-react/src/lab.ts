/** The instrument of `cargo xtask bench flow`: runs a job over a wiring, into a handler, and times it. */
import { argumentOf, call, type Inlet, invoke, open, transport } from "@millstream/client";
import {
  LAB_STOCK,
  LAB_STOCK_RAW,
  type LabEvent,
  type LabRequest,
  type LabTotals,
  lab,
  labEcho,
} from "@millstream/contract/workbench";

/** Puts the instrument where a driver finds it: `window.lab` takes a job and answers its figures, as JSON. */
export function install(): void {
  const run = async (job: string): Promise<string> => JSON.stringify(await measure(JSON.parse(job) as Job));
  Object.assign(window, { lab: run });
}

/** What to measure. */
export interface Job {
  readonly over: Wiring;
  readonly request: LabRequest;
  /** Whether each record is looked at, and not only how many bytes there are. */
  readonly records?: boolean;
  /** Cancels so many milliseconds after the first item. */
  readonly cancelAfter?: number;
  /** Leaves so many such streams open, and answers at once. */
  readonly leave?: number;
}

/** A stock channel of items, one of raw bytes, or an outlet on either wire. */
export type Wiring = "stock" | "stockRaw" | "json" | "bytes";

/** What came of it. */
export interface Figures {
  /** From before the command was called until all was handled. */
  readonly milliseconds: number;
  /** What the handler has seen. */
  readonly seen: LabTotals;
  /** Microseconds from each tick's sending to the backend's hearing of its arrival. */
  readonly echoes: readonly number[];
  /** Milliseconds from the cancel to its answer: the producer has stopped. */
  readonly cancelled?: number;
}

async function measure(job: Job): Promise<Figures> {
  const handler = new Handler(job.records === true);
  const since = performance.now();
  let cancelled: number | undefined;
  if (job.leave !== undefined) for (let n = 0; n < job.leave; n += 1) leave(job);
  else if (job.over === "stock" || job.over === "stockRaw") await stock(job, handler);
  else cancelled = await outlet(job, handler);
  const milliseconds = performance.now() - since;
  const echoes = await Promise.all(handler.echoes);
  if (job.leave === undefined && cancelled === undefined) handler.check(job.over);
  return { milliseconds, seen: handler.seen, echoes, ...(cancelled === undefined ? {} : { cancelled }) };
}

/** Looks at everything that arrives. */
class Handler {
  readonly seen: { -readonly [total in keyof LabTotals]: number } = {
    samples: 0,
    sum: 0,
    bytes: 0,
    records: 0,
  };
  readonly echoes: Promise<number>[] = [];
  readonly #records: boolean;
  #sent: LabTotals | undefined;

  constructor(records: boolean) {
    this.#records = records;
  }

  event(event: LabEvent): void {
    switch (event.event) {
      case "sample":
        this.seen.samples += 1;
        this.seen.sum += event.data.value;
        break;
      case "tick":
        this.echoes.push(call(labEcho, { at: event.data.at }));
        break;
      case "done":
        this.#sent = event.data;
    }
  }

  bytes(bytes: Uint8Array): void {
    this.seen.bytes += bytes.length;
    if (!this.#records) return;
    const records = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
    for (let place = 1; place < records.length; place += 2) this.seen.records += records[place] ?? 0;
  }

  /** What was sent must have been seen: all of it that this wiring carries. */
  check(over: Wiring): void {
    const sent = this.#sent;
    const { samples, sum, bytes, records } = this.seen;
    const events = over === "stockRaw" || (samples === sent?.samples && sum === sent.sum);
    const raw = over === "stock" || bytes === sent?.bytes;
    const values = !this.#records || records === sent?.records;
    if (!sent || !events || !raw || !values)
      throw new Error(`sent: ${JSON.stringify(sent)}; seen: ${JSON.stringify(this.seen)}`);
  }
}

/** Through an outlet. Answers how long a cancel took, if there was one. */
async function outlet(job: Job, handler: Handler): Promise<number | undefined> {
  const { request, cancelAfter } = job;
  const inlet = opened(job);
  let cancelled: Promise<number> | undefined;
  const stop = async () => {
    await new Promise((resolve) => setTimeout(resolve, cancelAfter));
    const since = performance.now();
    await inlet.cancel();
    return performance.now() - since;
  };
  if (request.every) {
    for await (const { item, attachments } of inlet.parcels()) {
      handler.event(item);
      for (const bytes of attachments) handler.bytes(bytes);
    }
  } else {
    for await (const events of inlet.batches()) {
      if (cancelAfter !== undefined) cancelled ??= stop();
      for (const event of events) handler.event(event);
    }
  }
  return cancelled;
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

function leave(job: Job): void {
  const inlet = opened(job);
  void (async () => {
    for await (const events of inlet.batches()) throw new Error(`an idle stream had ${events.length} events`);
  })();
}

function opened({ over, request }: Job): Inlet<LabEvent> {
  return open(lab, request, { wire: over === "json" ? "json" : "bytes", pace: "eager" });
}
