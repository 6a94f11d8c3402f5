/** A stream in the backend of these tests. */
import type { Account, End, Frame } from "@millstream/contract";

/** A producer's end. */
export class Outlet {
  callback: number;
  rung = 0;
  buffer: unknown[] = [];
  end: End | undefined;
  over = false;
  account: Account = NOTHING;
  #armed = true;
  #seq = 0;
  #unacked: Frame<unknown> | undefined;
  #told = false;

  constructor(callback: number) {
    this.callback = callback;
  }

  ring(bells: boolean): { index: number; frame: Frame<unknown> } | undefined {
    if (!this.#armed) return undefined;
    this.#armed = false;
    this.rung += 1;
    const bell = { seq: this.#seq, items: [], more: true };
    return { index: this.rung - 1, frame: bells ? bell : this.#form() };
  }

  drain(after: number): Frame<unknown> {
    const empty = { seq: this.#seq, items: [], more: false };
    if (this.over) return this.end ? { ...empty, end: this.told(this.end) } : empty;
    if (after === this.#seq) {
      this.#unacked = undefined;
      if (this.#told) {
        this.over = true;
        return this.drain(after);
      }
      if (this.buffer.length > 0 || this.end) return this.#form();
      this.#armed = true;
      return empty;
    }
    if (this.#unacked && after + 1 === this.#seq) return this.#unacked;
    return refuse({ code: after > this.#seq ? "future_frame" : "stale_frame", message: "out of step" });
  }

  attach(callback: number, from?: number): number {
    const acknowledged = this.#seq - (this.#unacked ? 1 : 0);
    const after = from ?? acknowledged;
    if (after > this.#seq || (after < acknowledged && !this.over)) {
      refuse({ code: after > this.#seq ? "future_frame" : "stale_frame", message: "out of step" });
    }
    this.callback = callback;
    this.rung = 0;
    this.#armed = false;
    return after;
  }

  told(end: End): End {
    return { ...end, data: { ...end.data, account: this.account } } as End;
  }

  #form(): Frame<unknown> {
    this.#seq += 1;
    const items = this.buffer;
    this.buffer = [];
    this.account = { ...this.account, delivered: this.account.delivered + items.length };
    this.#told = this.end !== undefined;
    const frame = { seq: this.#seq, items, more: false };
    this.#unacked = this.end ? { ...frame, end: this.told(this.end) } : frame;
    return this.#unacked;
  }
}

export const NOTHING: Account = { offered: 0, delivered: 0, coalesced: 0, dropped: 0, discarded: 0 };

/** Tauri rejects with what the command answered, whatever that is. */
export function refuse(rejection: unknown): never {
  throw rejection as Error;
}
