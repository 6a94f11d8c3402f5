use millstream_shared::hash::{Algorithm, SumFormat};

use super::tag;

/// Writes one line, its line feed included, byte for byte as `sha256sum` and its relatives do.
pub fn write_line(out: &mut Vec<u8>, format: SumFormat, algorithm: Algorithm, digest: &str, name: &[u8]) {
    let escaped = format != SumFormat::Bare && name.iter().any(|byte| matches!(byte, b'\\' | b'\n' | b'\r'));
    if escaped {
        out.push(b'\\');
    }
    match format {
        SumFormat::Gnu => {
            out.extend_from_slice(digest.as_bytes());
            out.extend_from_slice(b"  ");
            write_name(out, name);
        }
        SumFormat::Bsd => {
            out.extend_from_slice(tag(algorithm).as_bytes());
            out.extend_from_slice(b" (");
            write_name(out, name);
            out.extend_from_slice(b") = ");
            out.extend_from_slice(digest.as_bytes());
        }
        SumFormat::Bare => out.extend_from_slice(digest.as_bytes()),
    }
    out.push(b'\n');
}

fn write_name(out: &mut Vec<u8>, name: &[u8]) {
    for byte in name {
        match byte {
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            other => out.push(*other),
        }
    }
}
