import type { InspectedFrame, Error as WireError } from "@millstream/contract/workbench";

/** The frames of one stream, as they are looked at. */
export interface Peek {
  /** The stream's number, and what it is called. */
  readonly id: number;
  readonly title: string;
  /** Whether more may come. */
  readonly open: boolean;
  /** The newest frames, the oldest first: {@link KEPT} at most. */
  readonly frames: readonly InspectedFrame[];
  /** How many have come in all. */
  readonly seen: number;
  /** What stands still while it is looked at, and how many had come by then. */
  readonly held?: { readonly frames: readonly InspectedFrame[]; readonly seen: number };
  /** Why it broke off. */
  readonly error?: WireError;
}

/** Frames that are kept. */
export const KEPT = 200;

/** A look at a stream, before any frame. */
export function begin(id: number, title: string): Peek {
  return { id, title, open: true, frames: [], seen: 0 };
}

/** The look after some more frames. */
export function reduce(peek: Peek, frames: readonly InspectedFrame[]): Peek {
  return { ...peek, frames: [...peek.frames, ...frames].slice(-KEPT), seen: peek.seen + frames.length };
}

/** The look after the stream has ended, or after it broke off for this reason. */
export function reduceEnd(peek: Peek, error?: WireError): Peek {
  return { ...peek, open: false, ...(error && { error }) };
}

/** Stands still, or goes on with the newest: frames go on to come in either case, so that nothing stalls. */
export function pause(peek: Peek): Peek {
  const { held, ...rest } = peek;
  return held ? rest : { ...rest, held: { frames: peek.frames, seen: peek.seen } };
}

/** What is to be shown. */
export function shown(peek: Peek): readonly InspectedFrame[] {
  return peek.held?.frames ?? peek.frames;
}

/** How many came since it stands still. */
export function missed(peek: Peek): number {
  return peek.held ? peek.seen - peek.held.seen : 0;
}
