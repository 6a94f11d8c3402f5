//! Events, requests and names in few words.

use millstream_shared::{
    Code, Error,
    hash::{Algorithm, Digests, FileName, HashEvent, HashLog, HashRequest, Reading, Verdict, Verify},
};
use sha2::Digest;

/// A request for one grant.
pub fn request(grant: &str, algorithms: &[Algorithm], verify: Verify) -> HashRequest {
    HashRequest { grants: vec![grant.into()], algorithms: algorithms.to_vec(), verify }
}

/// A name that is UTF-8.
pub fn name(text: &str) -> FileName {
    FileName { name: text.into(), name_bytes: None }
}

/// The folders are being walked.
pub const fn found(files: u32, total_bytes: u64) -> HashEvent {
    HashEvent::Found { files, total_bytes }
}

/// Reading begins.
pub const fn started(files: u32, total_bytes: u64) -> HashEvent {
    HashEvent::Started { files, total_bytes }
}

/// A file is being read.
pub fn opened(file: u32, path: &str, total_bytes: u64) -> HashEvent {
    HashEvent::Opened { file, name: name(path), total_bytes }
}

/// How far the run is, and each file that is being read.
pub fn chunk(bytes_read: u64, reading: &[(u32, u64)]) -> HashEvent {
    let reading = reading.iter().map(|&(file, bytes_read)| Reading { file, bytes_read }).collect();
    HashEvent::Chunk { bytes_read, reading }
}

/// A file was read to its end; with the real digests of its contents.
pub fn done(file: u32, contents: &[u8], algorithms: &[Algorithm], verdict: Option<Verdict>) -> HashEvent {
    let mut digests = Digests::default();
    for &algorithm in algorithms {
        let text = match algorithm {
            Algorithm::Sha256 => digest::<sha2::Sha256>(contents),
            Algorithm::Sha512 => digest::<sha2::Sha512>(contents),
            Algorithm::Blake3 => blake3::hash(contents).to_hex().to_string(),
            Algorithm::Sha1 => digest::<sha1::Sha1>(contents),
            Algorithm::Md5 => digest::<md5::Md5>(contents),
        };
        digests.set(algorithm, text);
    }
    HashEvent::Done { file, bytes: contents.len() as u64, digests, verdict }
}

/// A file could not be read.
pub fn unreadable(file: u32, path: &str, error: Error) -> HashEvent {
    HashEvent::Unreadable { file, name: name(path), error }
}

/// An entry was passed over.
pub fn skipped(path: &str, code: Code, message: &str) -> HashLog {
    HashLog::Skipped { name: name(path), error: Error::new(code, message) }
}

/// The system does not let this be read.
pub fn denied(path: &str) -> Error {
    Error::new(Code::PERMISSION_DENIED, format!("{path} may not be read."))
        .hint("Ask its owner for the right to read it.")
}

/// The file did not hold still.
pub fn changed(path: &str) -> Error {
    Error::new(Code::FILE_CHANGED, format!("{path} was changed while it was read."))
        .hint("Hash it again when nothing writes to it.")
}

/// The digest of some contents, in hex.
pub fn digest<D: Digest>(contents: &[u8]) -> String {
    hex(&D::digest(contents))
}

/// Bytes in hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
