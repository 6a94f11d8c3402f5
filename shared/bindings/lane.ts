// Generated from shared/src by `cargo xtask bindings`; do not edit.

/**
 * A WebSocket that answers drains, and nothing else.
 *
 * The page sends `DrainArguments` as text, one message for each drain. The answers come in the same order, one
 * message for each: the frame, as text on the wire `json` and binary on the wire `bytes`, or an empty text where
 * there is none. Then the page asks over Tauri's own way, which says why: a drain that is asked again answers the
 * same, so either way can take over from the other at any frame.
 *
 * Rings, cancels and everything else stay with Tauri.
 */
export type Lane = { 
/**
 * Where it is, with a secret in it. It lets one socket of this page in, once, within some seconds; and
 * that is closed when the page asks for another one, or goes.
 */
url: string, };

/** Asks for a {@link Lane}. */
export const LANE = "plugin:millstream|lane";
