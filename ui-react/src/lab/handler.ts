/** What a job's items go into. */
import { call } from "@millstream/client";
import { type LabEvent, type LabTotals, labEcho } from "@millstream/contract/workbench";
import type { Job } from "../lab.ts";

/** Looks at everything that arrives. */
export class Handler {
  readonly seen: { -readonly [total in keyof LabTotals]: number } = {
    samples: 0,
    sum: 0,
    bytes: 0,
    records: 0,
  };
  readonly echoes: Promise<number>[] = [];
  sent: LabTotals | undefined;
  first: number | undefined;
  strays = 0;
  readonly #job: Job;

  constructor(job: Job) {
    this.#job = job;
  }

  event(event: LabEvent): void {
    switch (event.event) {
      case "sample":
        this.#item(event.data.index);
        this.seen.sum += event.data.value;
        break;
      case "tick":
        this.echoes.push(call(labEcho, { at: event.data.at }));
        break;
      case "message":
        this.#item(event.data.index);
        this.seen.sum += event.data.index % 997;
        break;
      case "done":
        this.sent = event.data;
    }
  }

  bytes(bytes: Uint8Array): void {
    this.seen.bytes += bytes.length;
    if (this.#job.over === "channelRaw") this.#message(bytes);
    if (!this.#job.records) return;
    const records = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
    for (let place = 1; place < records.length; place += 2) this.seen.records += records[place] ?? 0;
  }

  /** A batch is done. */
  batch(): void {
    const until = performance.now() + (this.#job.takes ?? 0);
    while (performance.now() < until);
  }

  /** What was sent must have been seen: all of it that this wiring carries. */
  check(): void {
    const { sent } = this;
    const { over } = this.#job;
    const { samples, sum, bytes, records } = this.seen;
    const events = over === "stockRaw" || (samples === sent?.samples && sum === sent.sum);
    const raw = over === "stock" || over === "channel" || bytes === sent?.bytes;
    const values = !this.#job.records || records === sent?.records;
    if (!sent || !events || !raw || !values)
      throw new Error(`sent: ${JSON.stringify(sent)}; seen: ${JSON.stringify(this.seen)}`);
  }

  #message(bytes: Uint8Array): void {
    const index = new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0, true);
    this.#item(index);
    this.seen.sum += index % 997;
  }

  #item(index: number): void {
    this.first ??= index;
    if (index !== this.first + this.seen.samples) this.strays += 1;
    this.seen.samples += 1;
    if (this.seen.samples === this.#job.failsAt) throw new Error("The handler failed, as it was told to.");
  }
}
