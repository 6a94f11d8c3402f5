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
  readonly #receiver: Receiver<T>;

  /** @internal Use `open` or `openLogged`. */
  constructor(receiver: Receiver<T>) {
    this.#receiver = receiver;
  }

  /** Reads the items one by one. */
  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    return new Reader(this.#receiver, (frame) => frame.items);
  }

  /**
   * The same stream, an array at a time: the items of one frame, never none. What a front end folds, so
   * that it paints once a frame and not once an item.
   */
  batches(): AsyncIterableIterator<T[]> {
    return new Reader(this.#receiver, (frame) => [frame.items]);
  }

  /**
   * The same stream, each item with the raw bytes that came with it. Only the wire `bytes` carries such.
   */
  parcels(): AsyncIterableIterator<Parcel<T>> {
    return new Reader(this.#receiver, (frame) =>
      frame.items.map((item, index) => ({ item, attachments: frame.attachments(index) })),
    );
  }

  /**
   * Cancels, and answers how the stream ended once its producer has stopped: `finished` when that was done
   * before. Asked twice, it answers the same. Rejects when it could not be learnt: the command was refused,
   * or the backend is gone.
   */
  cancel(): Promise<End> {
    this.#receiver.cancel();
    return this.end;
  }

  /**
   * How the stream ended. It is known when the last item has been read, or when a cancel has been answered;
   * so someone has to read. Rejects when it could not be learnt.
   */
  get end(): Promise<End> {
    return this.#receiver.outcome;
  }
}

/** An item, and the raw bytes that came with it. */
export interface Parcel<T> {
  /** The item. */
  readonly item: T;
  /** Its bytes, in the order in which the producer gave them: views of one buffer, each at a multiple of 8. */
  readonly attachments: readonly Uint8Array[];
}

/** Reads frames in parts. */
class Reader<T, O> implements AsyncIterableIterator<O> {
  readonly #receiver: Receiver<T>;
  readonly #split: (frame: Received<T>) => readonly O[];
  #parts: readonly O[] = [];
  #place = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(receiver: Receiver<T>, split: (frame: Received<T>) => readonly O[]) {
    this.#receiver = receiver;
    this.#split = split;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Calls that overlap are served in turn. */
  next(): Promise<IteratorResult<O, undefined>> {
    const next = this.#turn.then(() => this.#read());
    this.#turn = next.catch(() => undefined);
    return next;
  }

  /** The loop was left early. How the stream ended is `Inlet.end`'s to tell. */
  return(): Promise<IteratorResult<O, undefined>> {
    this.#receiver.cancel();
    return Promise.resolve({ done: true, value: undefined });
  }

  async #read(): Promise<IteratorResult<O, undefined>> {
    for (;;) {
      if (this.#receiver.isOver) return { done: true, value: undefined };
      if (this.#place < this.#parts.length) {
        const value = this.#parts[this.#place] as O;
        this.#place += 1;
        return { done: false, value };
      }
      const frame = await this.#receiver.next();
      this.#parts = frame ? this.#split(frame) : [];
      this.#place = 0;
      if (!frame) return { done: true, value: undefined };
    }
  }
}
