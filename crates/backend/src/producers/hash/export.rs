//! Digests as the text of a sum file.

use std::{fs, io::Write as _, path::Path};

use millstream_shared::{
    Code, Error,
    hash::{HashExportRequest, SumFormat},
};
use tempfile::Builder;

use super::{name, place::explain, sums};

/// The lines that the request asks for, byte for byte as coreutils writes them.
///
/// # Errors
/// [`Code::NOTHING_TO_DO`] without entries, [`Code::BAD_DIGEST`] for a digest that is none of the
/// algorithm's, [`Code::BAD_ARGUMENT`] for a name that no file can have.
pub fn text(request: &HashExportRequest) -> Result<Vec<u8>, Error> {
    if request.entries.is_empty() {
        return Err(Error::new(Code::NOTHING_TO_DO, "There is no digest to write."));
    }
    let mut text = Vec::new();
    for (index, entry) in request.entries.iter().enumerate() {
        let name = name::bytes(&entry.name)?;
        let digits = sums::digits(request.algorithm);
        if entry.digest.len() != digits || !entry.digest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let message = format!("The digest in `entries[{index}]` has not {digits} hex digits.");
            return Err(Error::new(Code::BAD_DIGEST, message));
        }
        if request.format != SumFormat::Bare && (name.is_empty() || name.contains(&0)) {
            let message = format!("The name in `entries[{index}]` is empty or has a zero byte.");
            return Err(Error::new(Code::BAD_ARGUMENT, message));
        }
        sums::write_line(
            &mut text,
            request.format,
            request.algorithm,
            &entry.digest.to_ascii_lowercase(),
            &name,
        );
    }
    Ok(text)
}

/// The same lines for a clipboard. Bare digests have no line feed at their end, so that they can be pasted
/// into a field.
///
/// # Errors
/// [`Code::CLIPBOARD`] for a name that is not UTF-8: a clipboard would change it.
pub fn for_clipboard(text: Vec<u8>, format: SumFormat) -> Result<String, Error> {
    let mut text = String::from_utf8(text).map_err(|error| {
        let from = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..from].iter().filter(|&&byte| byte == b'\n').count() + 1;
        let message = format!("The name in line {line} is not UTF-8, and a clipboard holds nothing else.");
        Error::new(Code::CLIPBOARD, message).hint("Export to a file instead.")
    })?;
    if format == SumFormat::Bare {
        text.truncate(text.trim_end().len());
    }
    Ok(text)
}

/// The name that the sum file would usually have: after its one file, or after the algorithm.
pub fn file_name(request: &HashExportRequest) -> String {
    let tag = sums::tag(request.algorithm);
    match &request.entries[..] {
        [one] => {
            let last = one.name.name.rsplit('/').next().unwrap_or_default();
            format!("{last}.{}", tag.to_ascii_lowercase())
        }
        _ => format!("{tag}SUMS"),
    }
}

/// Writes a file as a whole or not at all: beside it first, and then in its place. A link is written
/// through to the file that it leads to.
///
/// # Errors
/// What the system says.
pub fn write(path: &Path, text: &[u8]) -> Result<(), Error> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = target.parent().unwrap_or(Path::new("."));
    let write = || {
        let mut builder = Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut file = builder.prefix(".millstream-").tempfile_in(folder)?;
        file.write_all(text)?;
        file.as_file().sync_all()?;
        file.persist(&target).map(|_| ()).map_err(|error| error.error)
    };
    write().map_err(|error| {
        let name = name::of_path(target.file_name().map_or(target.as_path(), Path::new));
        explain(&error, &name, "written")
    })
}
