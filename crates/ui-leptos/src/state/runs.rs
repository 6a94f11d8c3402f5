//! The runs of the `hash` page, and what the next one will do.

use millstream_shared::{
    grants::{Grant, GrantKind},
    hash::{Algorithm, HashRequest, Verify},
};

use super::{
    format::{Numerals, plural},
    hash::HashState,
};

/// A run on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Its number: counts from 0 in the order of the starts, and is never used again.
    pub id: u32,
    /// What it is called.
    pub name: String,
    /// What was asked for.
    pub request: HashRequest,
    /// How far it is.
    pub hash: HashState,
    /// The algorithm whose digests were chosen to be shown.
    pub shown: Option<Algorithm>,
    /// Whether the person is being asked if it shall be cancelled.
    pub asking: bool,
    /// Whether it is a recording that is played, and nothing is read.
    pub replayed: bool,
}

/// How test ids and elements name a run.
pub fn run_id(id: u32) -> String {
    format!("hash-run-{id}")
}

/// What the next run will compute and hold the digests against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Which digests.
    pub algorithms: Vec<Algorithm>,
    /// Held against what.
    pub against: Against,
    /// The digest that was pasted, as it was typed.
    pub digest: String,
}

/// What digests are held against, when no sum file was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// Nothing.
    Nothing,
    /// Sum files beside the files.
    Siblings,
    /// A pasted digest.
    Digest,
}

/// The algorithms as they are offered: their words on the wire, the names that people know them by, the
/// hex digits of a digest.
pub const ALGORITHMS: [(Algorithm, &str, &str, usize); 5] = [
    (Algorithm::Sha256, "sha256", "SHA-256", 64),
    (Algorithm::Sha512, "sha512", "SHA-512", 128),
    (Algorithm::Blake3, "blake3", "BLAKE3", 64),
    (Algorithm::Sha1, "sha1", "SHA-1", 40),
    (Algorithm::Md5, "md5", "MD5", 32),
];

/// SHA-256, and nothing to compare with.
pub fn defaults() -> Options {
    Options { algorithms: vec![Algorithm::Sha256], against: Against::Nothing, digest: String::new() }
}

/// An algorithm's name.
pub fn title_of(algorithm: Algorithm) -> &'static str {
    ALGORITHMS.iter().find(|(id, ..)| *id == algorithm).map_or("", |(_, _, title, _)| title)
}

/// An algorithm's word.
pub(crate) fn word_of(algorithm: Algorithm) -> &'static str {
    ALGORITHMS.iter().find(|(id, ..)| *id == algorithm).map_or("", |(_, word, ..)| word)
}

/// The options with one algorithm more or less. The last one stays.
pub fn toggle(options: &mut Options, algorithm: Algorithm) {
    let chosen: Vec<_> = Algorithm::ALL
        .into_iter()
        .filter(|known| options.algorithms.contains(known) != (*known == algorithm))
        .collect();
    if !chosen.is_empty() {
        options.algorithms = chosen;
    }
}

/// The algorithms that a pasted digest can be of: by the word before a colon (`sha256:…`), if there is
/// one, and by its length. None where it is no digest.
pub fn algorithms_of(digest: &str) -> Vec<Algorithm> {
    let (word, hex) = match digest.trim().split_once(':') {
        Some((word, hex)) => (Some(word.trim_end()), hex.trim_start()),
        None => (None, digest.trim()),
    };
    let named = word.map(|word| word.to_lowercase().replacen("sha2-", "sha", 1).replacen("sha-", "sha", 1));
    let hexadecimal = hex.bytes().all(|digit| digit.is_ascii_hexdigit());
    let fits = |id: &str, digits| {
        hexadecimal && digits == hex.len() && named.as_deref().is_none_or(|named| named == id)
    };
    ALGORITHMS.iter().filter(|(_, word, _, digits)| fits(word, *digits)).map(|(id, ..)| *id).collect()
}

/// Whether files are to be held against a digest that is not there yet.
pub fn lacks_digest(options: &Options) -> bool {
    options.against == Against::Digest && options.digest.trim().is_empty()
}

/// What is to be started for what was opened: a run for each sum file, and one for all the rest, unless
/// these lack their digest.
pub fn plan(grants: &[Grant], options: &Options) -> Vec<(String, HashRequest)> {
    let request = |grants, verify| HashRequest { grants, algorithms: options.algorithms.clone(), verify };
    let (sums, rest): (Vec<_>, Vec<_>) = grants.iter().partition(|grant| grant.kind == GrantKind::Sums);
    let mut runs: Vec<_> = sums
        .into_iter()
        .map(|sums| (sums.name.clone(), request(Vec::new(), Verify::Sums { grant: sums.id.clone() })))
        .collect();
    if let [first, more @ ..] = rest.as_slice()
        && !lacks_digest(options)
    {
        let name = match more.len() {
            0 => first.name.clone(),
            more => format!("{} and {more} more", first.name),
        };
        runs.push((name, request(rest.iter().map(|grant| grant.id.clone()).collect(), verify(options))));
    }
    runs
}

fn verify(options: &Options) -> Verify {
    match (options.against, options.digest.trim()) {
        (Against::Siblings, _) => Verify::Siblings,
        (Against::Nothing, _) => Verify::Nothing,
        // What is no digest goes as well: better an error than a file that was not compared.
        (Against::Digest, expected) => Verify::Digest { expected: expected.to_owned() },
    }
}

/// The algorithm whose digests a run's list shows: the chosen one, or what it was held against, or its
/// first.
pub fn shown_algorithm(run: &Run, chosen: Option<Algorithm>) -> Algorithm {
    let asked = &run.request.algorithms;
    let computed = || run.hash.algorithms.iter().find(|algorithm| asked.contains(algorithm)).copied();
    let first = || asked.first().copied();
    chosen.or(run.hash.against).or_else(computed).or_else(first).unwrap_or(Algorithm::Sha256)
}

/// What a cancelled run leaves: said before it is cancelled.
pub fn kept(hash: &HashState, n: &Numerals) -> String {
    match hash.counts.files {
        0 => "No file was finished.".to_owned(),
        files => format!("{}.", plural(files.into(), "finished digest stays", "finished digests stay", n)),
    }
}
