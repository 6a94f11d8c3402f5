//! Digests of a stream of bytes, several algorithms at a time.

use blake3::Hasher as Blake3;
use md5::Md5;
use millstream_shared::hash::{Algorithm, Digests};
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha512};

/// Takes bytes, and gives their digests by each of its algorithms.
pub struct Hasher(Vec<State>);

enum State {
    Sha256(Sha256),
    Sha512(Sha512),
    Blake3(Box<Blake3>),
    Sha1(Sha1),
    Md5(Md5),
}

impl Hasher {
    /// A hasher that has taken nothing yet.
    pub fn new(algorithms: &[Algorithm]) -> Self {
        let state = |&algorithm: &Algorithm| match algorithm {
            Algorithm::Sha256 => State::Sha256(Sha256::new()),
            Algorithm::Sha512 => State::Sha512(Sha512::new()),
            Algorithm::Blake3 => State::Blake3(Box::new(Blake3::new())),
            Algorithm::Sha1 => State::Sha1(Sha1::new()),
            Algorithm::Md5 => State::Md5(Md5::new()),
        };
        Self(algorithms.iter().map(state).collect())
    }

    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        for state in &mut self.0 {
            match state {
                State::Sha256(hasher) => hasher.update(bytes),
                State::Sha512(hasher) => hasher.update(bytes),
                State::Blake3(hasher) => {
                    hasher.update(bytes);
                }
                State::Sha1(hasher) => hasher.update(bytes),
                State::Md5(hasher) => hasher.update(bytes),
            }
        }
    }

    /// Writes the digests of all that was taken into `digests`.
    pub fn finish(self, digests: &mut Digests) {
        for state in self.0 {
            match state {
                State::Sha256(hasher) => digests.set(Algorithm::Sha256, hex(&hasher.finalize())),
                State::Sha512(hasher) => digests.set(Algorithm::Sha512, hex(&hasher.finalize())),
                State::Blake3(hasher) => digests.set(Algorithm::Blake3, hex(hasher.finalize().as_bytes())),
                State::Sha1(hasher) => digests.set(Algorithm::Sha1, hex(&hasher.finalize())),
                State::Md5(hasher) => digests.set(Algorithm::Md5, hex(&hasher.finalize())),
            }
        }
    }
}

/// Deals algorithms out to at most `lanes` lanes, so that the slowest lane is as fast as it can be made
/// without trying all deals: the dearest algorithm first, each to the lane with the least to do.
pub fn deal(algorithms: &[Algorithm], lanes: usize) -> Vec<Vec<Algorithm>> {
    let mut dearest_first = algorithms.to_vec();
    dearest_first.sort_by_key(|&algorithm| std::cmp::Reverse(cost(algorithm)));
    let mut dealt = vec![(0, Vec::new()); lanes.clamp(1, algorithms.len().max(1))];
    for algorithm in dearest_first {
        if let Some((load, lane)) = dealt.iter_mut().min_by_key(|(load, _)| *load) {
            *load += cost(algorithm);
            lane.push(algorithm);
        }
    }
    dealt.into_iter().map(|(_, lane)| lane).collect()
}

/// Time for a byte, in parts of a nanosecond that do not matter: only their ratio does. Measured with
/// SHA extensions and AVX-512; without them SHA-256 and SHA-1 are dearer, and the deal is less even.
const fn cost(algorithm: Algorithm) -> u32 {
    match algorithm {
        Algorithm::Sha256 => 6,
        Algorithm::Sha512 => 14,
        Algorithm::Blake3 => 2,
        Algorithm::Sha1 => 5,
        Algorithm::Md5 => 15,
    }
}

fn hex(bytes: &[u8]) -> String {
    let nibbles = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles.filter_map(|nibble| char::from_digit(nibble.into(), 16)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digests(parts: &[&[u8]]) -> Digests {
        let mut hasher = Hasher::new(&Algorithm::ALL);
        parts.iter().for_each(|part| hasher.update(part));
        let mut digests = Digests::default();
        hasher.finish(&mut digests);
        digests
    }

    #[test]
    fn published_vectors_hold() {
        // FIPS 180-4, RFC 1321 and the BLAKE3 test vectors.
        let abc = digests(&[b"abc"]);
        let expected = [
            (Algorithm::Sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (Algorithm::Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (Algorithm::Md5, "900150983cd24fb0d6963f7d28e17f72"),
            (Algorithm::Blake3, "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85"),
            (
                Algorithm::Sha512,
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
                 2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            ),
        ];
        for (algorithm, hex) in expected {
            assert_eq!(abc.get(algorithm), Some(hex), "{algorithm:?}");
        }
        assert_eq!(abc, digests(&[b"a", b"", b"bc"]));
    }

    #[test]
    fn the_deal_is_even() {
        use Algorithm::{Blake3, Md5, Sha1, Sha256, Sha512};
        assert_eq!(deal(&[Sha256], 4), [[Sha256]]);
        assert_eq!(deal(&[Sha256, Blake3], 1), [[Sha256, Blake3]]);
        assert_eq!(deal(&Algorithm::ALL, 2), [vec![Md5, Sha1, Blake3], vec![Sha512, Sha256]]);
    }
}
