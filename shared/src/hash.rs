//! `hash`: digests of files and folders, and whether they are what they should be.
//!
//! One command with two outlets. On `outlet`, in this order:
//!
//! ```text
//! found*  started  (opened | chunk | done | unreadable)*  (missing | malformed)*  summary
//! ```
//!
//! Between `started` and `summary`, a file that is read has one `opened`, then one `done` or one
//! `unreadable`; files are read side by side, so the events of several interleave. Lines of a sum file
//! that name no file that could be read are `missing` or `malformed`. The policy is `latest`: a newer
//! `found` or `chunk` takes the place of a waiting one, nothing else is ever left out.
//!
//! On `log`: one line for each entry of a folder that was passed over, or that could not be read, and for
//! each sum file beside a file that could not be used. The policy is `block`: no line is left out, and a
//! reader that does not take them holds the run up.
//!
//! Both outlets end when the run does. What is wrong with one file never ends the run. What does, with a
//! failed end that has one of these codes:
//!
//! | code | when |
//! |---|---|
//! | `nothing_to_do` | there is no grant and no sum file, or no file in what was opened |
//! | `bad_argument` | no algorithm was asked for, and there is nothing to hold the digests against |
//! | `bad_digest`, `unknown_algorithm` | what was pasted is no digest, or none of ours |
//! | `bad_sum_file` | the sum file has more than 8 MiB, is in UTF-16, or has no line that names a file |
//! | `io`, `not_found`, `permission_denied` and the like | the sum file itself cannot be read |
//! | `panicked` | a defect of ours |
//!
//! `summary` is sent by a run that came to its end. One that failed or was cancelled has none: what it
//! found so far is what its events said. The exception is `nothing_to_do` for folders without a file, which
//! is known behind `started`. A request whose grant is not known is refused with `unknown_grant` before
//! there is a stream.

use serde::{Deserialize, Serialize};

use crate::{Call, Error, LoggedStream, Stream};

/// The stream.
pub struct Hash;

impl Stream for Hash {
    const COMMAND: &'static str = "hash";
    type Request = HashRequest;
    type Item = HashEvent;
}

impl LoggedStream for Hash {
    type Log = HashLog;
}

/// What to hash, and what to hold it against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct HashRequest {
    /// Ids of grants: files and folders in any mix. May be empty when `verify` names a sum file.
    pub grants: Vec<String>,
    /// Which digests to compute, all in one read. When a sum file or a pasted digest calls for another
    /// one, that is computed as well.
    pub algorithms: Vec<Algorithm>,
    /// What to hold the digests against.
    #[serde(default)]
    pub verify: Verify,
}

/// A digest algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Algorithm {
    /// SHA-256 (FIPS 180-4).
    Sha256,
    /// SHA-512 (FIPS 180-4).
    Sha512,
    /// BLAKE3, 32 bytes.
    Blake3,
    /// SHA-1 (FIPS 180-4): for old sum files; it is broken.
    Sha1,
    /// MD5 (RFC 1321): for old sum files; it is broken.
    Md5,
}

impl Algorithm {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Sha256, Self::Sha512, Self::Blake3, Self::Sha1, Self::Md5];
}

/// What digests are held against.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "event", content = "data", rename_all = "camelCase")]
pub enum Verify {
    /// Nothing: digests only.
    #[default]
    Nothing,
    /// A digest that was pasted; the algorithm follows from its length, for every file of the run.
    Digest {
        /// Hex digits of any case; white space around them is passed over. The algorithm may stand in
        /// front, with a colon: `sha256:…`.
        expected: String,
    },
    /// A sum file, of 8 MiB at most: the files that it names, beside and beneath it, are the files of the
    /// run. Lines that name a file outside of its folder are `malformed`. When there are grants as well,
    /// their files are the run's instead, each held against the line that names it, if one does.
    Sums {
        /// Id of a grant of the kind `sums`.
        grant: String,
    },
    /// A sum file beside each file, if there is one: `NAME.sha256`, `SHA256SUMS` and the like.
    Siblings,
}

/// What arrives on `outlet`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "event", content = "data", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum HashEvent {
    /// The folders are being walked; cumulative.
    Found {
        /// Files so far.
        files: u32,
        /// Their bytes so far.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        total_bytes: u64,
    },
    /// All files are known, and reading begins.
    Started {
        /// How many.
        files: u32,
        /// Their bytes, by their sizes now.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        total_bytes: u64,
    },
    /// A file is being read.
    Opened {
        /// The file's number in this run, from 0, in the order of the request, of the walk or of the sum
        /// file's lines.
        file: u32,
        /// The file's name: the last part of the path, or beneath a folder the path from there.
        #[serde(flatten)]
        name: FileName,
        /// Its size in bytes.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        total_bytes: u64,
    },
    /// How far the run is; cumulative, at most 60 a second.
    Chunk {
        /// Bytes read of all files.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        bytes_read: u64,
        /// The files that are being read just now.
        reading: Vec<Reading>,
    },
    /// A file was read to its end.
    Done {
        /// The file's number.
        file: u32,
        /// Its size in bytes, as it was read.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        bytes: u64,
        /// Its digests.
        #[serde(flatten)]
        digests: Digests,
        /// Whether it is what it should be; none when there was nothing to hold it against.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "ts", ts(optional))]
        verdict: Option<Verdict>,
    },
    /// A file could not be read, or not to its end.
    Unreadable {
        /// The file's number.
        file: u32,
        /// The file's name, as in `opened`; there need not have been one.
        #[serde(flatten)]
        name: FileName,
        /// Why.
        error: Error,
    },
    /// A sum file names a file that is not there.
    Missing {
        /// The file's name, as it stands in the sum file.
        #[serde(flatten)]
        name: FileName,
        /// The line, from 1.
        line: u32,
    },
    /// A line of a sum file is no such line.
    Malformed {
        /// The line, from 1.
        line: u32,
        /// Why, and what it says.
        error: Error,
    },
    /// All is done; the last event.
    Summary(Summary),
}

/// A file that is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Reading {
    /// The file's number.
    pub file: u32,
    /// Bytes read of it.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub bytes_read: u64,
}

/// A file's name, which need not be UTF-8.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct FileName {
    /// The name to show; bytes that are not UTF-8 are replaced. `/` separates folders.
    pub name: String,
    /// The name's bytes in hex, where `name` is not the whole truth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub name_bytes: Option<String>,
}

/// Digests of one file: lower-case hex, the computed ones only.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields))]
pub struct Digests {
    /// SHA-256: 64 digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// SHA-512: 128 digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha512: Option<String>,
    /// BLAKE3: 64 digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blake3: Option<String>,
    /// SHA-1: 40 digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha1: Option<String>,
    /// MD5: 32 digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub md5: Option<String>,
}

impl Digests {
    /// The digest by this algorithm, if it was computed.
    pub fn get(&self, algorithm: Algorithm) -> Option<&str> {
        match algorithm {
            Algorithm::Sha256 => self.sha256.as_deref(),
            Algorithm::Sha512 => self.sha512.as_deref(),
            Algorithm::Blake3 => self.blake3.as_deref(),
            Algorithm::Sha1 => self.sha1.as_deref(),
            Algorithm::Md5 => self.md5.as_deref(),
        }
    }

    /// Puts in the digest by this algorithm.
    pub fn set(&mut self, algorithm: Algorithm, hex: String) {
        *match algorithm {
            Algorithm::Sha256 => &mut self.sha256,
            Algorithm::Sha512 => &mut self.sha512,
            Algorithm::Blake3 => &mut self.blake3,
            Algorithm::Sha1 => &mut self.sha1,
            Algorithm::Md5 => &mut self.md5,
        } = Some(hex);
    }
}

/// Whether a file is what it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// Whether the digest is the expected one.
    pub matches: bool,
    /// The algorithm of the expected digest.
    pub algorithm: Algorithm,
    /// The expected digest, lower-case hex.
    pub expected: String,
    /// Where it was found: the name of a sum file; none for a pasted digest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub source: Option<String>,
}

/// How many of what; a run is good when all that could be wrong is zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Summary {
    /// Files that were read to their ends.
    pub files: u32,
    /// Bytes that were read.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub bytes: u64,
    /// Files that are what they should be.
    pub matched: u32,
    /// Files that are not.
    pub mismatched: u32,
    /// Files that a sum file names and that are not there.
    pub missing: u32,
    /// Files that could not be read.
    pub unreadable: u32,
    /// Lines of a sum file that are no such lines.
    pub malformed: u32,
}

/// What arrives on `log`; names as in [`HashEvent::Opened`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "event", content = "data", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum HashLog {
    /// An entry is no file: a device, a FIFO, a link that loops or leads out.
    Skipped {
        /// What it is called.
        #[serde(flatten)]
        name: FileName,
        /// Why it was passed over.
        error: Error,
    },
    /// A file or a folder could not be read.
    Unreadable {
        /// What it is called.
        #[serde(flatten)]
        name: FileName,
        /// Why.
        error: Error,
    },
}

/// Writes digests as a sum file, or as bare digests, into a file that the person names in a native
/// dialog, or onto the clipboard.
pub struct HashExport;

impl Call for HashExport {
    const COMMAND: &'static str = "hash_export";
    type Request = HashExportRequest;
    type Response = HashExported;
}

/// What to write where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct HashExportRequest {
    /// The files, in order.
    pub entries: Vec<HashExportEntry>,
    /// Which algorithm the digests are of.
    pub algorithm: Algorithm,
    /// The form of a line.
    pub format: SumFormat,
    /// Where to.
    pub to: ExportTarget,
}

/// One line to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct HashExportEntry {
    /// The file's name.
    #[serde(flatten)]
    pub name: FileName,
    /// Its digest, hex.
    pub digest: String,
}

/// The form of a line in a sum file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum SumFormat {
    /// `DIGEST  NAME`, as `sha256sum` writes it.
    Gnu,
    /// `SHA256 (NAME) = DIGEST`, as `sha256sum --tag` writes it.
    Bsd,
    /// The digest alone.
    Bare,
}

/// Where an export goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum ExportTarget {
    /// The clipboard.
    Clipboard,
    /// A file that a native dialog asks for.
    File,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct HashExported {
    /// Lines that were written; 0 when the dialog was dismissed.
    pub lines: u32,
    /// The file's name, if one was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub name: Option<String>,
}
