/** What flows through this page, all streams together. */
import type { Account } from "@millstream/contract";
import { now } from "./pace.ts";

/** What flows just now; what a status bar shows. */
export interface Stats {
  /** Streams that are open. */
  readonly streams: number;
  /** Items a second, over the last second. */
  readonly itemsPerSecond: number;
  /**
   * Bytes of frames a second, over the last second. Of a frame on the wire `json`, which the web view has
   * parsed already, they are estimated from its first item.
   */
  readonly bytesPerSecond: number;
  /** Frames that were asked for and are not here yet. */
  readonly inFlight: number;
  /** Items that a policy with bounded loss let go, in all streams that have ended. */
  readonly dropped: number;
  /** Items that a newer one took the place of, in all streams that have ended. */
  readonly coalesced: number;
  /** How long the last drain took, in milliseconds; none before the first. */
  readonly drainMs?: number;
}

/** What flows just now. */
export function stats(): Stats {
  return meter.read(now());
}

/** A stream is open, until what is returned is called. */
export function openStream(): () => void {
  meter.stats.streams += 1;
  return () => {
    meter.stats.streams -= 1;
  };
}

/** A drain is in flight, until what is returned is called. */
export function inFlight(): () => void {
  const since = now();
  meter.stats.inFlight += 1;
  return () => {
    meter.stats.inFlight -= 1;
    meter.stats.drainMs = now() - since;
  };
}

/** A frame was taken. */
export function taken(items: number, bytes: number): void {
  meter.count(now(), items, bytes);
}

/** A stream ended. */
export function ended(account: Account): void {
  meter.stats.dropped += account.dropped;
  meter.stats.coalesced += account.coalesced;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Rates over the last second, in tenths of a second: bounded, however many frames come. */
export class Meter {
  readonly stats: Mutable<Omit<Stats, "itemsPerSecond" | "bytesPerSecond">> = {
    streams: 0,
    inFlight: 0,
    dropped: 0,
    coalesced: 0,
  };
  readonly #tenths: { readonly number: number; items: number; bytes: number }[] = [];

  /** So much was taken at this time, in milliseconds. */
  count(now: number, items: number, bytes: number): void {
    const number = tenth(now);
    const last = this.#tenths.at(-1);
    if (last?.number === number) {
      last.items += items;
      last.bytes += bytes;
    } else {
      this.#tenths.push({ number, items, bytes });
    }
    this.#forget(number);
  }

  /** What flows at this time, in milliseconds. */
  read(now: number): Stats {
    this.#forget(tenth(now));
    const sum = (what: "items" | "bytes") => this.#tenths.reduce((sum, tenth) => sum + tenth[what], 0);
    return { ...this.stats, itemsPerSecond: sum("items"), bytesPerSecond: sum("bytes") };
  }

  #forget(now: number): void {
    while (this.#tenths[0] && this.#tenths[0].number + 10 <= now) this.#tenths.shift();
  }
}

const meter = new Meter();

const tenth = (milliseconds: number): number => Math.floor(milliseconds / 100);
