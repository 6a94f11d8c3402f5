//! What a file's digest should be, and who says so.

use millstream_shared::{
    Code, Error,
    hash::{Algorithm, Digests, Verdict},
};

use super::sums::{self, Line};

/// One digest that a file should have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The algorithm.
    pub algorithm: Algorithm,
    /// The digest, lower-case hex.
    pub digest: String,
    /// The sum file that says so; none for a digest that was pasted.
    pub source: Option<String>,
}

impl Expected {
    /// A digest that was pasted: hex digits in any case, white space around them, and perhaps a word
    /// and a colon in front, as in `sha256:…`. Without the word the length tells the algorithm; of two
    /// with the same length it is the one that was `asked` for.
    ///
    /// # Errors
    /// [`Code::BAD_DIGEST`], [`Code::UNKNOWN_ALGORITHM`].
    pub fn pasted(text: &str, asked: &[Algorithm]) -> Result<Self, Error> {
        let text = text.trim();
        let (tag, digest) = match text.split_once(':') {
            Some((tag, digest)) => (Some(tag.trim()), digest.trim()),
            None => (None, text),
        };
        if let Some(stray) = digest.chars().find(|c| !c.is_ascii_hexdigit()) {
            let message = format!("The digest has `{}`, which is no hex digit.", stray.escape_debug());
            return Err(Error::new(Code::BAD_DIGEST, message).hint("Paste the digest alone."));
        }
        let algorithm = match tag {
            Some(tag) => sums::by_tag(tag)?,
            None => sums::by_length(digest.len(), |algorithm| asked.contains(&algorithm))?,
        };
        if digest.len() != sums::digits(algorithm) {
            let message = format!("The digest has {} hex digits, and should have", digest.len());
            let error = Error::new(Code::BAD_DIGEST, format!("{message} {}.", sums::digits(algorithm)));
            return Err(error.hint("Copy it once more, as a whole."));
        }
        Ok(Self { algorithm, digest: digest.to_ascii_lowercase(), source: None })
    }

    /// What a line of a sum file says.
    pub fn by_line(line: Line, source: &str) -> Self {
        Self { algorithm: line.algorithm, digest: line.digest, source: Some(source.to_owned()) }
    }

    fn verdict(&self, digests: &Digests) -> Verdict {
        Verdict {
            matches: digests.get(self.algorithm) == Some(&self.digest),
            algorithm: self.algorithm,
            expected: self.digest.clone(),
            source: self.source.clone(),
        }
    }
}

/// Holds digests against all that was expected of them: what does not match comes first, and then the
/// strongest algorithm.
pub fn judge(expected: &[Expected], digests: &Digests) -> Option<Verdict> {
    let strength = |algorithm| Algorithm::ALL.iter().position(|&other| other == algorithm);
    expected
        .iter()
        .map(|expected| expected.verdict(digests))
        .min_by_key(|verdict| (verdict.matches, strength(verdict.algorithm)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Algorithm::{Blake3, Md5, Sha256};

    const HEX: &str = "a116c9ed46d6207734a43317d30fd88f52ac8634c37d904bbf4e41d865f90475";

    #[test]
    fn a_pasted_digest_tells_its_algorithm() {
        let algorithm = |text: &str, asked: &[Algorithm]| {
            Expected::pasted(text, asked).map(|expected| (expected.algorithm, expected.digest))
        };
        let upper = format!(" {}\n", HEX.to_uppercase());
        assert_eq!(algorithm(&upper, &[]), Ok((Sha256, HEX.to_owned())));
        assert_eq!(algorithm(HEX, &[Blake3]), Ok((Blake3, HEX.to_owned())));
        assert_eq!(algorithm(HEX, &[Blake3, Sha256]), Ok((Sha256, HEX.to_owned())));
        assert_eq!(algorithm(&format!("blake3:{HEX}"), &[Sha256]), Ok((Blake3, HEX.to_owned())));
        assert_eq!(algorithm(&HEX[..32], &[Sha256]), Ok((Md5, HEX[..32].to_owned())));
    }

    #[test]
    fn what_is_no_digest_says_why() {
        for (text, code) in [
            ("", Code::BAD_DIGEST),
            (&HEX[1..], Code::BAD_DIGEST),
            ("no digest", Code::BAD_DIGEST),
            (&format!("md5:{HEX}"), Code::BAD_DIGEST),
            (&format!("sha3:{HEX}"), Code::UNKNOWN_ALGORITHM),
            (&HEX[..56], Code::UNKNOWN_ALGORITHM),
        ] {
            assert_eq!(Expected::pasted(text, &[]).map_err(|error| error.code), Err(code), "{text:?}");
        }
    }

    #[test]
    fn what_does_not_match_comes_first() {
        let digests = Digests { sha256: Some("aa".into()), md5: Some("bb".into()), ..Digests::default() };
        let expected = |algorithm, digest: &str| Expected { algorithm, digest: digest.into(), source: None };
        let judged =
            |all: &[Expected]| judge(all, &digests).map(|verdict| (verdict.matches, verdict.algorithm));
        assert_eq!(judged(&[]), None);
        assert_eq!(judged(&[expected(Md5, "bb"), expected(Sha256, "aa")]), Some((true, Sha256)));
        assert_eq!(judged(&[expected(Sha256, "aa"), expected(Md5, "cc")]), Some((false, Md5)));
        assert_eq!(judged(&[expected(Blake3, "aa")]), Some((false, Blake3)), "was not computed");
    }
}
