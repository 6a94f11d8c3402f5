/** The callbacks of the page, and the streams that play. */
import {
  type Attached,
  type AttachRequest,
  type CancelRequest,
  Code,
  type DrainRequest,
  type End,
  type OutletArgument,
  type StreamInfo,
} from "@millstream/contract";
import { MillstreamError } from "../error.ts";
import { delay, now } from "../pace.ts";
import { bodyOf, type Playback } from "../playback.ts";
import type { Moment } from "../recording.ts";
import type { Line, Signal } from "../transport.ts";

/** The callbacks of a page, and the recordings that play for it. */
export class Stage {
  readonly #speed: number;
  readonly #handlers = new Map<number, (signal: Signal) => void>();
  /** Those that have not ended, the oldest first. */
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

  get streams(): number {
    return this.#streams.size;
  }

  start(command: string, argument: string, outlet: OutletArgument, playback: Playback): void {
    const { key, channel, detached = false } = outlet;
    const callback = idOf(channel);
    const info = { key, command, argument, own: true, after: 0 };
    const playing = new Playing(info, detached, playback, this.#speed);
    playing.callback = callback;
    this.#streams.set(key, playing);
    this.#ringLater(key);
  }

  /** A stream whose page is away, and which goes on from where that page was. */
  run(playback: Playback, info: StreamInfo): void {
    this.#streams.set(info.key, new Playing(info, true, playback, this.#speed));
  }

  drain({ key, after }: DrainRequest): unknown {
    const playing = this.#stream(key);
    const moment = playing.playback.drain(after, playing.time());
    this.#ringLater(key);
    return bodyOf(moment);
  }

  cancel({ key }: CancelRequest): End {
    const end = this.#stream(key).playback.cancel();
    this.#ringLater(key);
    return end;
  }

  attach(request: AttachRequest): Attached {
    const callback = idOf(request.channel);
    const playing = this.#stream(request.key);
    const after = playing.playback.attach(request.after);
    playing.callback = callback;
    playing.rung = 0;
    return { after };
  }

  list(): StreamInfo[] {
    const attachable = [...this.#streams.values()].filter(
      (playing) => playing.attachable && !playing.playback.isOver,
    );
    return attachable.map(({ info, playback }) => ({ ...info, after: playback.acknowledged }));
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
    const playing = this.#streams.get(key);
    const signal = playing?.signal();
    // A timer may be early.
    if (!signal) this.#ringLater(key);
    // What was recorded need not be kept for a stream that is over.
    if (signal?.kind === "end") this.#streams.delete(key);
    if (playing?.callback !== undefined && signal) this.#handlers.get(playing.callback)?.(signal);
  }

  #stream(key: string): Playing {
    const stream = this.#streams.get(key);
    if (stream) return stream;
    throw new MillstreamError({ code: Code.UnknownKey, message: `No stream has the key ${key}.` });
  }
}

class Playing {
  readonly info: StreamInfo;
  /** Whether a page can take it up. */
  readonly attachable: boolean;
  readonly playback: Playback;
  /** None while no page is there. */
  callback: number | undefined;
  /** Rings so far. */
  rung = 0;
  readonly #speed: number;
  readonly #start = now();
  /** Where in the recording that was, in milliseconds. */
  readonly #offset: number;

  constructor(info: StreamInfo, attachable: boolean, playback: Playback, speed: number) {
    this.info = info;
    this.attachable = attachable;
    this.playback = playback;
    this.#speed = speed;
    this.#offset = playback.sentAt;
  }

  /** How long to wait, in milliseconds, before the next signal; none when there is none to come. */
  waits(): number | undefined {
    if (this.playback.isOver) return 0;
    const at = this.playback.ringsAt();
    if (at === undefined) return undefined;
    return Number.isFinite(this.#speed) ? Math.max(0, Math.ceil((at - this.time()) / this.#speed)) : 0;
  }

  signal(): Signal | undefined {
    const index = this.rung;
    if (this.playback.isOver) return { kind: "end", index };
    const moment = this.playback.ring(this.time());
    if (!moment) return undefined;
    this.rung += 1;
    return { kind: "message", index, body: this.#body(moment) };
  }

  /** What cannot be written down is no frame, and its reader is told so. */
  #body(moment: Moment): unknown {
    try {
      return bodyOf(moment);
    } catch (error) {
      return String(error);
    }
  }

  /** Milliseconds of the recording. */
  time(): number {
    if (!Number.isFinite(this.#speed)) return Number.POSITIVE_INFINITY;
    return this.#offset + (now() - this.#start) * this.#speed;
  }
}

/** The callback's id, in what a command takes for a channel. */
function idOf(channel: string): number {
  const id = /^__CHANNEL__:(\d+)$/.exec(channel)?.[1];
  if (id !== undefined) return Number(id);
  throw new MillstreamError({ code: Code.BadArgument, message: "The argument `channel` is no channel." });
}
