/** The order of a plain channel's messages, by their numbers. No page, no Tauri, no time. */

/** Puts messages into the order of their numbers, from 0. */
export class Order<M> {
  #next = 0;
  readonly #parked = new Map<number, M>();
  #end: number | undefined;

  /** A message came. One that was taken or skipped already is let go. */
  put(index: number, message: M): void {
    if (index >= this.#next && !this.#parked.has(index)) this.#parked.set(index, message);
  }

  /** Nothing was sent after so many messages; they may still be under way. */
  end(sent: number): void {
    this.#end = sent;
  }

  /** The next message, if it is here. It may be anything, and so is wrapped. */
  take(): { readonly message: M } | undefined {
    if (!this.#parked.has(this.#next)) return undefined;
    const message = this.#parked.get(this.#next) as M;
    this.#parked.delete(this.#next);
    this.#next += 1;
    return { message };
  }

  /** Whether all that was sent has been taken or skipped. */
  isOver(): boolean {
    return this.#end !== undefined && this.#next >= this.#end && this.#parked.size === 0;
  }

  /**
   * The numbers that are known to be missing in front of what is here: from the first to before the
   * second.
   */
  gap(): readonly [number, number] | undefined {
    let known = this.#parked.size > 0 ? Number.POSITIVE_INFINITY : this.#end;
    for (const index of this.#parked.keys()) known = Math.min(known ?? index, index);
    return known !== undefined && known > this.#next ? [this.#next, known] : undefined;
  }

  /** Gives up what is missing, and goes on behind it. */
  skip(): void {
    const gap = this.gap();
    if (gap) this.#next = gap[1];
  }
}
