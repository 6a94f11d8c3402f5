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

/** What happens, or what is expected by now; the scripts' README has a line for each. */
export type Step =
  | Act
  | "join"
  | { readonly other: Step }
  | { readonly attach: number | null }
  | { readonly attached: By<number> }
  | { readonly ring: Written | "broken" }
  | { readonly drained: { readonly after: number; readonly by: By<Written> } }
  | { readonly cancelled: By<Ending> }
  | { readonly expect: Expected };

/** What is carried, or what becomes of it. */
export type By<T> = T | "lost" | "broken" | { readonly refused: string };

/** What is compared, where it is given. */
export interface Expected {
  readonly read?: readonly Item[];
  readonly asks?: readonly number[];
  readonly attaches?: readonly (number | null)[];
  readonly cancels?: number;
  readonly callbacks?: number;
  readonly starts?: number;
  readonly over?: readonly (Ending | { readonly error: string })[];
}

/** A frame of whole numbers, in short. */
export interface Written {
  readonly seq: number;
  readonly items: readonly Item[];
  readonly more?: boolean;
  readonly end?: Ending;
}

/** An item, in short: a number, or one with raw bytes that belong to it. */
export type Item = number | Parcel;

/** An item, and the raw bytes that belong to it. */
export interface Parcel {
  readonly item: number;
  readonly attachments: readonly (readonly number[])[];
}

/** A frame of whole numbers, and for each attachment the place of its item, and its bytes. */
export interface Parcels {
  readonly frame: Frame<number>;
  readonly attachments: readonly (readonly [number, Uint8Array])[];
}

/** An end, in short; what is not said of the account is 0. */
export interface Ending extends Partial<Account> {
  readonly event: End["event"];
  readonly code?: string;
}

/** A frame, as a script writes it. */
export function parcelsOf({ seq, items, more = false, end }: Written): Parcels {
  const parcels = items.map(parcelOf);
  const frame = { seq, items: parcels.map(({ item }) => item), more, ...(end && { end: endOf(end) }) };
  const attachments = parcels.flatMap((parcel, place) =>
    parcel.attachments.map((bytes) => [place, Uint8Array.from(bytes)] as const),
  );
  return { frame, attachments };
}

/** An item, as a script writes it. */
export function parcelOf(item: Item): Parcel {
  return typeof item === "number" ? { item, attachments: [] } : item;
}

/** An end, as a script writes it. */
export function endOf({ event, code = "io", ...counts }: Ending): End {
  const account = { offered: 0, delivered: 0, coalesced: 0, dropped: 0, discarded: 0, ...counts };
  if (event === "failed") return { event, data: { ...failure(code), account } };
  return { event, data: { account } };
}

/** The error with this code, where a script makes something fail. */
export function failure(code: string): { code: string; message: string } {
  return { code, message: "The script says so." };
}
