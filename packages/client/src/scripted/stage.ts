/** The callbacks of the page, and the streams that play. */
import {
  type CancelRequest,
  Code,
  type DrainRequest,
  type End,
  type Frame,
  type OutletArgument,
} from "@millstream/contract";
import { MillstreamError } from "../error.ts";
import { delay, now } from "../pace.ts";
import type { Playback } from "../playback.ts";
import type { Line, Signal } from "../transport.ts";

export class Stage {
  readonly #speed: number;
  readonly #handlers = new Map<number, (signal: Signal) => void>();
  readonly #streams = new Map<string, Playing>();
  #ids = 0;

  constructor(speed: number) {
    this.#speed = speed;
  }

  register(handler: (signal: Signal) => void): Line {
    this.#ids += 1;
    const id = this.#ids;
    this.#handlers.set(id, handler);
    return { id, close: () => this.#handlers.delete(id) };
  }

  get callbacks(): number {
    return this.#handlers.size;
  }

  start(outlet: OutletArgument, playback: Playback): void {
    const id = /^__CHANNEL__:(\d+)$/.exec(outlet.channel)?.[1];
    if (id === undefined) {
      const message = "The argument `channel` is no channel.";
      throw new MillstreamError({ code: Code.BadArgument, message });
    }
    this.#streams.set(outlet.key, new Playing(playback, Number(id), this.#speed));
    this.#ringLater(outlet.key);
  }

  drain({ key, after }: DrainRequest): Frame<unknown> {
    const playing = this.#stream(key);
    const frame = playing.playback.drain(after, playing.time());
    this.#ringLater(key);
    return frame;
  }

  cancel({ key }: CancelRequest): End {
    const end = this.#stream(key).playback.cancel();
    this.#ringLater(key);
    return end;
  }

  /**
   * Rings when the next frame's time has come, if the page has not drained it by then; closes the channel
   * when the stream is over.
   */
  #ringLater(key: string): void {
    const wait = this.#streams.get(key)?.waits();
    if (wait !== undefined) void delay(wait).then(() => this.#ring(key));
  }

  #ring(key: string): void {
    const playing = this.#stream(key);
    const signal = playing.signal();
    if (signal) this.#handlers.get(playing.callback)?.(signal);
    // A timer may be early.
    else this.#ringLater(key);
  }

  #stream(key: string): Playing {
    const stream = this.#streams.get(key);
    if (stream) return stream;
    throw new MillstreamError({ code: Code.UnknownKey, message: `No stream has the key ${key}.` });
  }
}

class Playing {
  readonly playback: Playback;
  readonly callback: number;
  readonly #speed: number;
  readonly #start = now();
  /** Rings so far. */
  #rung = 0;
  #closed = false;

  constructor(playback: Playback, callback: number, speed: number) {
    this.playback = playback;
    this.callback = callback;
    this.#speed = speed;
  }

  /** How long to wait, in milliseconds, before the next signal; none when there is none to come. */
  waits(): number | undefined {
    if (this.playback.isOver) return this.#closed ? undefined : 0;
    const at = this.playback.ringsAt();
    if (at === undefined) return undefined;
    return Number.isFinite(this.#speed) ? Math.max(0, Math.ceil((at - this.time()) / this.#speed)) : 0;
  }

  signal(): Signal | undefined {
    const index = this.#rung;
    if (this.playback.isOver) {
      const first = !this.#closed;
      this.#closed = true;
      return first ? { kind: "end", index } : undefined;
    }
    const body = this.playback.ring(this.time());
    if (!body) return undefined;
    this.#rung += 1;
    return { kind: "message", index, body };
  }

  /** Milliseconds of the recording. */
  time(): number {
    return Number.isFinite(this.#speed) ? (now() - this.#start) * this.#speed : Number.POSITIVE_INFINITY;
  }
}
