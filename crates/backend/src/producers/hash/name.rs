//! Names of files: bytes on a disk, text on a page.

use std::path::{Path, PathBuf};

use millstream_shared::{Code, Error, hash::FileName};

/// The name as a page gets it: as text, and with its bytes where the text is not the whole truth.
pub fn shown(name: &[u8]) -> FileName {
    match std::str::from_utf8(name) {
        Ok(text) => FileName { name: text.to_owned(), name_bytes: None },
        Err(_) => FileName {
            name: String::from_utf8_lossy(name).into_owned(),
            name_bytes: Some(name.iter().map(|byte| format!("{byte:02x}")).collect()),
        },
    }
}

/// The bytes of a name that came back from a page.
///
/// # Errors
/// [`Code::BAD_ARGUMENT`] when `nameBytes` is not hex.
pub fn bytes(name: &FileName) -> Result<Vec<u8>, Error> {
    let Some(hex) = &name.name_bytes else { return Ok(name.name.clone().into_bytes()) };
    let bad = || Error::new(Code::BAD_ARGUMENT, format!("The argument `nameBytes` is not hex: {hex}."));
    if !hex.len().is_multiple_of(2) || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(bad());
    }
    let pairs = (0..hex.len()).step_by(2).map(|at| &hex[at..at + 2]);
    pairs.map(|pair| u8::from_str_radix(pair, 16).map_err(|_| bad())).collect()
}

/// The bytes of a path, with `/` between its parts. On Unix they are the truth; elsewhere a path that is
/// not Unicode loses what is not.
pub fn of_path(path: &Path) -> Vec<u8> {
    #[cfg(unix)]
    return std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()).to_vec();
    #[cfg(not(unix))]
    return path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/").into_bytes();
}

/// The path that has these bytes.
///
/// # Errors
/// [`Code::NOT_FOUND`] where paths are Unicode, and this is not: there can be no such file.
pub fn to_path(name: Vec<u8>) -> Result<PathBuf, Error> {
    #[cfg(unix)]
    return Ok(PathBuf::from(<std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(name)));
    #[cfg(not(unix))]
    return String::from_utf8(name).map(PathBuf::from).map_err(|error| {
        let name = String::from_utf8_lossy(error.as_bytes()).into_owned();
        Error::new(Code::NOT_FOUND, format!("No file can be called {name} on this system."))
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_name_survives_the_page(name: Vec<u8>) {
            prop_assert_eq!(bytes(&shown(&name))?, name);
        }
    }

    #[test]
    fn a_name_that_is_text_travels_as_text_alone() {
        assert_eq!(shown("a/ü".as_bytes()).name_bytes, None);
        assert_eq!(shown(b"a\xff").name, "a\u{fffd}");
        assert_eq!(shown(b"a\xff").name_bytes.as_deref(), Some("61ff"));
    }

    #[test]
    fn bytes_that_are_not_hex_are_refused() {
        for hex in ["f", "0g", "+1", "é1"] {
            let name = FileName { name: String::new(), name_bytes: Some(hex.to_owned()) };
            assert_eq!(bytes(&name).map_err(|error| error.code), Err(Code::BAD_ARGUMENT), "{hex}");
        }
    }
}
