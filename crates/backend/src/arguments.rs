use std::{ffi::OsString, path::PathBuf};

use millstream_shared::{Code, Error};

const USAGE: &str = "\
Usage: millstream [FILE | FOLDER]…

Opens the workbench and hashes what is named.

  --help     show this text
  --version  show the version
  --         what follows is a name, also if it starts with a hyphen";

/// What the command line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arguments {
    /// The workbench, with these files and folders.
    Open(Vec<PathBuf>),
    /// A text, and nothing else.
    Say(String),
}

impl Arguments {
    /// Reads the arguments behind the program's name. Names need not be UTF-8, and need not be there.
    ///
    /// # Errors
    /// [`Code::BAD_ARGUMENT`] for an option that is not known.
    pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, Error> {
        let mut paths = Vec::new();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            match argument.to_str() {
                Some("--") => paths.extend(arguments.by_ref().map(PathBuf::from)),
                Some("--help" | "-h") => return Ok(Self::Say(USAGE.to_owned())),
                Some("--version" | "-V") => {
                    return Ok(Self::Say(format!("millstream {}", env!("CARGO_PKG_VERSION"))));
                }
                Some(option) if option.starts_with('-') && option != "-" => {
                    let message = format!("The option `{option}` is not known.");
                    return Err(Error::new(Code::BAD_ARGUMENT, message).hint("See millstream --help."));
                }
                _ => paths.push(PathBuf::from(argument)),
            }
        }
        Ok(Self::Open(paths))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Arguments, Code> {
        Arguments::read(arguments.iter().map(OsString::from)).map_err(|error| error.code)
    }

    #[test]
    fn names_and_options_are_told_apart() {
        let open = |paths: &[&str]| Ok(Arguments::Open(paths.iter().map(PathBuf::from).collect()));
        assert_eq!(read(&[]), open(&[]));
        assert_eq!(read(&["a b", "-", "ü"]), open(&["a b", "-", "ü"]));
        assert_eq!(read(&["a", "--", "--help", "--"]), open(&["a", "--help", "--"]));
        assert_eq!(read(&["--hlep"]), Err(Code::BAD_ARGUMENT));
        assert!(matches!(read(&["a", "--help"]), Ok(Arguments::Say(text)) if text.starts_with("Usage")));
        assert!(matches!(read(&["--version"]), Ok(Arguments::Say(text)) if text.starts_with("millstream ")));
    }

    #[test]
    #[cfg(unix)]
    fn a_name_that_is_not_utf_8_is_a_name() {
        let name: OsString = std::os::unix::ffi::OsStringExt::from_vec(b"-\xff".to_vec());
        assert_eq!(Arguments::read([name.clone()]), Ok(Arguments::Open(vec![name.into()])));
    }
}
