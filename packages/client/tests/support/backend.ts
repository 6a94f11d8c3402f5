/** A backend that keeps the protocol of `crates/flow`, in memory, with faults to order. */
import {
  type Account,
  ATTACH,
  type Attached,
  type AttachRequest,
  CANCEL,
  type CancelRequest,
  type Code,
  DRAIN,
  type DrainRequest,
  type End,
  type Frame,
  LIST,
  type OutletArgument,
  type Stream,
  type StreamInfo,
  type Error as WireError,
} from "@millstream/contract";
import { vi } from "vitest";
import { type AttachOptions, attach, type Inlet, type Options, open } from "../../src/index.ts";
import type { Arguments, Line, Signal, Transport } from "../../src/transport.ts";

/** The stream of these tests: whole numbers. */
export const count: Stream<number, number> = { command: "count" };

/** What goes wrong. */
export interface Faults {
  /** What each drain does, in order; those behind go well. */
  drains?: Fault[];
  /** What each cancel is refused with, in order. */
  cancels?: WireError[];
  /** What every command that is no stream's is refused with. */
  refusal?: unknown;
  /** The start, or attaching, is answered and begun so late, in milliseconds. */
  late?: number;
  /** The start is answered so much later than it begins, in milliseconds. */
  slow?: number;
  /** The start is refused with this after it has begun. */
  regret?: unknown;
  /** Nothing ever rings. */
  silent?: boolean;
  /** Every ring is an empty bell, as if frames were large. */
  bells?: boolean;
  /** Every ring comes twice. */
  doubled?: boolean;
  /** No ring can be read. */
  garbled?: boolean;
  /** How long each answer takes, in milliseconds; those behind take none. */
  delays?: number[];
}

/**
 * What a drain does instead of answering: the request never reached the backend; the backend did it, and
 * its answer was lost, or is no frame; the backend refuses it.
 */
export type Fault = "none" | "request" | "answer" | "garbled" | { readonly refused: Code };

export const NOTHING: Account = { offered: 0, delivered: 0, coalesced: 0, dropped: 0, discarded: 0 };

export class Backend implements Transport {
  readonly calls: { readonly command: string; readonly args: Arguments }[] = [];
  /** What commands that are no stream's answer. */
  answer: unknown = null;
  readonly #faults: Faults;
  readonly #handlers = new Map<number, (signal: Signal) => void>();
  readonly #outlets = new Map<string, Outlet>();
  readonly #keys: { readonly name: string; readonly key: string }[] = [];
  /** A stream that another web view shares. */
  #elsewhere: string | undefined;
  #ids = 0;
  /** The page's number: one that is gone is not heard. */
  #pages = 0;

  constructor(faults: Faults = {}) {
    this.#faults = { ...faults };
  }

  /** Opens the stream `count` and lets it begin. */
  async open(options: Options = {}): Promise<Inlet<number>> {
    const inlet = open(count, 0, { pace: "eager", transport: this.page, ...options });
    await settle();
    return inlet;
  }

  /** Attaches to the stream `count`, and lets that happen. */
  async attach(key: string, options: AttachOptions = {}): Promise<Inlet<number>> {
    const inlet = attach(count, key, { pace: "eager", transport: this.page, ...options });
    await settle();
    return inlet;
  }

  /** The page is loaded anew: what it held is gone, and nobody was told. */
  reload(): void {
    this.#pages += 1;
    this.#handlers.clear();
  }

  /** The page that is there now. */
  get page(): Transport {
    const page = this.#pages;
    const there = () => {
      if (page !== this.#pages) refuse({ code: "not_tauri", message: "The page is gone." });
    };
    return {
      invoke: async (command, args) => {
        there();
        const answer = await this.invoke(command, args, there);
        there();
        return answer;
      },
      register: (handler) => this.register(handler),
      label: () => this.label(),
    };
  }

  /** Another web view shares a stream. */
  share(): string {
    this.#elsewhere = "7".repeat(32);
    this.#keys.push({ name: "outlet", key: this.#elsewhere });
    return this.#elsewhere;
  }

  /** The producer offers these. */
  offer(items: readonly unknown[], name = "outlet"): void {
    for (const item of items) {
      this.#on(name, (outlet) => {
        outlet.account = { ...outlet.account, offered: outlet.account.offered + 1 };
        outlet.buffer.push(item);
      });
    }
  }

  /** The producer is done. */
  finish(name = "outlet"): void {
    this.#on(name, (outlet) => {
      outlet.end ??= { event: "finished", data: { account: NOTHING } };
    });
  }

  /** The producer fails. */
  fail(error: WireError): void {
    this.#on("outlet", (outlet) => {
      outlet.end = { event: "failed", data: { account: NOTHING, ...error } };
    });
  }

  /** The stream is cancelled from elsewhere. */
  cancelElsewhere(): void {
    this.#cancel({ key: this.#key("outlet") });
  }

  /** Rings a signal of the test's own. */
  ring(signal: Signal): void {
    this.#handlers.get(Math.max(...this.#handlers.keys()))?.(signal);
  }

  /** How many callbacks the page holds. */
  get callbacks(): number {
    return this.#handlers.size;
  }

  /** What a command was called with, each time. */
  called(command: string): Arguments[] {
    return this.calls.filter((call) => call.command === command).map(({ args }) => args);
  }

  /** What the producer offered and the page did not yet take. */
  get buffered(): number {
    return [...this.#outlets.values()].reduce((sum, outlet) => sum + outlet.buffer.length, 0);
  }

  async invoke(command: string, args: Arguments, there: () => void = () => undefined): Promise<unknown> {
    this.calls.push({ command, args });
    const wait = this.#faults.delays?.shift() ?? 0;
    const answer = await this.#run(command, args, there);
    await sleep(wait);
    return answer;
  }

  register(handler: (signal: Signal) => void): Line {
    this.#ids += 1;
    const id = this.#ids;
    this.#handlers.set(id, handler);
    return { id, close: () => this.#handlers.delete(id) };
  }

  label(): string {
    return "main";
  }

  async #run(command: string, args: Arguments, there: () => void): Promise<unknown> {
    const { request } = args;
    if (command === DRAIN) {
      const fault = this.#faults.drains?.shift() ?? "none";
      if (typeof fault === "object") refuse({ code: fault.refused, message: "refused" });
      if (fault === "request") refuse("the request was lost");
      const frame = this.#drain(request as DrainRequest);
      if (fault === "answer") refuse("the answer was lost");
      return fault === "garbled" ? '{"seq":' : frame;
    }
    if (command === CANCEL) {
      const refused = this.#faults.cancels?.shift();
      if (refused) refuse(refused);
      return this.#cancel(request as CancelRequest);
    }
    if (command === LIST) return this.#list();
    await sleep(this.#faults.late ?? 0);
    there();
    if (command === ATTACH) return this.#attach(request as AttachRequest);
    if (this.#faults.refusal !== undefined) refuse(this.#faults.refusal);
    for (const [name, argument] of Object.entries(args)) {
      if (name !== "request" && isOutlet(argument)) this.#start(name, argument);
    }
    await sleep(this.#faults.slow ?? 0);
    if (this.#faults.regret !== undefined) refuse(this.#faults.regret);
    return this.answer;
  }

  #start(name: string, { channel, key }: OutletArgument): void {
    this.#keys.push({ name, key });
    this.#outlets.set(key, new Outlet(Number(channel.slice("__CHANNEL__:".length))));
  }

  #key(name: string): string {
    return this.#keys.findLast((known) => known.name === name)?.key ?? "";
  }

  #outlet(key: string): Outlet {
    const outlet = this.#outlets.get(key);
    if (outlet) return outlet;
    if (key === this.#elsewhere) refuse({ code: "foreign_stream", message: "It is another's." });
    return refuse({ code: "unknown_key", message: "No stream has this key." });
  }

  #attach({ channel, key, after }: AttachRequest): Attached {
    const callback = Number(channel.slice("__CHANNEL__:".length));
    if (key === this.#elsewhere) {
      if (!this.#outlets.has(key)) this.#outlets.set(key, new Outlet(callback));
      return { after: 0 };
    }
    return { after: this.#outlet(key).attach(callback, after) };
  }

  #list(): StreamInfo[] {
    const info = { command: "count", own: true };
    return this.#keys.map(({ name, key }) => ({ ...info, key, argument: name, after: 0 }));
  }

  #on(name: string, act: (outlet: Outlet) => void): void {
    const outlet = this.#outlet(this.#key(name));
    if (outlet.over) return;
    act(outlet);
    const rung = outlet.ring(this.#faults.bells ?? false);
    if (!rung || this.#faults.silent) return;
    const { index, frame } = rung;
    const body = this.#faults.garbled ? "{" : frame;
    for (const _ of this.#faults.doubled ? [1, 2] : [1]) {
      this.#later(outlet.callback, { kind: "message", index, body });
    }
  }

  #drain({ key, after }: DrainRequest): Frame<unknown> {
    const outlet = this.#outlet(key);
    const { over } = outlet;
    const frame = outlet.drain(after);
    if (outlet.over && !over) this.#close(outlet);
    return frame;
  }

  #cancel({ key }: CancelRequest): End {
    const outlet = this.#outlet(key);
    const { over } = outlet;
    outlet.over = true;
    outlet.account = { ...outlet.account, discarded: outlet.account.discarded + outlet.buffer.length };
    outlet.buffer = [];
    outlet.end ??= { event: "cancelled", data: { account: NOTHING } };
    if (!over) this.#close(outlet);
    return outlet.told(outlet.end);
  }

  #close(outlet: Outlet): void {
    this.#later(outlet.callback, { kind: "end", index: outlet.rung });
  }

  #later(callback: number, signal: Signal): void {
    void sleep(0).then(() => this.#handlers.get(callback)?.(signal));
  }
}

/** A producer's end. */
class Outlet {
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

/** Lets everything run that can, in virtual time, until nothing is left to do for a while. */
export async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(10);
}

/** Waits while virtual time passes as it is needed. */
export async function within<T>(promise: Promise<T>): Promise<T> {
  let over = false;
  const done = () => {
    over = true;
  };
  promise.then(done, done);
  // What can run without time passing runs first.
  await vi.advanceTimersByTimeAsync(0);
  while (!over) {
    if (vi.getTimerCount() === 0) throw new Error("nothing can run any more, and no timer is left");
    await vi.advanceTimersToNextTimerAsync();
    await vi.advanceTimersByTimeAsync(0);
  }
  return promise;
}

/** Reads a stream to its end: its items, and what it threw. */
export async function read<T>(stream: AsyncIterable<T>): Promise<unknown[]> {
  const items: unknown[] = [];
  const reading = async () => {
    try {
      for await (const item of stream) items.push(item);
    } catch (error) {
      items.push(error);
    }
  };
  await within(reading());
  return items;
}

/** Reads so many items. */
export async function take<T>(iterator: AsyncIterator<T>, items: number): Promise<T[]> {
  const taken: T[] = [];
  while (taken.length < items) {
    const { done, value } = await within(iterator.next());
    if (done) throw new Error(`only ${taken.length} came`);
    taken.push(value);
  }
  return taken;
}

/** Whole numbers from one to before the other. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Tauri rejects with what the command answered, whatever that is. */
function refuse(rejection: unknown): never {
  throw rejection as Error;
}

function isOutlet(argument: unknown): argument is OutletArgument {
  return typeof argument === "object" && argument !== null && "channel" in argument;
}
