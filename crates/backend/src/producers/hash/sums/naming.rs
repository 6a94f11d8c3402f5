use millstream_shared::hash::Algorithm;

/// What a sum file's own name tells about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    /// The algorithm that it names; none for `CHECKSUMS` and the like.
    pub algorithm: Named,
    /// The one file that it belongs to: `NAME` of `NAME.sha256`.
    pub subject: Option<Vec<u8>>,
}

/// The algorithm in a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// One that is known here.
    Known(Algorithm),
    /// One that is not, though its digests have the length of a known one's.
    Unknown(&'static str),
    /// None at all.
    Nothing,
}

/// What is put behind a file's name for the name of its sum file, the likeliest first.
pub const SUFFIXES: [(&str, Named); 15] = [
    (".sha256", Named::Known(Algorithm::Sha256)),
    (".sha256sum", Named::Known(Algorithm::Sha256)),
    (".sha512", Named::Known(Algorithm::Sha512)),
    (".sha512sum", Named::Known(Algorithm::Sha512)),
    (".b3", Named::Known(Algorithm::Blake3)),
    (".b3sum", Named::Known(Algorithm::Blake3)),
    (".blake3", Named::Known(Algorithm::Blake3)),
    (".sha1", Named::Known(Algorithm::Sha1)),
    (".sha1sum", Named::Known(Algorithm::Sha1)),
    (".md5", Named::Known(Algorithm::Md5)),
    (".md5sum", Named::Known(Algorithm::Md5)),
    (".b2", Named::Unknown("BLAKE2b")),
    (".b2sum", Named::Unknown("BLAKE2b")),
    (".sha3-256", Named::Unknown("SHA3-256")),
    (".sha3-512", Named::Unknown("SHA3-512")),
];

/// Names of sum files for all files beside them, the likeliest first.
pub const SHARED: [&str; 12] = [
    "SHA256SUMS",
    "SHA512SUMS",
    "B3SUMS",
    "SHA1SUMS",
    "MD5SUMS",
    "SHA256SUMS.txt",
    "SHA512SUMS.txt",
    "sha256sum.txt",
    "CHECKSUMS",
    "CHECKSUM",
    "checksums.txt",
    "CHECKSUMS.txt",
];

/// How the names of shared sum files end, in lower case.
const ENDINGS: [(&str, Named); 8] = [
    ("sha256sum", Named::Known(Algorithm::Sha256)),
    ("sha512sum", Named::Known(Algorithm::Sha512)),
    ("b3sum", Named::Known(Algorithm::Blake3)),
    ("blake3sum", Named::Known(Algorithm::Blake3)),
    ("sha1sum", Named::Known(Algorithm::Sha1)),
    ("md5sum", Named::Known(Algorithm::Md5)),
    ("b2sum", Named::Unknown("BLAKE2b")),
    ("checksum", Named::Nothing),
];

impl Naming {
    /// For a sum file whose name tells nothing.
    pub const NOTHING: Self = Self { algorithm: Named::Nothing, subject: None };

    /// Whether this is the name of a sum file, and what it tells. Case does not matter, and neither
    /// does a `.txt` behind it.
    pub fn of(name: &[u8]) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let stem = lower.strip_suffix(b".txt").unwrap_or(&lower);
        let suffixed = SUFFIXES.iter().find_map(|(suffix, algorithm)| {
            let subject = stem.strip_suffix(suffix.as_bytes())?;
            (!subject.is_empty())
                .then(|| Self { algorithm: *algorithm, subject: Some(name[..subject.len()].to_vec()) })
        });
        suffixed.or_else(|| {
            let singular = stem.strip_suffix(b"s").unwrap_or(stem);
            ENDINGS
                .iter()
                .find(|(ending, _)| singular.ends_with(ending.as_bytes()))
                .map(|(_, algorithm)| Self { algorithm: *algorithm, subject: None })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_the_algorithm_and_the_subject() {
        for (name, expected) in [
            ("SHA256SUMS", Some((Named::Known(Algorithm::Sha256), None))),
            ("sha512sum.txt", Some((Named::Known(Algorithm::Sha512), None))),
            ("Fedora-41-x86_64-CHECKSUM", Some((Named::Nothing, None))),
            ("tool_1.0_checksums.txt", Some((Named::Nothing, None))),
            ("MD5SUMS", Some((Named::Known(Algorithm::Md5), None))),
            ("B2SUMS", Some((Named::Unknown("BLAKE2b"), None))),
            ("a.iso.sha256", Some((Named::Known(Algorithm::Sha256), Some("a.iso")))),
            ("A.ISO.SHA1", Some((Named::Known(Algorithm::Sha1), Some("A.ISO")))),
            ("a.iso.b3.txt", Some((Named::Known(Algorithm::Blake3), Some("a.iso")))),
            (".sha256", None),
            ("a.iso", None),
            ("sums", None),
        ] {
            let expected = expected.map(|(algorithm, subject): (Named, Option<&str>)| Naming {
                algorithm,
                subject: subject.map(|name| name.as_bytes().to_vec()),
            });
            assert_eq!(Naming::of(name.as_bytes()), expected, "{name}");
        }
    }

    #[test]
    fn every_name_that_is_looked_for_beside_a_file_is_known_as_one() {
        for shared in SHARED {
            assert_eq!(Naming::of(shared.as_bytes()).and_then(|naming| naming.subject), None, "{shared}");
            assert!(Naming::of(shared.as_bytes()).is_some(), "{shared}");
        }
        for (suffix, algorithm) in SUFFIXES {
            let naming = Naming::of(format!("x{suffix}").as_bytes()).expect(suffix);
            assert_eq!(naming, Naming { algorithm, subject: Some(b"x".to_vec()) });
        }
    }
}
