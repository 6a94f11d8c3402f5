/** A backend that keeps the protocol of `crates/flow`, in memory, with faults to order. */
import {
  ATTACH,
  type Attached,
  type AttachRequest,
  CANCEL,
  type CancelRequest,
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
import { type AttachOptions, attach, type Inlet, type Options, open } from "../../src/index.ts";
import type { Arguments, Line, Signal, Transport } from "../../src/transport.ts";
import type { Faults } from "./faults.ts";
import { NOTHING, Outlet, refuse } from "./outlet.ts";
import { settle, sleep } from "./reading.ts";

/** The stream of these tests: whole numbers. */
export const count: Stream<number, number> = { command: "count" };

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

function isOutlet(argument: unknown): argument is OutletArgument {
  return typeof argument === "object" && argument !== null && "channel" in argument;
}
