/** Tauri's events: for what everybody may hear, and what needs no flow control. */
import type { Broadcast } from "@millstream/contract";
import { errorOf, type MillstreamError } from "./error.ts";
import { invokeOn } from "./invoke.ts";
import { type Line, type Transport, transport } from "./transport.ts";
import { Wakers } from "./wakers.ts";

/** Listens to an event: to what is sent to everyone, and to what is sent to this web view alone. */
export function listen<T>(event: string): Listener<T> {
  const label = transport().label();
  return listenTo(label === undefined ? { kind: "Any" } : { kind: "AnyLabel", label }, event);
}

/** Listens to what the contract broadcasts; as `listen`. */
export function hear<T>(broadcast: Broadcast<T>): Listener<T> {
  return listen(broadcast.event);
}

/** Listens to an event that is sent to this target, or to everyone. */
export function listenTo<T>(target: Target, event: string): Listener<T> {
  return new Listener(transport(), target, event);
}

/** Sends an event to everyone. Rejects when its name has characters that Tauri does not take. */
export async function emit(event: string, payload?: unknown): Promise<void> {
  await invokeOn(transport(), "plugin:event|emit", { event, payload });
}

/** Sends an event to one target. Rejects as `emit`. */
export async function emitTo(target: Target, event: string, payload?: unknown): Promise<void> {
  await invokeOn(transport(), "plugin:event|emit_to", { target, event, payload });
}

/** An event. */
export interface Event<T> {
  /** Its name. */
  readonly event: string;
  /** The listener's id. */
  readonly id: number;
  /** What it carries. */
  readonly payload: T;
}

/** Whom an event is sent to; as Tauri names it. */
export type Target =
  | { readonly kind: "Any" | "App" }
  | { readonly kind: "AnyLabel" | "Window" | "Webview" | "WebviewWindow"; readonly label: string };

/**
 * The events of one name, in order. When Tauri refuses to listen, reading throws why. Events that are not
 * read wait here. Closing it, or leaving a loop over it, stops listening.
 */
export class Listener<T> implements AsyncIterableIterator<Event<T>> {
  readonly #wakers = new Wakers();
  readonly #events: Event<T>[] = [];
  #failure: MillstreamError | undefined;
  #listening = false;
  #closed = false;

  /** @internal Use `listen` or `listenTo`. */
  constructor(transport: Transport, target: Target, event: string) {
    this.#listen(transport, target, event).catch((error: unknown) => {
      this.#failure = errorOf(error);
      this.#wakers.wake();
    });
  }

  /** Itself: it is read once. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The next event. Waits for it; done when the listener is closed. Rejects when Tauri refuses to listen. */
  async next(): Promise<IteratorResult<Event<T>, undefined>> {
    while (!this.#closed) {
      const event = this.#events.shift();
      if (event) return { done: false, value: event };
      if (this.#failure) {
        this.#closed = true;
        throw this.#failure;
      }
      await this.#wakers.wait();
    }
    return { done: true, value: undefined };
  }

  /**
   * Waits until Tauri listens, or has refused to, which reading tells. What happens from then on is heard: who asks
   * now for what was before misses nothing in between.
   */
  async listening(): Promise<void> {
    while (!this.#listening && !this.#failure && !this.#closed) await this.#wakers.wait();
  }

  /** As `close`: a loop over it was left. */
  return(): Promise<IteratorResult<Event<T>, undefined>> {
    this.close();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Stops listening. */
  close(): void {
    this.#closed = true;
    this.#wakers.wake();
  }

  /**
   * Listens until the listener is closed. The callback goes last: Tauri would warn on the console of events
   * that come meanwhile.
   */
  async #listen(transport: Transport, target: Target, event: string): Promise<void> {
    const line: Line = transport.register((signal) => {
      if (signal.kind === "plain" && !this.#closed) this.#events.push(signal.body as Event<T>);
      this.#wakers.wake();
    });
    try {
      const eventId = await invokeOn(transport, "plugin:event|listen", { event, target, handler: line.id });
      this.#listening = true;
      this.#wakers.wake();
      while (!this.#closed) await this.#wakers.wait();
      // No one is left who could be told that this fails.
      await invokeOn(transport, "plugin:event|unlisten", { event, eventId }).catch(() => undefined);
    } finally {
      line.close();
    }
  }
}
