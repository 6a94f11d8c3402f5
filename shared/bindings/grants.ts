// Generated from shared/src by `cargo xtask bindings`; do not edit.

import type { Broadcast, Call } from "./stream.ts";

/**
 * Something that a person opened in this window. It need not be there: a name on the command line can
 * be wrong, and then its use gives the error.
 */
export type Grant = { 
/**
 * What to pass in the path's place.
 */
id: string, 
/**
 * The last part of the path, to show; bytes that are not UTF-8 are replaced.
 */
name: string, 
/**
 * What it was when it was opened.
 */
kind: GrantKind, 
/**
 * The file's size in bytes when it was opened; none for a folder.
 */
bytes?: number, };

/**
 * What a `Grant` stands for.
 */
export type GrantKind = "file" | "folder" | "sums";

/**
 * Which dialog to show.
 */
export type GrantsPickRequest = { 
/**
 * `file` for one file or several, `folder` for one folder, `sums` for one sum file.
 */
kind: GrantKind, };

/**
 * What happens to files that are dragged over the window.
 */
export type GrantsEvent = { "event": "over" } | { "event": "left" } | { "event": "granted", "data": { 
/**
 * What was dropped, in order. What cannot be opened says so where it is used.
 */
grants: Array<Grant>, } };

/** The event that carries a {@link GrantsEvent}. */
export const grantsDrag: Broadcast<GrantsEvent> = { event: "millstream://grants" };
/** The command `grants_pick`. */
export const grantsPick: Call<GrantsPickRequest, Array<Grant>> = { command: "grants_pick" };
/** The command `grants_take`. */
export const grantsTake: Call<null, Array<Grant>> = { command: "grants_take" };
