// Generated from shared/src by `cargo xtask bindings`; do not edit.

/** Every code that Millstream itself uses; the set is open. */
export const Code = {
  /** No stream has this key, now or lately. */
  UnknownKey: "unknown_key",
  /** No live stream has this number. */
  UnknownStream: "unknown_stream",
  /** The stream belongs to another web view. */
  ForeignStream: "foreign_stream",
  /** A drain acknowledges a frame that was never sent. */
  FutureFrame: "future_frame",
  /** A drain asks again for a frame that was acknowledged already. */
  StaleFrame: "stale_frame",
  /** A command's arguments do not have the form that it takes. */
  BadArgument: "bad_argument",
  /** The producer panicked; the stream ended there. */
  Panicked: "panicked",
  /** An item could not be written as JSON, or not be read back. */
  BadItem: "bad_item",
  /** A frame's bytes are not a frame. */
  BadFrame: "bad_frame",
  /** The application offers no second lane, or there can be none here. */
  NoLane: "no_lane",
  /** A file is not a recording, or not a whole one. */
  BadRecording: "bad_recording",
  /** No page shows the command of this recording. */
  NoPage: "no_page",
  /** A message of a channel never came, so those after it cannot be put in order. */
  Gap: "gap",
  /** A command failed with something that is not one of our errors. */
  CommandFailed: "command_failed",
  /** There is no Tauri here: the page runs in a plain browser. */
  NotTauri: "not_tauri",
  /** No grant has this id; it was never given, or was given to another window. */
  UnknownGrant: "unknown_grant",
  /** A name leads out of the folder that was granted. */
  OutsideGrant: "outside_grant",
  /** The file or folder is not there. */
  NotFound: "not_found",
  /** The system does not let this be read or written. */
  PermissionDenied: "permission_denied",
  /** A folder stands where a file is meant. */
  IsAFolder: "is_a_folder",
  /** A FIFO, a socket or a device: reading it could wait for ever, or never end. */
  NotAFile: "not_a_file",
  /** A symbolic link leads back to itself or to a folder above it. */
  LinkLoop: "link_loop",
  /** The file was changed, cut short or replaced while it was read. */
  FileChanged: "file_changed",
  /** Reading or writing failed in another way; the message has the system's words. */
  Io: "io",
  /** The text is no digest of an algorithm that is known here. */
  BadDigest: "bad_digest",
  /** A line of a sum file has neither of the known forms. */
  BadSumLine: "bad_sum_line",
  /** A line of a sum file names a digest algorithm that is not known here. */
  UnknownAlgorithm: "unknown_algorithm",
  /** A sum file is too large, or holds no line of a known form. */
  BadSumFile: "bad_sum_file",
  /** There is nothing to do: no file was given, or none was found. */
  NothingToDo: "nothing_to_do",
  /** The clipboard could not be reached. */
  Clipboard: "clipboard",
} as const;

/** The kind of an {@link Error}: one snake_case word. */
export type Code = (typeof Code)[keyof typeof Code] | (string & {});

/**
 * An error on the wire: `{code, message, hint?}`.
 *
 * Front ends match `code` and never the sentences. `message` says what happened and
 * names the offending place (the argument, the line, the byte, the file); `hint` says what to do.
 */
export type Error = { 
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
hint?: string, };

