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

impl Default for Options {
    /// SHA-256, and nothing to compare with.
    fn default() -> Self {
        Self { algorithms: vec![Algorithm::Sha256], against: Against::Nothing, digest: String::new() }
    }
}

/// An algorithm's name, as people know it.
pub fn title_of(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Sha256 => "SHA-256",
        Algorithm::Sha512 => "SHA-512",
        Algorithm::Blake3 => "BLAKE3",
        Algorithm::Sha1 => "SHA-1",
        Algorithm::Md5 => "MD5",
    }
}

/// An algorithm's word, as on the wire.
pub fn word_of(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Sha256 => "sha256",
        Algorithm::Sha512 => "sha512",
        Algorithm::Blake3 => "blake3",
        Algorithm::Sha1 => "sha1",
        Algorithm::Md5 => "md5",
    }
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

/// The algorithms that a pasted digest can be of, by its length; none where it is no digest.
pub fn algorithms_of(digest: &str) -> &'static [Algorithm] {
    let hex: String = digest.split_whitespace().collect();
    if !hex.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return &[];
    }
    match hex.len() {
        32 => &[Algorithm::Md5],
        40 => &[Algorithm::Sha1],
        64 => &[Algorithm::Sha256, Algorithm::Blake3],
        128 => &[Algorithm::Sha512],
        _ => &[],
    }
}

/// What is to be started for what was opened: a run for each sum file, and one for all the rest.
pub fn plan(grants: &[Grant], options: &Options) -> Vec<(String, HashRequest)> {
    let request = |grants, verify| HashRequest { grants, algorithms: options.algorithms.clone(), verify };
    let (sums, rest): (Vec<_>, Vec<_>) = grants.iter().partition(|grant| grant.kind == GrantKind::Sums);
    let mut runs: Vec<_> = sums
        .into_iter()
        .map(|sums| (sums.name.clone(), request(Vec::new(), Verify::Sums { grant: sums.id.clone() })))
        .collect();
    if let [first, more @ ..] = rest.as_slice() {
        let name = match more.len() {
            0 => first.name.clone(),
            more => format!("{} and {more} more", first.name),
        };
        runs.push((name, request(rest.iter().map(|grant| grant.id.clone()).collect(), verify(options))));
    }
    runs
}

fn verify(options: &Options) -> Verify {
    match options.against {
        Against::Siblings => Verify::Siblings,
        Against::Digest if !algorithms_of(&options.digest).is_empty() => {
            Verify::Digest { expected: options.digest.trim().to_owned() }
        }
        Against::Digest | Against::Nothing => Verify::Nothing,
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
        0 => "No file is done yet.".to_owned(),
        files => format!("{}.", plural(files.into(), "finished digest stays", "finished digests stay", n)),
    }
}
