import {
  CANCEL,
  type CancelRequest,
  DRAIN,
  type DrainRequest,
  type Frame,
  type OutletArgument,
} from "@millstream/contract";
import { envelope } from "../playback/envelope.ts";
import type { Arguments, Line, Signal, Transport } from "../transport.ts";

/** An asker who waits for an answer. */
interface Asker {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (why: unknown) => void;
}

/** What becomes of a question. */
export type Answer = { readonly answer: unknown } | { readonly refusal: unknown };

/** The page of a receiving end: it carries what a script says, and remembers what it was asked. */
export class Page implements Transport {
  /** How many commands opened a stream. */
  starts = 0;
  readonly #handlers = new Map<number, (signal: Signal) => void>();
  readonly #drains: (Asker & { readonly after: number })[] = [];
  readonly #cancels: Asker[] = [];
  #ids = 0;
  #rung = 0;
  #outlet: OutletArgument | undefined;

  /** Carries a ring. */
  ring(frame: Frame<number> | undefined): void {
    this.#signal({ kind: "message", index: this.#rung, body: this.body(frame) });
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

  /** A frame on the wire that was asked for; with none, what is no frame on any. */
  body(frame: Frame<number> | undefined): unknown {
    if (!frame) return "{";
    return this.#outlet?.wire === "bytes" ? envelope(JSON.stringify(frame), []) : frame;
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
    if (command === DRAIN) {
      const { after } = this.#known(args.request as DrainRequest);
      return new Promise((resolve, reject) => this.#drains.push({ after, resolve, reject }));
    }
    if (command === CANCEL) {
      this.#known(args.request as CancelRequest);
      return new Promise((resolve, reject) => this.#cancels.push({ resolve, reject }));
    }
    this.#outlet = Object.values(args).find(isOutlet);
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
    if (request.key !== this.#outlet?.key) throw { code: "unknown_key", message: "" } as unknown as Error;
    return request;
  }

  #signal(signal: Signal): void {
    const id = Number(this.#outlet?.channel.slice("__CHANNEL__:".length));
    this.#handlers.get(id)?.(signal);
  }
}

function settle([asker]: readonly Asker[], answer: Answer): boolean {
  if ("answer" in answer) asker?.resolve(answer.answer);
  else asker?.reject(answer.refusal);
  return asker !== undefined;
}

function isOutlet(argument: unknown): argument is OutletArgument {
  return typeof argument === "object" && argument !== null && "channel" in argument;
}
