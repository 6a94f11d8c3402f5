import type { End } from "@millstream/contract";
import type { Parcel } from "./script.ts";

/** Whoever reads a stream. */
export class Reader {
  readonly #over: (End | Error)[] = [];
  #read: Parcel[] = [];
  #mood: "reads" | "paused" | "throws" | "leaves" = "reads";
  #changed: () => void = () => undefined;
  #change = this.#next();

  /**
   * Hands an item to the reader, and waits until it is done with it. False means that it leaves; when it
   * throws, its error comes through.
   */
  item(item: number): Promise<boolean> {
    return this.parcel(item, []);
  }

  /** As `item`, with the raw bytes that came with the item. */
  async parcel(item: number, attachments: readonly Uint8Array[]): Promise<boolean> {
    this.#read.push({ item, attachments: attachments.map((bytes) => [...bytes]) });
    while (this.#mood === "paused") await this.#change;
    if (this.#mood === "throws") throw new Error("the reader throws");
    return this.#mood === "reads";
  }

  /**
   * The stream is over, and how; or why that could not be learnt. To be called once, behind the items, also
   * when the reader has left.
   */
  over(outcome: End | Error): void {
    this.#over.push(outcome);
  }

  /** From now on the reader does this. */
  turn(mood: "reads" | "paused" | "throws" | "leaves"): void {
    this.#mood = mood;
    this.#changed();
    this.#change = this.#next();
  }

  /** What was read since the last call. */
  take(): Parcel[] {
    const read = this.#read;
    this.#read = [];
    return read;
  }

  get outcomes(): readonly (End | Error)[] {
    return this.#over;
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#changed = resolve;
    });
  }
}
