/** The receiving end without its readers: takes rings, drains, cancels, ends. */
import {
  type Attached,
  CANCEL,
  type CancelRequest,
  Code,
  DRAIN,
  type DrainRequest,
  type End,
} from "@millstream/contract";
import { errorOf, MillstreamError } from "./error.ts";
import { decode, headOf, type Received } from "./frame.ts";
import { ask } from "./invoke.ts";
import { delay, frame, type Pace, within } from "./pace.ts";
import { State } from "./receiver/state.ts";
import { backoff, type Verdict } from "./sequence.ts";
import { inFlight } from "./stats.ts";
import { argumentOf, type Signal, type Transport } from "./transport.ts";

/**
 * How long, in milliseconds, the channel's own end is waited for when the stream has ended. Tauri would
 * warn on the console of a callback that is gone by then.
 */
const GRACE = 1_000;

/** How long, in milliseconds, a cancel waits when its stream has not begun yet. */
const EARLY = 50;

/**
 * How long, in milliseconds, an answer is waited for before it is asked for again; doubled each time, up to
 * `LONGEST`.
 */
const PATIENCE = 5_000;

/** How long, in milliseconds, an answer is waited for at most before it is asked for again. */
const LONGEST = 60_000;

/** One stream's receiving end. Its reader pulls: nothing is asked for before the reader asks. */
export class Receiver<T> {
  /** The stream's name. */
  readonly key: string;
  readonly #transport: Transport;
  readonly #pace: Pace;
  readonly #state = new State<T>();
  /** Ends the pull that is under way, with nothing. */
  #abandon: () => void = () => undefined;

  /** A stream that is about to be opened, or attached to. */
  constructor(transport: Transport, pace: Pace, key: string) {
    this.key = key;
    this.#transport = transport;
    this.#pace = pace;
  }

  /** Registers the callback that hears the stream's rings: the channel, as a command takes it. */
  connect(): string {
    const line = this.#transport.register((signal) => this.#rung(signal));
    this.#state.line = line;
    return argumentOf(line);
  }

  /** The command has answered; with why it was refused, if it was. */
  opened(refusal?: MillstreamError): void {
    const begun = this.#state.opened(refusal);
    if (refusal && begun) this.#giveUp();
    else if (refusal) void this.#hangUp();
  }

  /** The backend has answered from where the stream goes on. */
  attached({ after }: Attached): void {
    this.#state.attached(after);
  }

  /**
   * The next frame; none when the stream is over. Asking for it acknowledges the one before. One reader asks
   * at a time.
   */
  next(): Promise<Received<T> | undefined> {
    return new Promise((resolve, reject) => {
      this.#abandon = () => resolve(undefined);
      this.#pull().then(resolve, reject);
    });
  }

  /** The reader has been handed all items of this frame. */
  handed(seq: number): void {
    this.#state.read = seq;
  }

  /** The last frame whose items the reader has all been handed. */
  get after(): number {
    return this.#state.read;
  }

  /** Whether the reader gets nothing more. */
  get isOver(): boolean {
    return this.#state.isOver;
  }

  /** How the stream ended, once the reader knows it. */
  get outcome(): Promise<End> {
    return this.#state.outcome;
  }

  /** Lets nothing more through to the reader, and stops the producer. */
  cancel(): void {
    const running = this.#state.cancel();
    this.#abandon();
    if (running) {
      void this.#stop()
        .then((outcome) => this.#state.settle(outcome))
        .then(() => this.#hangUp());
    } else {
      this.#thank();
    }
  }

  /** Cancels when this signal is given. */
  heed(signal: AbortSignal): void {
    const cancel = () => this.cancel();
    const forget = () => signal.removeEventListener("abort", cancel);
    signal.addEventListener("abort", cancel, { once: true });
    this.outcome.then(forget, forget);
  }

  /** The stream was never opened. */
  unopened(): void {
    const account = { offered: 0, delivered: 0, coalesced: 0, dropped: 0, discarded: 0 };
    this.#state.settle({ event: "cancelled", data: { account } });
  }

  async #pull(): Promise<Received<T> | undefined> {
    for (;;) {
      const next = this.#state.next();
      switch (next.step) {
        case "take":
          return next.frame;
        case "over":
          this.#thank();
          if (next.error) throw next.error;
          return undefined;
        case "wait":
          await this.#state.changed();
          break;
        case "drain":
          await this.#drain(next.after);
      }
    }
  }

  #rung(signal: Signal): void {
    const frame = signal.kind === "message" ? decoded<T>(signal.body) : undefined;
    if (signal.kind === "end") this.#state.closed();
    else if (frame) this.#arrived(frame, this.#state.sequence.rung(headOf(frame)));
    // What cannot be read is asked for again; if that fails as well, the drain tells why.
    else this.#state.lost();
  }

  async #drain(after: number): Promise<void> {
    if (this.#pace === "frame" && after > this.#state.paced) {
      await frame();
      this.#state.paced = after;
      return;
    }
    this.#state.sequence.asked();
    const request: DrainRequest = { key: this.key, after };
    const landed = inFlight();
    try {
      const body = await this.#ask(DRAIN, request).finally(landed);
      const frame = decode<T>(body);
      const verdict = this.#state.sequence.answered(after, headOf(frame));
      if (verdict === "broken") {
        const message = `Frame ${frame.seq} came where ${after + 1} was asked for.`;
        throw new MillstreamError({ code: Code.Gap, message });
      }
      this.#arrived(frame, verdict);
    } catch (error) {
      await this.#failed(after, errorOf(error));
    }
  }

  #arrived(frame: Received<T>, verdict: Verdict): void {
    this.#state.arrived(verdict === "take" ? frame : undefined);
  }

  /**
   * Acknowledges the frame with the end, now that the reader is done with it: not before, since a page that
   * reloads in the middle of it gets it again.
   */
  #thank(): void {
    const after = this.#state.unthanked;
    if (after === undefined) return;
    this.#state.unthanked = undefined;
    const request: DrainRequest = { key: this.key, after };
    // The backend lets go of the stream now; one that does not learn it forgets it later.
    void this.#ask(DRAIN, request)
      .catch(() => undefined)
      .then(() => this.#hangUp());
  }

  async #failed(after: number, error: MillstreamError): Promise<void> {
    const wait = FINAL.has(error.code) ? undefined : this.#state.sequence.failed(after);
    if (wait !== undefined) return delay(wait);
    this.#state.fail(error);
    this.#giveUp();
  }

  /** Nothing more is taken: the producer is told, if it can be. */
  #giveUp(): void {
    // Why it is given up is what the reader learns; that this fails as well adds nothing.
    void this.#askToStop()
      .catch(() => undefined)
      .then(() => this.#hangUp());
  }

  /** Stops the producer, as patiently as a drain is asked for. */
  async #stop(): Promise<End | MillstreamError> {
    for (let failures = 0; ; ) {
      const opening = this.#state.opening;
      const answer = await this.#askToStop().catch(errorOf);
      if (!(answer instanceof MillstreamError)) return answer;
      if (this.#state.last instanceof MillstreamError) return this.#state.last;
      // A cancel may overtake the command; then its stream is not known yet, or not as this page's.
      if (opening && (answer.code === Code.UnknownKey || answer.code === Code.ForeignStream)) {
        await delay(EARLY);
        continue;
      }
      failures += 1;
      const wait = FINAL.has(answer.code) ? undefined : backoff(failures);
      if (wait === undefined) return answer;
      await delay(wait);
    }
  }

  async #askToStop(): Promise<End> {
    const request: CancelRequest = { key: this.key };
    return (await this.#ask(CANCEL, request)) as End;
  }

  /**
   * Asks until there is an answer. One may get lost without anybody being told, when the page fails to fetch
   * it; and a drain or a cancel that is asked again answers the same. So silence costs a retry, and is never
   * an error: a producer may take its time to stop, a machine may sleep, and a page does not outlive its
   * backend.
   */
  async #ask(command: string, request: unknown): Promise<unknown> {
    for (let patience = PATIENCE; ; patience = Math.min(LONGEST, patience * 2)) {
      const answered = ask(this.#transport, command, request).then((answer) => ({ answer }));
      const told = await within(patience, answered);
      if (told) return told.answer;
    }
  }

  /** Takes the callback back. */
  async #hangUp(): Promise<void> {
    const grace = { over: false };
    const timer = delay(GRACE).then(() => {
      grace.over = true;
    });
    while (!this.#state.isClosed && !grace.over) await Promise.race([timer, this.#state.changed()]);
    this.#state.line?.close();
    this.#state.line = undefined;
  }
}

/** What asking again would be answered with once more. */
const FINAL: ReadonlySet<Code> = new Set([
  Code.UnknownKey,
  Code.ForeignStream,
  Code.FutureFrame,
  Code.StaleFrame,
  Code.BadArgument,
  Code.NotTauri,
]);

function decoded<T>(body: unknown): Received<T> | undefined {
  try {
    return decode<T>(body);
  } catch {
    return undefined;
  }
}
