// Generated from shared/src by `cargo xtask bindings`; do not edit.

import type { Error } from "./error.ts";

import type { Call, LoggedStream } from "./stream.ts";

/**
 * What to hash, and what to hold it against.
 */
export type HashRequest = { 
/**
 * Ids of grants: files and folders in any mix. May be empty when `verify` names a sum file.
 */
grants: Array<string>, 
/**
 * Which digests to compute, all in one read. When a sum file or a pasted digest calls for another
 * one, that is computed as well.
 */
algorithms: Array<Algorithm>, 
/**
 * What to hold the digests against.
 */
verify: Verify, };

/**
 * A digest algorithm.
 */
export type Algorithm = "sha256" | "sha512" | "blake3" | "sha1" | "md5";

/**
 * What digests are held against.
 */
export type Verify = { "event": "nothing" } | { "event": "digest", "data": { 
/**
 * Hex digits of any case; white space around them is passed over. The algorithm may stand in
 * front, with a colon: `sha256:…`.
 */
expected: string, } } | { "event": "sums", "data": { 
/**
 * Id of a grant of the kind `sums`.
 */
grant: string, } } | { "event": "siblings" };

/**
 * What arrives on `outlet`.
 */
export type HashEvent = { "event": "found", "data": { 
/**
 * Files so far.
 */
files: number, 
/**
 * Their bytes so far.
 */
totalBytes: number, } } | { "event": "started", "data": { 
/**
 * How many.
 */
files: number, 
/**
 * Their bytes, by their sizes now.
 */
totalBytes: number, } } | { "event": "opened", "data": { 
/**
 * The file's number in this run, from 0, in the order of the request, of the walk or of the sum
 * file's lines.
 */
file: number, 
/**
 * Its size in bytes.
 */
totalBytes: number, 
/**
 * The name to show; bytes that are not UTF-8 are replaced. `/` separates folders.
 */
name: string, 
/**
 * The name's bytes in hex, where `name` is not the whole truth.
 */
nameBytes?: string, } } | { "event": "chunk", "data": { 
/**
 * Bytes read of all files.
 */
bytesRead: number, 
/**
 * The files that are being read just now.
 */
reading: Array<Reading>, } } | { "event": "done", "data": { 
/**
 * The file's number.
 */
file: number, 
/**
 * Its size in bytes, as it was read.
 */
bytes: number, 
/**
 * Whether it is what it should be; none when there was nothing to hold it against.
 */
verdict?: Verdict, 
/**
 * SHA-256: 64 digits.
 */
sha256?: string, 
/**
 * SHA-512: 128 digits.
 */
sha512?: string, 
/**
 * BLAKE3: 64 digits.
 */
blake3?: string, 
/**
 * SHA-1: 40 digits.
 */
sha1?: string, 
/**
 * MD5: 32 digits.
 */
md5?: string, } } | { "event": "unreadable", "data": { 
/**
 * The file's number.
 */
file: number, 
/**
 * Why.
 */
error: Error, 
/**
 * The name to show; bytes that are not UTF-8 are replaced. `/` separates folders.
 */
name: string, 
/**
 * The name's bytes in hex, where `name` is not the whole truth.
 */
nameBytes?: string, } } | { "event": "missing", "data": { 
/**
 * The line, from 1.
 */
line: number, 
/**
 * The name to show; bytes that are not UTF-8 are replaced. `/` separates folders.
 */
name: string, 
/**
 * The name's bytes in hex, where `name` is not the whole truth.
 */
nameBytes?: string, } } | { "event": "malformed", "data": { 
/**
 * The line, from 1.
 */
line: number, 
/**
 * Why, and what it says.
 */
error: Error, } } | { "event": "summary", "data": Summary };

/**
 * A file that is being read.
 */
export type Reading = { 
/**
 * The file's number.
 */
file: number, 
/**
 * Bytes read of it.
 */
bytesRead: number, };

/**
 * A file's name, which need not be UTF-8.
 */
export type FileName = { 
/**
 * The name to show; bytes that are not UTF-8 are replaced. `/` separates folders.
 */
name: string, 
/**
 * The name's bytes in hex, where `name` is not the whole truth.
 */
nameBytes?: string, };

/**
 * Digests of one file: lower-case hex, the computed ones only.
 */
export type Digests = { 
/**
 * SHA-256: 64 digits.
 */
sha256?: string, 
/**
 * SHA-512: 128 digits.
 */
sha512?: string, 
/**
 * BLAKE3: 64 digits.
 */
blake3?: string, 
/**
 * SHA-1: 40 digits.
 */
sha1?: string, 
/**
 * MD5: 32 digits.
 */
md5?: string, };

/**
 * Whether a file is what it should be.
 */
export type Verdict = { 
/**
 * Whether the digest is the expected one.
 */
matches: boolean, 
/**
 * The algorithm of the expected digest.
 */
algorithm: Algorithm, 
/**
 * The expected digest, lower-case hex.
 */
expected: string, 
/**
 * Where it was found: the name of a sum file; none for a pasted digest.
 */
source?: string, };

/**
 * How many of what; a run is good when all that could be wrong is zero.
 */
export type Summary = { 
/**
 * Files that were read to their ends.
 */
files: number, 
/**
 * Bytes that were read.
 */
bytes: number, 
/**
 * Files that are what they should be.
 */
matched: number, 
/**
 * Files that are not.
 */
mismatched: number, 
/**
 * Files that a sum file names and that are not there.
 */
missing: number, 
/**
 * Files that could not be read.
 */
unreadable: number, 
/**
 * Lines of a sum file that are no such lines.
 */
malformed: number, };

/**
 * What arrives on `log`; names as in `Opened`.
 */
export type HashLog = { "event": "skipped", "data": { 
/**
 * Why it was passed over.
 */
error: Error, 
/**
 * The name to show; bytes that are not UTF-8 are replaced. `/` separates folders.
 */
name: string, 
/**
 * The name's bytes in hex, where `name` is not the whole truth.
 */
nameBytes?: string, } } | { "event": "unreadable", "data": { 
/**
 * Why.
 */
error: Error, 
/**
 * The name to show; bytes that are not UTF-8 are replaced. `/` separates folders.
 */
name: string, 
/**
 * The name's bytes in hex, where `name` is not the whole truth.
 */
nameBytes?: string, } };

/**
 * What to write where.
 */
export type HashExportRequest = { 
/**
 * The files, in order.
 */
entries: Array<HashExportEntry>, 
/**
 * Which algorithm the digests are of.
 */
algorithm: Algorithm, 
/**
 * The form of a line.
 */
format: SumFormat, 
/**
 * Where to.
 */
to: ExportTarget, };

/**
 * One line to be.
 */
export type HashExportEntry = { 
/**
 * Its digest, hex.
 */
digest: string, 
/**
 * The name to show; bytes that are not UTF-8 are replaced. `/` separates folders.
 */
name: string, 
/**
 * The name's bytes in hex, where `name` is not the whole truth.
 */
nameBytes?: string, };

/**
 * The form of a line in a sum file.
 */
export type SumFormat = "gnu" | "bsd" | "bare";

/**
 * Where an export goes.
 */
export type ExportTarget = "clipboard" | "file";

/**
 * What was written.
 */
export type HashExported = { 
/**
 * Lines that were written; 0 when the dialog was dismissed.
 */
lines: number, 
/**
 * The file's name, if one was written.
 */
name?: string, };

/** The command `hash`. */
export const hash: LoggedStream<HashRequest, HashEvent, HashLog> = { command: "hash" };
/** The command `hash_export`. */
export const hashExport: Call<HashExportRequest, HashExported> = { command: "hash_export" };
