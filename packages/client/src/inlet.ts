/** The receiving end of a stream. */
import type { End } from "@millstream/contract";
import type { Received } from "./frame.ts";
import type { Receiver } from "./receiver.ts";

/**
 * The receiving end of a stream: its items, in order, each once.
 *
 * It pulls: the next frame is asked for when the reader asks for what is in it, so a reader that stops
 * reading makes the producer wait. Reading throws a `MillstreamError` when the stream failed, and just ends
 * when it finished or was cancelled. Leaving a loop over it early cancels. One reader at a time.
 */
export class Inlet<T> implements AsyncIterable<T> {
  readonly #reading: Reading;
  readonly #decode: Decode<T>;

  /** @internal Use `open`, `openLogged` or `attach`. */
  constructor(reading: Receiver<T> | Reading, decode: Decode<T> = (frame, place) => frame.items[place] as T) {
    this.#reading = reading instanceof Reading ? reading : new Reading(reading);
    this.#decode = decode;
  }

  /** Reads the items one by one. */
  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    return new Reader(this.#reading, (reading) => reading.take(this.#decode));
  }

  /**
   * The same stream, an array at a time: the items of one frame, never none. What a front end folds, so
   * that it paints once a frame and not once an item.
   */
  batches(): AsyncIterableIterator<T[]> {
    return new Reader(this.#reading, (reading) => {
      const batch: T[] = [];
      while (!reading.isAtEdge) batch.push(reading.take(this.#decode));
      return batch;
    });
  }

  /**
   * The same stream, each item with the raw bytes that came with it. Only the wire `bytes` carries such.
   */
  parcels(): Inlet<Parcel<T>> {
    const decode = this.#decode;
    return new Inlet(this.#reading, (frame, place) => ({
      item: decode(frame, place),
      attachments: frame.attachments(place),
    }));
  }

  /**
   * Cancels, and answers how the stream ended once its producer has stopped: `finished` when that was done
   * before. Asked twice, it answers the same. Rejects when it could not be learnt: the command was refused,
   * or the backend is gone.
   */
  cancel(): Promise<End> {
    this.#reading.receiver.cancel();
    return this.end;
  }

  /**
   * How the stream ended. It is known when the last item has been read, or when a cancel has been answered;
   * so someone has to read. Rejects when it could not be learnt.
   */
  get end(): Promise<End> {
    return this.#reading.receiver.outcome;
  }

  /** The stream's name. */
  get key(): string {
    return this.#reading.receiver.key;
  }

  /**
   * The last frame whose items have all been read; 0 before the first. Together with `key` it says where the
   * reader is: `attach` goes on behind it, nothing twice and nothing missing.
   *
   * It changes with the last item of a frame, so with each of `batches`. That is when to write it down,
   * together with what was made of the items so far, and before reading on: what is written down within a
   * frame holds items that come again, and asking for the next frame tells the backend to forget this one.
   */
  get after(): number {
    return this.#reading.receiver.after;
  }
}

/** An item, and the raw bytes that came with it. */
export interface Parcel<T> {
  /** The item. */
  readonly item: T;
  /**
   * Its bytes, in the order in which the producer gave them: views of the whole frame's buffer, each at a
   * multiple of 8, so that `new Float64Array(view.buffer, view.byteOffset, view.length / 8)` copies nothing.
   * The buffer stays as long as one of them is held.
   */
  readonly attachments: readonly Uint8Array[];
}

/** Makes an item of its place in a frame. */
type Decode<T> = (frame: Received<unknown>, place: number) => T;

/** How far an inlet has been read, whoever reads it. */
class Reading {
  readonly receiver: Receiver<unknown>;
  #frame: Received<unknown> | undefined;
  /** The place of the next item in it. */
  #place = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(receiver: Receiver<unknown>) {
    this.receiver = receiver;
  }

  /** Whether no item is left of the frame that is being read. */
  get isAtEdge(): boolean {
    return this.#place >= (this.#frame?.items.length ?? 0);
  }

  /** The next item; there must be one. */
  take<T>(decode: Decode<T>): T {
    const frame = this.#frame as Received<unknown>;
    const item = decode(frame, this.#place);
    this.#place += 1;
    if (this.isAtEdge) this.receiver.handed(frame.seq);
    return item;
  }

  /** Calls that overlap are served in turn. */
  next<O>(take: (reading: this) => O): Promise<IteratorResult<O, undefined>> {
    const next = this.#turn.then(() => this.#read(take));
    this.#turn = next.catch(() => undefined);
    return next;
  }

  async #read<O>(take: (reading: this) => O): Promise<IteratorResult<O, undefined>> {
    while (!this.receiver.isOver) {
      if (!this.isAtEdge) return { done: false, value: take(this) };
      const frame = await this.receiver.next();
      if (!frame) break;
      this.#frame = frame;
      this.#place = 0;
    }
    this.#frame = undefined;
    return { done: true, value: undefined };
  }
}

/** Reads a stream in parts. */
class Reader<O> implements AsyncIterableIterator<O> {
  readonly #reading: Reading;
  readonly #take: (reading: Reading) => O;

  constructor(reading: Reading, take: (reading: Reading) => O) {
    this.#reading = reading;
    this.#take = take;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<O, undefined>> {
    return this.#reading.next(this.#take);
  }

  /** The loop was left early. How the stream ended is `Inlet.end`'s to tell. */
  return(): Promise<IteratorResult<O, undefined>> {
    this.#reading.receiver.cancel();
    return Promise.resolve({ done: true, value: undefined });
  }
}
