/** What scripts are made of; `shared/fixtures/conformance/README.md` says what each word means. */
import type { Account, End, Frame } from "@millstream/contract";

/** One rule, and what is to happen. */
export interface Script {
  /** The rule's number in Reactive Streams, or its name here. */
  readonly rule: string;
  /** What has to hold, in a sentence. */
  readonly title: string;
  /** What happens, in order. */
  readonly steps: readonly Step[];
}

/** What needs no more words. */
export type Act = "close" | "pause" | "resume" | "throw" | "leave" | "cancel";

export type Step =
  | Act
  | { readonly ring: Written | "broken" }
  | { readonly drained: { readonly after: number; readonly by: By<Written> } }
  | { readonly cancelled: By<Ending> }
  | { readonly expect: Expected };

/** What is carried, or what becomes of it. */
export type By<T> = T | "lost" | "broken" | { readonly refused: string };

/** What is compared, where it is given. */
export interface Expected {
  readonly read?: readonly number[];
  readonly asks?: readonly number[];
  readonly cancels?: number;
  readonly callbacks?: number;
  readonly starts?: number;
  readonly over?: readonly (Ending | { readonly error: string })[];
}

/** A frame of whole numbers, in short. */
export interface Written {
  readonly seq: number;
  readonly items: number[];
  readonly more?: boolean;
  readonly end?: Ending;
}

/** An end, in short; what is not said of the account is 0. */
export interface Ending extends Partial<Account> {
  readonly event: End["event"];
  readonly code?: string;
}

export function frameOf({ seq, items, more = false, end }: Written): Frame<number> {
  const frame = { seq, items: [...items], more };
  return end ? { ...frame, end: endOf(end) } : frame;
}

export function endOf({ event, code = "io", ...counts }: Ending): End {
  const account = { offered: 0, delivered: 0, coalesced: 0, dropped: 0, discarded: 0, ...counts };
  if (event === "failed") return { event, data: { ...failure(code), account } };
  return { event, data: { account } };
}

/** The error with this code, where a script makes something fail. */
export function failure(code: string): { code: string; message: string } {
  return { code, message: "The script says so." };
}
