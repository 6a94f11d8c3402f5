/** Sockets that answer drains as a backend does, with faults to order. */
import { DRAIN } from "@millstream/contract";
import type { Connect, SocketEvents } from "../../src/lane/socket.ts";
import type { Arguments } from "../../src/transport.ts";
import type { Backend } from "./backend.ts";

/** What goes wrong. */
export interface SocketFaults {
  /** None can be opened. */
  closed?: boolean;
  /** They say that there is no frame. */
  empty?: boolean;
  /** They hear, and never answer. */
  mute?: boolean;
}

export class Sockets {
  readonly faults: SocketFaults;
  /** How many were asked for. */
  opened = 0;
  /** How many drains they were asked. */
  asked = 0;
  /** How many of them the backend was asked. */
  answered = 0;
  readonly #backend: Backend;
  #events: SocketEvents | undefined;

  constructor(backend: Backend, faults: SocketFaults = {}) {
    this.#backend = backend;
    this.faults = { ...faults };
    backend.answer = { url: "ws://127.0.0.1:1/secret" };
  }

  readonly connect: Connect = async (url, events) => {
    this.opened += 1;
    if (this.faults.closed || url !== "ws://127.0.0.1:1/secret") throw new Error("closed");
    this.#events = events;
    return {
      send: (text) => void this.#answer(text, events),
      close: () => {
        this.#events = undefined;
      },
    };
  };

  /** Whether one is open. */
  get open(): boolean {
    return this.#events !== undefined;
  }

  /** The other side closes the one that is open. */
  cut(): void {
    this.#events?.closed();
  }

  async #answer(text: string, events: SocketEvents): Promise<void> {
    this.asked += 1;
    if (this.faults.mute) return;
    if (!this.faults.empty) this.answered += 1;
    const frame = this.faults.empty
      ? ""
      : await this.#backend.invoke(DRAIN, JSON.parse(text) as Arguments).then(JSON.stringify, () => "");
    if (this.#events === events) events.message(frame);
  }
}
