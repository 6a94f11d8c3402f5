//! Where a file is, and how it is opened without being led astray.

use std::{
    ffi::OsStr,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use cap_fs_ext::OpenOptionsSyncExt as _;
use cap_std::{
    ambient_authority,
    fs::{Dir, File, Metadata, OpenOptions},
};
use millstream_shared::{Code, Error};

use super::name;

/// A file's place: a path that a person gave, or one beneath a folder that a person gave.
#[derive(Clone, Debug)]
pub enum Place {
    /// The person named it; its links lead wherever they do.
    Given(PathBuf),
    /// Named by a page, a sum file or a walk: it is resolved beneath the folder, and nothing on the way,
    /// no link and no `..`, leads out of it.
    Beneath(Arc<Dir>, PathBuf),
}

/// What stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file of so many bytes.
    File(u64),
    /// A folder.
    Folder,
    /// A FIFO, a socket, a device.
    Other,
}

impl Place {
    /// Opens the folder that a person named.
    ///
    /// # Errors
    /// [`Code::NOT_FOUND`], [`Code::PERMISSION_DENIED`], [`Code::IO`].
    pub fn open_folder(path: &Path) -> Result<Arc<Dir>, Error> {
        let dir = Dir::open_ambient_dir(path, ambient_authority()).map(Arc::new);
        dir.map_err(|error| explain(&error, &name::of_path(path), "read"))
    }

    /// What stands there, links followed. Nothing is opened.
    ///
    /// # Errors
    /// What the system says; see [`explain`].
    pub fn kind(&self) -> io::Result<Kind> {
        match self {
            Self::Given(path) => path.metadata().map(|data| kind(data.is_file(), data.is_dir(), data.len())),
            Self::Beneath(dir, path) => dir.metadata(path).map(|data| Kind::of(&data)),
        }
    }

    /// Opens the file for reading. Anything that is no file is refused before it is opened, because
    /// opening a device can do something; should one take the file's place between the two steps, then
    /// opening does not wait, and it is refused as well.
    ///
    /// # Errors
    /// [`Code::IS_A_FOLDER`], [`Code::NOT_A_FILE`], and what [`explain`] makes of the system's errors.
    pub fn open(&self) -> Result<(File, Metadata), Error> {
        self.only_file(self.kind().map_err(|error| self.explain(&error))?)?;
        let mut options = OpenOptions::new();
        options.read(true).nonblock(true);
        let file = match self {
            Self::Given(path) => File::open_ambient_with(path, &options, ambient_authority()),
            Self::Beneath(dir, path) => dir.open_with(path, &options),
        };
        let file = file.map_err(|error| self.explain(&error))?;
        let data = file.metadata().map_err(|error| self.explain(&error))?;
        self.only_file(Kind::of(&data))?;
        Ok((file, data))
    }

    /// The place beside this one that is called so.
    pub fn beside(&self, name: &OsStr) -> Self {
        match self {
            Self::Given(path) => Self::Given(path.with_file_name(name)),
            Self::Beneath(dir, path) => Self::Beneath(Arc::clone(dir), path.with_file_name(name)),
        }
    }

    /// The path, from the folder or as it was given.
    pub fn path(&self) -> &Path {
        match self {
            Self::Given(path) | Self::Beneath(_, path) => path,
        }
    }

    /// What the system's error means here.
    pub fn explain(&self, error: &io::Error) -> Error {
        let path = match self {
            Self::Given(path) => path.file_name().map_or(path.as_path(), Path::new),
            Self::Beneath(_, path) => path,
        };
        explain(error, &name::of_path(path), "read")
    }

    fn only_file(&self, kind: Kind) -> Result<(), Error> {
        let name = self.path().file_name().unwrap_or_default().to_string_lossy();
        match kind {
            Kind::File(_) => Ok(()),
            Kind::Folder => Err(Error::new(Code::IS_A_FOLDER, format!("{name} is a folder."))),
            Kind::Other => Err(Error::new(
                Code::NOT_A_FILE,
                format!("{name} is a FIFO, a socket or a device; reading it might never end."),
            )),
        }
    }
}

impl Kind {
    fn of(data: &Metadata) -> Self {
        kind(data.is_file(), data.is_dir(), data.len())
    }
}

const fn kind(is_file: bool, is_folder: bool, bytes: u64) -> Kind {
    match (is_file, is_folder) {
        (true, _) => Kind::File(bytes),
        (_, true) => Kind::Folder,
        _ => Kind::Other,
    }
}

/// What the system's error means for the file of this name, which could not be `read` or `written`.
pub fn explain(error: &io::Error, name: &[u8], what: &str) -> Error {
    let name = String::from_utf8_lossy(name);
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            Error::new(Code::NOT_FOUND, format!("{name} is not there."))
        }
        // A system's refusal has a number; one without comes from the resolution beneath a folder.
        io::ErrorKind::PermissionDenied if error.raw_os_error().is_none() => {
            Error::new(Code::OUTSIDE_GRANT, format!("{name} leads out of the folder that was opened."))
                .hint("Open the file itself, or the folder that it is in.")
        }
        io::ErrorKind::PermissionDenied => {
            Error::new(Code::PERMISSION_DENIED, format!("The system does not let {name} be {what}."))
                .hint("Ask its owner for the right.")
        }
        io::ErrorKind::IsADirectory => Error::new(Code::IS_A_FOLDER, format!("{name} is a folder.")),
        _ if is_loop(error) => {
            Error::new(Code::LINK_LOOP, format!("{name} is a link that leads back to itself."))
        }
        _ => Error::new(Code::IO, format!("{name} could not be {what}: {error}.")),
    }
}

fn is_loop(error: &io::Error) -> bool {
    #[cfg(unix)]
    return rustix::io::Errno::from_io_error(error) == Some(rustix::io::Errno::LOOP);
    #[cfg(not(unix))]
    return error.raw_os_error() == Some(ERROR_CANT_RESOLVE_FILENAME);
}

#[cfg(not(unix))]
const ERROR_CANT_RESOLVE_FILENAME: i32 = 1921;
