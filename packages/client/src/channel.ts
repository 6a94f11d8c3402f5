/** The receiving end of a stock Tauri channel. */
import { Code } from "@millstream/contract";
import { SERIALIZE_TO_IPC_FN } from "@tauri-apps/api/core";
import { MillstreamError } from "./error.ts";
import { Order } from "./order.ts";
import { delay } from "./pace.ts";
import { argumentOf, type Line, type Signal, type Transport, transport } from "./transport.ts";
import { Wakers } from "./wakers.ts";

/**
 * The receiving end of a `tauri::ipc::Channel<T>`, for commands that have no outlet: its messages, in the
 * order in which they were sent. Pass the channel itself where the command takes it.
 *
 * - What is called with something that is no message is a `MillstreamError` in its place, with the code
 *   `bad_item`.
 * - Large messages are fetched by the page, and may come late or never; nobody is told. A message that is
 *   still missing `PATIENCE` milliseconds after one behind it, or the channel's end, has come is a
 *   `MillstreamError` with the code `gap`, and what is behind it goes on.
 * - The loop ends when the Rust side has dropped its channel and everything before has come.
 *
 * There is no flow control: what is sent and not read waits here, however much it is. Closing this end, or
 * leaving a loop over it, unregisters the callback; the Rust side cannot learn of it and goes on sending.
 */
export class Channel<T> implements AsyncIterableIterator<T | MillstreamError> {
  readonly #line: Line;
  readonly #order = new Order<T>();
  readonly #wakers = new Wakers();
  /** The callback was called with something that is no message. */
  #stray = false;
  #closed = false;
  #patience: { readonly missing: number; readonly over: Promise<"over"> } | undefined;

  /** A channel of this transport: the page's own, unless said otherwise. Throws `not_tauri`. */
  constructor(on: Transport = transport()) {
    this.#line = on.register((signal) => this.#receive(signal));
  }

  /** Itself: it is read once. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The next message, or an error in its place. Waits for it; done when the channel is over or closed. */
  async next(): Promise<IteratorResult<T | MillstreamError, undefined>> {
    while (!this.#closed) {
      if (this.#stray) {
        this.#stray = false;
        return error(Code.BadItem, "The channel's callback was called with what is no message.");
      }
      const taken = this.#order.take();
      if (taken) return { done: false, value: taken.message };
      const gap = this.#order.gap();
      if (this.#order.isOver()) this.close();
      else if (!gap) await this.#wakers.wait();
      else if ((await this.#wait(gap[0])) === "over") {
        this.#order.skip();
        return error(Code.Gap, `Messages ${gap[0]} to ${gap[1] - 1} of the channel never came.`);
      }
    }
    return { done: true, value: undefined };
  }

  /** As `close`: a loop over it was left. */
  return(): Promise<IteratorResult<T | MillstreamError, undefined>> {
    this.close();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Takes the callback back. Nothing comes any more. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#line.close();
    this.#wakers.wake();
  }

  /** How a command takes it. */
  toJSON(): string {
    return argumentOf(this.#line);
  }

  /** The same, where Tauri does not write JSON. */
  [SERIALIZE_TO_IPC_FN](): string {
    return this.toJSON();
  }

  #receive(signal: Signal): void {
    if (signal.kind === "message") this.#order.put(signal.index, signal.body as T);
    else if (signal.kind === "end") this.#order.end(signal.index);
    else this.#stray = true;
    this.#wakers.wake();
  }

  /** The first missing message is waited for, however many come behind it. */
  async #wait(missing: number): Promise<"over" | "changed"> {
    if (this.#patience?.missing !== missing) {
      this.#patience = { missing, over: delay(PATIENCE).then(() => "over") };
    }
    return Promise.race([this.#wakers.wait().then(() => "changed" as const), this.#patience.over]);
  }
}

/** How long, in milliseconds, a missing message is waited for. */
export const PATIENCE = 5_000;

function error(code: Code, message: string): IteratorYieldResult<MillstreamError> {
  return { done: false, value: new MillstreamError({ code, message }) };
}
