/** A second lane for frames: a socket of this machine, where more gets through than by Tauri's own way. */
import { DRAIN, LANE, type Lane as Offer } from "@millstream/contract";
import { invokeOn } from "./invoke.ts";
import { Road } from "./lane/road.ts";
import { type Connect, connect } from "./lane/socket.ts";
import { type Arguments, type Transport, transport } from "./transport.ts";

/**
 * A transport that drains over a second lane, where the application offers one. All else goes over `base`, and
 * so do drains until the lane is open, whenever it has no answer, and when there is none: a drain that is asked
 * again answers the same, so nothing is lost on the way from one to the other.
 *
 * `install(lane())`, once, before the first stream is opened.
 */
export function lane(base: Transport = transport(), how: Connect = connect): Transport {
  const lane = new Lane(base, how);
  return {
    invoke: (command, args) => (command === DRAIN ? lane.drain(args) : base.invoke(command, args)),
    register: (handler) => base.register(handler),
    label: () => base.label(),
  };
}

class Lane {
  readonly #base: Transport;
  readonly #connect: Connect;
  #state: "closed" | "opening" | "none" | Road = "closed";

  constructor(base: Transport, how: Connect) {
    this.#base = base;
    this.#connect = how;
  }

  async drain(args: Arguments): Promise<unknown> {
    const question = JSON.stringify(args);
    if (this.#state === "closed") void this.#open();
    if (!(this.#state instanceof Road)) return this.#base.invoke(DRAIN, args);
    return (await this.#state.ask(question)) ?? this.#base.invoke(DRAIN, args);
  }

  async #open(): Promise<void> {
    this.#state = "opening";
    try {
      const { url } = (await invokeOn(this.#base, LANE, {})) as Offer;
      const road = new Road(() => {
        // One that never led anywhere is not tried again.
        this.#state = road.answered ? "closed" : "none";
      });
      await road.connect(url, this.#connect);
      this.#state = road;
    } catch {
      // None is offered, or the page may not use it. Tauri's own way is still there.
      this.#state = "none";
    }
  }
}
