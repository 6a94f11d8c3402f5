/** What a receiver knows; every change wakes those who wait for one. */
import type { End } from "@millstream/contract";
import { MillstreamError } from "../error.ts";
import type { Received } from "../frame.ts";
import { Sequence } from "../sequence.ts";
import * as stats from "../stats.ts";
import type { Line } from "../transport.ts";
import { Wakers } from "../wakers.ts";

/** How a stream ended; an error when that could not be learnt. */
export type Outcome = End | MillstreamError;

/** What the reader does next. */
export type Next<T> =
  | { readonly step: "take"; readonly frame: Received<T> }
  | { readonly step: "drain"; readonly after: number }
  | { readonly step: "wait" }
  | { readonly step: "over"; readonly error?: MillstreamError };

/** What a receiver knows. */
export class State<T> {
  readonly sequence = new Sequence();
  /** The last frame whose items the reader has all been handed. */
  read = 0;
  /** The frame up to which the pace was kept. */
  paced = 0;
  /** The command has not answered yet: it may not have begun, and it may still be refused. */
  opening = true;
  line: Line | undefined;
  /** The channel told its own end. */
  isClosed = false;
  /** The frame that told the end, until it is acknowledged. */
  unthanked: number | undefined;
  /** How it ended, now that the reader knows. */
  readonly outcome: Promise<End>;

  #last: Outcome | undefined;
  #settled = false;
  #cancelled = false;
  #inbox: Received<T>[] = [];
  readonly #wakers = new Wakers();
  #resolve: (end: End) => void = () => undefined;
  #reject: (error: MillstreamError) => void = () => undefined;
  readonly #uncount = stats.openStream();

  constructor() {
    this.outcome = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // The reader is told as well: who reads need not also watch the end.
    this.outcome.catch(() => undefined);
  }

  next(): Next<T> {
    if (this.isOver) return { step: "over" };
    const frame = this.#inbox.shift();
    if (frame) return { step: "take", frame };
    if (this.#last) {
      // A command that is refused may have left a stream that looks finished: it answers first.
      if (this.opening) return { step: "wait" };
      this.settle(this.#last);
      const error = failureOf(this.#last);
      return error ? { step: "over", error } : { step: "over" };
    }
    const after = this.sequence.due();
    return after === undefined ? { step: "wait" } : { step: "drain", after };
  }

  get isOver(): boolean {
    return this.#cancelled || this.#settled;
  }

  /** Why nothing more comes. The reader learns it behind what is in the inbox. */
  get last(): Outcome | undefined {
    return this.#last;
  }

  /** A ring or an answer came, with a frame to take or with nothing new. */
  arrived(frame: Received<T> | undefined): void {
    if (frame && !this.isOver) {
      stats.taken(frame.items.length, frame.size);
      if (frame.end) {
        this.unthanked = frame.seq;
        this.#last ??= frame.end;
      }
      if (frame.items.length > 0) this.#inbox.push(frame);
    }
    this.#wakers.wake();
  }

  /** A ring came that could not be read. */
  lost(): void {
    this.sequence.lost();
    this.#wakers.wake();
  }

  /**
   * The channel told its own end. There may be a last frame that did not ring; but a command that is still
   * opening may have been refused, which its answer will tell.
   */
  closed(): void {
    this.isClosed = true;
    if (!this.opening) this.sequence.lost();
    this.#wakers.wake();
  }

  /** The command has answered. Returns whether its stream had begun by then. */
  opened(refusal?: MillstreamError): boolean {
    this.opening = false;
    const begun = !this.sequence.isNew;
    const finished = !this.#last || this.#last instanceof MillstreamError || this.#last.event === "finished";
    if (refusal && finished) this.#last = refusal;
    else if (this.isClosed) this.sequence.lost();
    this.#wakers.wake();
    return begun;
  }

  /** The stream was taken up behind this frame. */
  attached(after: number): void {
    this.sequence.attached(after);
    this.read = Math.max(this.read, after);
    // What has piled up is here to be had: there is no frame behind which to keep the pace.
    this.paced = after;
    this.opened();
  }

  /** Nothing more comes. */
  fail(error: MillstreamError): void {
    this.#last ??= error;
    this.#wakers.wake();
  }

  /** The reader wants nothing more. Returns whether the producer is to be stopped. */
  cancel(): boolean {
    if (this.isOver) return false;
    this.#cancelled = true;
    this.#inbox = [];
    if (this.#last) this.settle(this.#last);
    else this.#wakers.wake();
    return this.#last === undefined;
  }

  /** The reader knows how it ended. */
  settle(outcome: Outcome): void {
    if (!this.#settled) {
      this.#settled = true;
      this.#uncount();
      if (outcome instanceof MillstreamError) this.#reject(outcome);
      else {
        stats.ended(outcome.data.account);
        this.#resolve(outcome);
      }
    }
    this.#wakers.wake();
  }

  /** Resolves when something changes. */
  changed(): Promise<void> {
    return this.#wakers.wait();
  }
}

function failureOf(outcome: Outcome): MillstreamError | undefined {
  if (outcome instanceof MillstreamError) return outcome;
  return outcome.event === "failed" ? new MillstreamError(outcome.data) : undefined;
}
