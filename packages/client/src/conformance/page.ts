import {
  ATTACH,
  type AttachRequest,
  CANCEL,
  type CancelRequest,
  DRAIN,
  type DrainRequest,
  type OutletArgument,
  type Wire,
} from "@millstream/contract";
import { envelope } from "../playback/envelope.ts";
import type { Arguments, Line, Signal, Transport } from "../transport.ts";
import type { Parcels } from "./script.ts";

/** An asker who waits for an answer. */
interface Asker {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (why: unknown) => void;
}

/** What becomes of a question. */
export type Answer = { readonly answer: unknown } | { readonly refusal: unknown };

/** The page of a receiving end: it carries what a script says, and remembers what it was asked. */
export class Page implements Transport {
  /** The stream's name, for who attaches to it. */
  key: string;
  /** How many commands opened a stream. */
  starts = 0;
  readonly #handlers = new Map<number, (signal: Signal) => void>();
  readonly #drains: (Asker & { readonly after: number })[] = [];
  readonly #cancels: Asker[] = [];
  readonly #attaches: (Asker & { readonly after: number | null })[] = [];
  #ids = 0;
  #rung = 0;
  #asked = 0;
  #channel = "";
  #wire: Wire = "json";

  /** One on which nobody reads the stream yet, where there is a stream already. */
  constructor(key = "") {
    this.key = key;
  }

  /** Carries a ring. */
  ring(parcels: Parcels | undefined): void {
    this.#signal({ kind: "message", index: this.#rung, body: this.body(parcels) });
    this.#rung += 1;
  }

  /** The channel tells its end. */
  close(): void {
    this.#signal({ kind: "end", index: this.#rung });
  }

  /** Answers the drain that was asked behind this frame; says whether there is one. */
  drained(after: number, answer: Answer): boolean {
    const place = this.#drains.findIndex((drain) => drain.after === after);
    return place >= 0 && settle(this.#drains.splice(place, 1), answer);
  }

  /** Answers the first cancel; says whether there is one. */
  cancelled(answer: Answer): boolean {
    return settle(this.#cancels.splice(0, 1), answer);
  }

  /** Answers the first attach; says whether there is one. */
  attached(answer: Answer): boolean {
    return settle(this.#attaches.splice(0, 1), answer);
  }

  /** Whether a frame can be carried on the wire that was asked for. */
  canCarry({ attachments }: Parcels): boolean {
    return attachments.length === 0 || this.#wire === "bytes";
  }

  /** A frame on the wire that was asked for; with none, what is no frame on any. */
  body(parcels: Parcels | undefined): unknown {
    if (!parcels) return "{";
    const { frame, attachments } = parcels;
    return this.#wire === "bytes" ? envelope(JSON.stringify(frame), attachments) : frame;
  }

  /** Whether no more was asked since the last call than a step can lead to. */
  isCalm(): boolean {
    const asked = this.#asked;
    this.#asked = 0;
    return asked <= ENOUGH;
  }

  /** The attaches that wait for an answer, by the frames behind which they go on. */
  get attaches(): (number | null)[] {
    return this.#attaches.map(({ after }) => after);
  }

  /** The drains that wait for an answer, by the frames that they acknowledge. */
  get asks(): number[] {
    return this.#drains.map(({ after }) => after);
  }

  get cancels(): number {
    return this.#cancels.length;
  }

  get callbacks(): number {
    return this.#handlers.size;
  }

  async invoke(command: string, args: Arguments): Promise<unknown> {
    this.#asked += 1;
    if (this.#asked > ENOUGH) return new Promise(() => undefined);
    if (command === DRAIN) {
      const { after } = this.#known(args.request as DrainRequest);
      return new Promise((resolve, reject) => this.#drains.push({ after, resolve, reject }));
    }
    if (command === CANCEL) {
      this.#known(args.request as CancelRequest);
      return new Promise((resolve, reject) => this.#cancels.push({ resolve, reject }));
    }
    if (command === ATTACH) {
      const { channel, wire, after = null } = this.#known(args.request as AttachRequest);
      [this.#channel, this.#wire] = [channel, wire];
      return new Promise((resolve, reject) => this.#attaches.push({ after, resolve, reject }));
    }
    const outlet = Object.values(args).find(isOutlet);
    if (outlet) [this.#channel, this.key, this.#wire] = [outlet.channel, outlet.key, outlet.wire];
    this.starts += 1;
    return null;
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

  #known<R extends { readonly key: string }>(request: R): R {
    // Tauri rejects with what the command answered, whatever that is.
    if (request.key !== this.key) throw { code: "unknown_key", message: "" } as unknown as Error;
    return request;
  }

  #signal(signal: Signal): void {
    const id = Number(this.#channel.slice("__CHANNEL__:".length));
    this.#handlers.get(id)?.(signal);
  }
}

/** No step leads to more questions. Who asks on would do so for ever, and gets no answer. */
const ENOUGH = 1_000;

function settle([asker]: readonly Asker[], answer: Answer): boolean {
  if ("answer" in answer) asker?.resolve(answer.answer);
  else asker?.reject(answer.refusal);
  return asker !== undefined;
}

function isOutlet(argument: unknown): argument is OutletArgument {
  return typeof argument === "object" && argument !== null && "channel" in argument;
}
