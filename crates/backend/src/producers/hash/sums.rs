//! Sum files: the text that `sha256sum` and its relatives write, and read back with `-c`.
//!
//! Known forms of a line:
//!
//! ```text
//! DIGEST  NAME              as sha256sum and b3sum write it; `*` in place of the second space: binary
//! DIGEST NAME               the old BSD order; never mixed with the form above
//! SHA256 (NAME) = DIGEST    as sha256sum --tag writes it
//! SHA2-256(NAME)= DIGEST    as openssl dgst writes it
//! DIGEST                    alone, in a file that is called after the one it belongs to: NAME.sha256
//! ```
//!
//! A line that starts with `\` has its name escaped: `\\`, `\n` and `\r` stand for a backslash, a line
//! feed and a carriage return. Names are bytes.
//!
//! What is read here and by coreutils differs in these points, all of them on the lenient side: a byte
//! order mark is passed over, and so are lines of nothing but white space; one file may hold digests
//! of several algorithms; tags may be in any case and in openssl's spelling; bare digests. As there,
//! a line that starts with `#` is a comment, white space before a line is passed over, hex digits may
//! be in any case, a carriage return before the line feed is not part of the line, and a line of no
//! known form is reported, and the rest goes on.

mod naming;
mod read;
mod write;

pub use naming::{Named, Naming, SHARED, SUFFIXES};
pub use read::{Line, lines};
pub use write::write_line;

use millstream_shared::{Code, Error, hash::Algorithm};

/// The largest sum file that is read: about 80,000 lines of SHA-256. It is held in memory.
pub const MAX_BYTES: usize = 8 << 20;

/// Hex digits of a digest by this algorithm.
pub const fn digits(algorithm: Algorithm) -> usize {
    match algorithm {
        Algorithm::Sha256 | Algorithm::Blake3 => 64,
        Algorithm::Sha512 => 128,
        Algorithm::Sha1 => 40,
        Algorithm::Md5 => 32,
    }
}

/// The tag that stands for this algorithm in BSD lines.
pub const fn tag(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Sha256 => "SHA256",
        Algorithm::Sha512 => "SHA512",
        Algorithm::Blake3 => "BLAKE3",
        Algorithm::Sha1 => "SHA1",
        Algorithm::Md5 => "MD5",
    }
}

/// The algorithm that a tag stands for, in any case, in coreutils' or openssl's spelling.
///
/// # Errors
/// [`Code::UNKNOWN_ALGORITHM`] with the tag.
pub fn by_tag(word: &str) -> Result<Algorithm, Error> {
    let spelling = match word.to_ascii_uppercase().as_str() {
        "SHA2-256" | "SHA-256" => "SHA256".to_owned(),
        "SHA2-512" | "SHA-512" => "SHA512".to_owned(),
        "SHA-1" => "SHA1".to_owned(),
        other => other.to_owned(),
    };
    Algorithm::ALL.into_iter().find(|&algorithm| tag(algorithm) == spelling).ok_or_else(|| unknown(word))
}

fn unknown(word: &str) -> Error {
    Error::new(Code::UNKNOWN_ALGORITHM, format!("The digest algorithm `{word}` is not known here."))
        .hint("Known are SHA256, SHA512, BLAKE3, SHA1 and MD5.")
}

/// The algorithm that writes digests of so many hex digits. Of those that share a length it is the one
/// that is asked for, or else the first of [`Algorithm::ALL`].
///
/// # Errors
/// [`Code::UNKNOWN_ALGORITHM`] for a length that another algorithm has, [`Code::BAD_DIGEST`] for any
/// other.
pub fn by_length(len: usize, asked: impl Fn(Algorithm) -> bool) -> Result<Algorithm, Error> {
    let mut fitting = Algorithm::ALL.into_iter().filter(|&algorithm| digits(algorithm) == len);
    let Some(first) = fitting.next() else {
        return Err(match len {
            56 | 96 => Error::new(
                Code::UNKNOWN_ALGORITHM,
                format!(
                    "A digest of {len} hex digits is one of SHA-224 or SHA-384, which are not known here."
                ),
            ),
            _ => Error::new(Code::BAD_DIGEST, format!("No digest has {len} hex digits."))
                .hint("MD5 has 32, SHA-1 has 40, SHA-256 and BLAKE3 have 64, SHA-512 has 128."),
        });
    };
    if asked(first) { Ok(first) } else { Ok(fitting.find(|&other| asked(other)).unwrap_or(first)) }
}
