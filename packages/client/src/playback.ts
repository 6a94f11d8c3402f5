/** One recorded stream as a backend would send it. No page, no time of its own. */
import { Code, type End, type Frame } from "@millstream/contract";
import { MillstreamError } from "./error.ts";
import type { Moment } from "./recording.ts";

/** How far a recorded stream has been sent and acknowledged. */
export class Playback {
  readonly #moments: readonly Moment[];
  #sent = 0;
  #armed = true;
  /** How the stream ended, once the page knows it. */
  #end: End | undefined;

  /** A stream that has not begun; its bell is armed. */
  constructor(moments: readonly Moment[]) {
    this.#moments = moments;
  }

  /**
   * When the bell is to ring, in milliseconds of the recording; none when it is not armed or nothing is
   * left.
   */
  ringsAt(): number | undefined {
    const next = this.#moments[this.#sent];
    return this.#armed && next ? (next.at ?? 0) : undefined;
  }

  /** The frame that rings at this time. */
  ring(now: number): Frame<unknown> | undefined {
    return this.#armed ? this.#send(now) : undefined;
  }

  /** The answer to a drain at this time. Throws `future_frame` and `stale_frame`, as a backend answers. */
  drain(after: number, now: number): Frame<unknown> {
    const last = this.#moments[this.#sent - 1]?.frame;
    if (after > this.#sent) throw failure(Code.FutureFrame, `Frame ${after} was never sent.`);
    if (after === this.#sent) {
      this.#end ??= last?.end;
      const empty = { seq: this.#sent, items: [], more: false, ...(this.#end && { end: this.#end }) };
      const next = this.#send(now);
      this.#armed = next === undefined;
      return next ?? empty;
    }
    if (after + 1 < this.#sent || !last) {
      throw failure(Code.StaleFrame, `Frame ${after} was acknowledged before.`);
    }
    return last;
  }

  /** Stops, and answers how the stream ended. */
  cancel(): End {
    this.#end ??= this.#moments[this.#sent - 1]?.frame.end ?? this.#cancelled();
    return this.#end;
  }

  /** Whether the page knows how the stream ended. */
  get isOver(): boolean {
    return this.#end !== undefined;
  }

  #send(now: number): Frame<unknown> | undefined {
    const moment = this.#moments[this.#sent];
    if (this.isOver || !moment || (moment.at ?? 0) > now) return undefined;
    this.#sent += 1;
    this.#armed = false;
    return moment.frame;
  }

  #cancelled(): End {
    const sent = this.#moments.slice(0, this.#sent);
    const delivered = sent.reduce((sum, { frame }) => sum + frame.items.length, 0);
    const account = { offered: delivered, delivered, coalesced: 0, dropped: 0, discarded: 0 };
    return { event: "cancelled", data: { account } };
  }
}

const failure = (code: Code, message: string) => new MillstreamError({ code, message });
