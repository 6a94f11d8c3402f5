/** One recorded stream as a backend would send it. No page, no time of its own. */
import { Code, type End } from "@millstream/contract";
import { MillstreamError } from "./error.ts";
import { envelope } from "./playback/envelope.ts";
import type { Moment } from "./recording.ts";

/** How far a recorded stream has been sent and acknowledged. */
export class Playback {
  readonly #moments: readonly Moment[];
  #sent: number;
  /** The last frame that was acknowledged. */
  #acknowledged: number;
  #armed: boolean;
  /** How the stream ended, once the page knows it. */
  #end: End | undefined;

  private constructor(moments: readonly Moment[], sent: number, armed: boolean) {
    this.#moments = moments;
    this.#sent = sent;
    this.#acknowledged = sent;
    this.#armed = armed;
  }

  /** A stream that has not begun; its bell is armed. */
  static new(moments: readonly Moment[]): Playback {
    return new Playback(moments, 0, true);
  }

  /** A stream whose page is away: it has read the frames up to this one. */
  static behind(moments: readonly Moment[], after: number): Playback {
    return new Playback(moments, Math.min(moments.length, after), false);
  }

  /** The last frame that was acknowledged; 0 before the first. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** When the last frame was sent, in milliseconds of the recording; 0 before the first. */
  get sentAt(): number {
    return this.#moments[this.#sent - 1]?.at ?? 0;
  }

  /**
   * When the bell is to ring, in milliseconds of the recording; none when it is not armed or nothing is
   * left.
   */
  ringsAt(): number | undefined {
    const next = this.#moments[this.#sent];
    return this.#armed && next ? (next.at ?? 0) : undefined;
  }

  /** The frame that rings at this time, with what is attached to it. */
  ring(now: number): Moment | undefined {
    return this.#armed ? this.#send(now) : undefined;
  }

  /**
   * The answer to a drain at this time, with what is attached to it. Throws `future_frame` and `stale_frame`,
   * as a backend answers.
   */
  drain(after: number, now: number): Moment {
    const last = this.#moments[this.#sent - 1];
    if (after > this.#sent) throw futureFrame(after);
    if (after === this.#sent) {
      this.#acknowledged = after;
      this.#end ??= last?.frame.end;
      const empty = { seq: this.#sent, items: [], more: false, ...(this.#end && { end: this.#end }) };
      const next = this.#send(now);
      this.#armed = next === undefined;
      return next ?? { frame: empty };
    }
    if (after + 1 < this.#sent || !last) throw staleFrame(after);
    return last;
  }

  /**
   * A page takes the stream up, with all frames up to `after`, by default those that were acknowledged. It is
   * to drain: the bell is not armed. Answers `after`. Throws `future_frame` and `stale_frame`, as a backend
   * answers.
   */
  attach(after: number = this.#acknowledged): number {
    if (after > this.#sent) throw futureFrame(after);
    if (after < this.#acknowledged && !this.isOver) throw staleFrame(after);
    this.#armed = false;
    return after;
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

  #send(now: number): Moment | undefined {
    const moment = this.#moments[this.#sent];
    if (this.isOver || !moment || (moment.at ?? 0) > now) return undefined;
    this.#sent += 1;
    this.#armed = false;
    return moment;
  }

  #cancelled(): End {
    const sent = this.#moments.slice(0, this.#sent);
    const delivered = sent.reduce((sum, { frame }) => sum + frame.items.length, 0);
    const account = { offered: delivered, delivered, coalesced: 0, dropped: 0, discarded: 0 };
    return { event: "cancelled", data: { account } };
  }
}

/** A frame as it travels: with attachments it takes the envelope, whatever the page asked for. */
export function bodyOf({ frame, attachments = [] }: Moment): unknown {
  if (attachments.length === 0) return frame;
  const parts = attachments.map(({ item, bytes }) => [item, decoded(bytes)] as const);
  return envelope(JSON.stringify(frame), parts);
}

function decoded(base64: string): Uint8Array {
  try {
    return Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0));
  } catch {
    const message = "An attachment's `bytes` are no base64.";
    throw new MillstreamError({ code: Code.BadFrame, message });
  }
}

function futureFrame(after: number): MillstreamError {
  return new MillstreamError({ code: Code.FutureFrame, message: `Frame ${after} was never sent.` });
}

function staleFrame(after: number): MillstreamError {
  const message = `A frame behind ${after} was acknowledged before.`;
  return new MillstreamError({ code: Code.StaleFrame, message });
}
