// Generated from shared/src by `cargo xtask bindings`; do not edit.

import type { Code } from "./error.ts";

/** A command that streams items into the argument `outlet`. */
export interface Stream<Request, Item> {
  /** The command's name, as `invoke` takes it. */
  readonly command: string;
  /** Carries the types; never there. */
  readonly types?: (request: Request) => Item;
}

/** A stream with a second outlet, in the argument `log`: two channels on one command. */
export interface LoggedStream<Request, Item, Log> extends Stream<Request, Item> {
  /** Carries the type; never there. */
  readonly logType?: Log;
}

/** A command that answers once. */
export interface Call<Request, Response> {
  /** The command's name, as `invoke` takes it. */
  readonly command: string;
  /** Carries the types; never there. */
  readonly types?: (request: Request) => Response;
}

/** What many pages may hear at once: one of Tauri's events. */
export interface Broadcast<Payload> {
  /** The event's name. */
  readonly event: string;
  /** Carries the type; never there. */
  readonly type?: Payload;
}

/**
 * How frames are written; see `frame`.
 */
export type Wire = "json" | "bytes";

/**
 * What a full buffer does; a command chooses one for its stream.
 */
export type Policy = "block" | "latest" | "dropOldest" | "dropNewest";

/**
 * How much may wait in a buffer: a full one takes nothing more. An item that is larger than the limit
 * passes alone, so a buffer never holds more than the limit and one item.
 */
export type Limits = { 
/**
 * Items; at least 1.
 */
items: number, 
/**
 * Bytes of the items as JSON and of their attachments.
 */
bytes: number, };

/**
 * What a page passes where a command takes an outlet.
 */
export type OutletArgument = { 
/**
 * A stock channel, as Tauri writes it: `__CHANNEL__:` and the callback's id. It carries the rings.
 */
channel: string, 
/**
 * The stream's name.
 */
key: string, 
/**
 * How frames are to be written.
 */
wire: Wire, 
/**
 * Whether the stream outlives its page for a while, and waits for an `ATTACH`. What is offered
 * meanwhile waits, up to the limits; then the producer does, unless other web views read on.
 */
detached?: boolean, 
/**
 * Whether other web views may attach to the stream. None then waits for another: under `block` too, a page
 * whose buffer is full misses what others still have room for, and its account counts it as dropped.
 */
shared?: boolean, };

/**
 * `plugin:millstream|drain`: acknowledges frame `after` and asks for the next one.
 *
 * Answered by a `Frame` on the stream's wire. Asked twice, it answers the same frame. After
 * the last frame it lets go of the stream.
 */
export type DrainRequest = { 
/**
 * The stream's name.
 */
key: string, 
/**
 * The last frame that arrived whole; 0 before the first.
 */
after: number, };

/**
 * `plugin:millstream|cancel`: see `CANCEL`.
 */
export type CancelRequest = { 
/**
 * The stream's name.
 */
key: string, };

/**
 * `plugin:millstream|attach`: see `ATTACH`.
 */
export type AttachRequest = { 
/**
 * A stock channel, as Tauri writes it; it carries the rings from now on.
 */
channel: string, 
/**
 * The stream's name.
 */
key: string, 
/**
 * How frames are to be written from now on.
 */
wire: Wire, 
/**
 * The last frame that the page has; none for the last one that it acknowledged.
 */
after?: number, };

/**
 * The answer to an `AttachRequest`.
 */
export type Attached = { 
/**
 * The frame behind which the page goes on: the first drain acknowledges it.
 */
after: number, };

/**
 * A stream that can be attached to.
 */
export type StreamInfo = { 
/**
 * The stream's name.
 */
key: string, 
/**
 * The command that opened it.
 */
command: string, 
/**
 * The command's argument that took the outlet.
 */
argument: string, 
/**
 * Whether this web view opened it; else another one did, and shares it.
 */
own: boolean, 
/**
 * The last frame that this web view acknowledged; 0 for none.
 */
after: number, };

/**
 * What became of the items of a stream: offered = delivered + coalesced + dropped + discarded, once
 * the stream has ended.
 */
export type Account = { 
/**
 * Items that the producer handed over.
 */
offered: number, 
/**
 * Items that went out in a frame.
 */
delivered: number, 
/**
 * Items that a newer one took the place of, under the policy `latest`.
 */
coalesced: number, 
/**
 * Items that a policy with bounded loss let go.
 */
dropped: number, 
/**
 * Items that were still waiting when the stream was cancelled.
 */
discarded: number, };

/**
 * The terminal item: how the stream ended, exactly once, and what became of what was offered.
 */
export type End = { "event": "finished", "data": { 
/**
 * What became of the items.
 */
account: Account, } } | { "event": "failed", "data": { 
/**
 * What became of the items.
 */
account: Account, 
/**
 * What kind of error this is; stable across versions.
 */
code: Code, 
/**
 * What happened and where, in one sentence.
 */
message: string, 
/**
 * What to do about it, in one sentence.
 */
hint?: string, } } | { "event": "cancelled", "data": { 
/**
 * What became of the items.
 */
account: Account, } };

/**
 * A batch of items, in order.
 *
 * `seq` counts from 1 without gaps. A frame without items and without an end carries no news: `seq`
 * is then the last one that was sent. An empty answer to a drain means that the bell is armed; an
 * empty ring (`more` is true) means: drain.
 */
export type Frame<T> = { 
/**
 * The frame's number, from 1.
 */
seq: number, 
/**
 * The items, in the order in which they were offered.
 */
items: Array<T>, 
/**
 * Whether more is waiting already.
 */
more: boolean, 
/**
 * How the stream ended; in the last frame, behind its items, and in no other.
 */
end?: End, };

/** Asks for the next frame, by a {@link DrainRequest}. */
export const DRAIN = "plugin:millstream|drain";
/** Stops a stream, by a {@link CancelRequest}. */
export const CANCEL = "plugin:millstream|cancel";
/** Takes up a stream, by an {@link AttachRequest}. */
export const ATTACH = "plugin:millstream|attach";
/** Asks for the streams that can be attached to. */
export const LIST = "plugin:millstream|list";
