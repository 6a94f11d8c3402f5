/** A small receiving end, and what can be wrong with one. */
import { ATTACH, type Attached, CANCEL, DRAIN, type End } from "@millstream/contract";
import type { Page, Reader } from "../../src/conformance.ts";
import { decode, type Received } from "../../src/frame.ts";
import { argumentOf, type Line, type Signal } from "../../src/transport.ts";
import { sleep } from "./reading.ts";

/** Defects, each with the rule that catches it. */
export const RULES = {
  "loses the last item": "lossless",
  "delivers after a cancel": "1.8",
  "takes late frames after a cancel": "2.8",
  "ends twice": "1.7",
  "re-enters the reader": "1.3",
  "keeps its callback after the end": "1.6",
  "keeps its callback after a cancel": "3.13",
  "asks ahead": "1.1",
  "swallows the end of a busy reader": "2.9",
  "swallows the failure of a busy reader": "2.10",
  "finishes where it failed": "1.4",
  "misses what rings meanwhile": "2.11",
  reorders: "order",
  "reads twice after a retry": "once",
  "gives up at once": "retry",
  "forgets the bell": "bell",
  "does not tell the producer of a cancel": "3.12",
  "tells the producer late": "3.5",
  "counts wrong": "account",
  "asks after a cancel": "3.6",
  "cancels twice": "3.7",
  "stalls when its reader throws": "2.13",
  "opens twice": "2.12",
  "takes any answer": "3.8",
  "asks again for ever": "error",
  "misses an end from elsewhere": "elsewhere",
  "waits for a ring after an attach": "attach",
  "forgets how far it came": "attach",
  "starts over after an attach": "attach",
  "keeps its callback when refused": "attach",
  "loses what rings before it is attached": "attach",
  "waits for other readers": "readers",
  "cancels for other readers": "readers",
  "loses raw bytes": "attachments",
  "mixes raw bytes up": "attachments",
  "asks without end": "bell",
} as const;

export type Defect = keyof typeof RULES;

const KEY = "00000000000000000000000000000007";

export class Model {
  readonly #page: Page;
  readonly #reader: Reader;
  readonly #defect: Defect | undefined;
  /** Who reads the same stream on another page. */
  readonly #first: Model | undefined;
  readonly #line: Line;
  #after = 0;
  #due = false;
  #asking = false;
  #busy = false;
  #inbox: (readonly [number, readonly Uint8Array[]])[] = [];
  #end: End | Error | undefined;
  #cancelled = false;
  #over = false;
  /** An attach is under way, or was refused. */
  #detached = false;
  #changed: () => void = () => undefined;
  #change = this.#next();

  constructor(page: Page, reader: Reader, defect?: Defect, first?: Model) {
    this.#page = page;
    this.#reader = reader;
    this.#defect = defect;
    this.#first = first;
    this.#line = page.register((signal) => this.#rung(signal));
    void this.#read();
    if (this.#is("re-enters the reader")) void this.#read();
  }

  static open(page: Page, reader: Reader, defect?: Defect): Model {
    const model = new Model(page, reader, defect);
    const outlet = { channel: argumentOf(model.#line), key: KEY, wire: "bytes" };
    for (const _ of model.#is("opens twice") ? [1, 2] : [1]) void page.invoke("numbers", { outlet });
    return model;
  }

  attach(page: Page, reader: Reader, after: number | undefined): Model {
    const model = new Model(page, reader, this.#defect, this);
    model.#detached = true;
    void model.#attach(this.#is("forgets how far it came") ? undefined : after);
    return model;
  }

  cancel(): void {
    if (this.#is("cancels for other readers")) this.#first?.cancel();
    if ((this.#cancelled || this.#over) && !this.#is("cancels twice")) return;
    this.#cancelled = true;
    if (!this.#is("delivers after a cancel")) this.#inbox = [];
    this.#wake();
    if (!this.#is("does not tell the producer of a cancel")) void this.#stop();
  }

  #is(defect: Defect): boolean {
    return this.#defect === defect;
  }

  /** Hands items over, tells the end, and asks for more, for as long as it goes. */
  async #read(): Promise<void> {
    for (;;) {
      const next = this.#inbox.shift();
      if (next !== undefined) {
        while (this.#isHeldUp) await this.#change;
        this.#busy = true;
        const goesOn = await this.#reader.parcel(...next).catch(() => false);
        this.#busy = false;
        if (!goesOn && this.#is("stalls when its reader throws")) return;
        if (!goesOn) this.cancel();
        continue;
      }
      if (this.#tell()) return;
      const goesOn = !this.#cancelled || this.#is("asks after a cancel");
      if (goesOn && this.#due && !this.#end && !this.#asking) await this.#drain(this.#after);
      else await this.#change;
    }
  }

  /** Tells the end, if there is one and the reader is done with all before it. */
  #tell(): boolean {
    const end = this.#end;
    if (!end || this.#over || this.#cancelled) return false;
    this.#over = true;
    this.#told(end);
    if (this.#detached) {
      this.#hangUp("keeps its callback when refused");
      return true;
    }
    const asked =
      end instanceof Error
        ? this.#ask(CANCEL, { key: KEY })
        : this.#ask(DRAIN, { key: KEY, after: this.#after });
    const hangUp = () => this.#hangUp("keeps its callback after the end");
    asked.then(hangUp, hangUp);
    return !this.#is("ends twice");
  }

  #told(end: End | Error): void {
    this.#reader.over(end instanceof Error ? end : this.#altered(end));
  }

  #altered(end: End): End {
    const { account } = end.data;
    if (end.event === "failed" && this.#is("finishes where it failed"))
      return { event: "finished", data: { account } };
    if (end.event === "finished" && this.#is("counts wrong"))
      return { event: "finished", data: { account: { ...account, delivered: account.delivered + 1 } } };
    return end;
  }

  async #drain(after: number): Promise<void> {
    this.#due = false;
    this.#asking = true;
    try {
      const frame = decode<number>(await this.#ask(DRAIN, { key: KEY, after }));
      const isBell = frame.items.length === 0 && !frame.end;
      if (isBell && frame.seq === after) this.#due ||= frame.more;
      else if (frame.seq > after + 1 && !this.#is("takes any answer")) this.#due = true;
      else if (frame.seq > after || (frame.end && !this.#is("misses an end from elsewhere")))
        this.#take(frame);
    } catch (error) {
      await this.#failed(after, error);
    }
    this.#asking = false;
    this.#wake();
  }

  async #failed(after: number, error: unknown): Promise<void> {
    const refused = (error as { readonly code?: unknown }).code === "stale_frame";
    if ((refused && !this.#is("asks again for ever")) || this.#is("gives up at once")) {
      this.#end = Object.assign(new Error("it broke off"), error);
      return;
    }
    if (this.#is("reads twice after a retry")) this.#inbox.push([after, []]);
    await sleep(50);
    this.#due = true;
  }

  #rung(signal: Signal): void {
    if (this.#busy && this.#is("misses what rings meanwhile")) return;
    if (this.#detached && this.#is("loses what rings before it is attached")) return;
    const frame = signal.kind === "message" ? decoded(signal.body) : undefined;
    const after = this.#after;
    const isNews = frame && (frame.items.length > 0 || frame.end !== undefined);
    if (!frame && this.#is("asks without end")) void this.#askWithoutEnd();
    else if (!isNews || (frame.seq > after + 1 && !this.#is("reorders")))
      this.#due ||= !this.#is("forgets the bell");
    else if (frame.seq > after) this.#take(frame);
    if (this.#is("asks ahead")) void this.#drain(after + 1);
    this.#wake();
  }

  /** Takes the next frame, however it came. */
  #take({ seq, items, end, attachments }: Received<number>): void {
    const ended = this.#end && !this.#is("ends twice");
    const left = this.#cancelled && !this.#is("takes late frames after a cancel");
    if ((seq <= this.#after && !end) || ended || left) return;
    this.#after = seq;
    this.#due = true;
    const taken = end && this.#is("loses the last item") ? items.slice(0, -1) : items;
    const bulk = (place: number) => (this.#is("loses raw bytes") ? [] : attachments(place));
    const mixed = this.#is("mixes raw bytes up");
    this.#inbox.push(
      ...taken.map((item, place) => [item, bulk(mixed ? taken.length - 1 - place : place)] as const),
    );
    const swallows =
      end?.event === "failed" ? "swallows the failure of a busy reader" : "swallows the end of a busy reader";
    if (!end || (this.#is(swallows) && this.#inbox.length > 0)) return;
    this.#end = end;
    this.#over = false;
  }

  async #stop(): Promise<void> {
    while (this.#is("tells the producer late") && this.#asking) await this.#change;
    for (;;) {
      try {
        this.#told((await this.#ask(CANCEL, { key: KEY })) as End);
        return this.#hangUp("keeps its callback after a cancel");
      } catch {
        await sleep(50);
      }
    }
  }

  get #isHeldUp(): boolean {
    const first = this.#is("waits for other readers") ? this.#first : undefined;
    return first ? first.#busy : false;
  }

  /** Goes on behind the frame that the answer names. */
  async #attach(after: number | undefined): Promise<void> {
    const channel = argumentOf(this.#line);
    try {
      const request = { channel, key: this.#page.key, wire: "bytes", ...(after !== undefined && { after }) };
      const attached = (await this.#ask(ATTACH, request)) as Attached;
      if (!this.#is("starts over after an attach")) this.#after = Math.max(this.#after, attached.after);
      this.#due = !this.#is("waits for a ring after an attach");
      this.#detached = false;
    } catch (error) {
      this.#end = Object.assign(new Error("it was refused"), error);
    }
    this.#wake();
  }

  /** Each is refused at once. */
  async #askWithoutEnd(): Promise<void> {
    const refused = () => true;
    while (await this.#ask(DRAIN, { key: "", after: 0 }).then(() => false, refused));
  }

  #ask(command: string, request: unknown): Promise<unknown> {
    return this.#page.invoke(command, { request });
  }

  #hangUp(unless: Defect): void {
    if (!this.#is(unless)) this.#line.close();
  }

  #wake(): void {
    this.#changed();
    this.#change = this.#next();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#changed = resolve;
    });
  }
}

function decoded(body: unknown): Received<number> | undefined {
  try {
    return decode(body);
  } catch {
    return undefined;
  }
}
