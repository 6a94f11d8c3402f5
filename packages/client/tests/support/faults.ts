/** What a backend of these tests can be told to do wrong. */
import type { Code, Error as WireError } from "@millstream/contract";

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
