//! A folder and all that is beneath it, in the order that `LC_ALL=C sort` gives the paths.

use std::{
    cmp::Ordering,
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    sync::Arc,
    vec,
};

use cap_std::fs::{Dir, DirEntry};
use millstream_shared::{Code, Error};

use super::{
    name,
    place::{Kind, Place, explain},
};

/// Walks a folder lazily: it holds one list of names for each folder between the root and where it is.
///
/// Links to files beneath the folder are followed. Links to folders are not, as the folder is walked
/// under its own name or is none of ours; so a walk always ends.
pub struct Walk {
    root: Arc<Dir>,
    levels: Vec<Level>,
    start: Option<PathBuf>,
}

/// Something that a walk came by; `path` starts at the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A file, or a link to one.
    File {
        /// Where.
        path: PathBuf,
        /// Its size.
        bytes: u64,
    },
    /// No file: a device, a FIFO, a link that loops, leads out or leads nowhere.
    Skipped {
        /// Where.
        path: PathBuf,
        /// Why.
        error: Error,
    },
    /// A folder that could not be listed, or an entry that could not be looked at.
    Unreadable {
        /// Where; empty for the folder itself.
        path: PathBuf,
        /// Why.
        error: Error,
    },
}

struct Level {
    path: PathBuf,
    names: vec::IntoIter<Name>,
}

struct Name {
    name: OsString,
    what: What,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Folder,
    Link,
    Else,
}

impl Walk {
    /// A walk of this folder.
    pub fn new(root: Arc<Dir>) -> Self {
        Self { root, levels: Vec::new(), start: Some(PathBuf::new()) }
    }

    fn descend(&mut self, path: PathBuf) -> Result<(), Error> {
        let here = if path.as_os_str().is_empty() { Path::new(".") } else { &path };
        let mut names =
            list(&self.root, here).map_err(|error| explain(&error, &name::of_path(here), "read"))?;
        names.sort_unstable_by(Name::cmp);
        self.levels.push(Level { path, names: names.into_iter() });
        Ok(())
    }

    fn look(&self, path: PathBuf, what: What) -> Found {
        let place = Place::Beneath(Arc::clone(&self.root), path);
        let is_link = what == What::Link;
        let skipped = |code, why: &str| {
            let error = Error::new(code, format!("{} {why}.", place.path().display()));
            Found::Skipped { path: place.path().to_owned(), error }
        };
        match place.kind() {
            Ok(Kind::File(bytes)) => Found::File { path: place.path().to_owned(), bytes },
            Ok(Kind::Folder) if is_link && self.leads_up(place.path()) => {
                skipped(Code::LINK_LOOP, "is a link to a folder above it")
            }
            Ok(Kind::Folder) if is_link => {
                skipped(Code::IS_A_FOLDER, "is a link to a folder, which is walked under its own name")
            }
            Ok(Kind::Folder) => skipped(Code::IS_A_FOLDER, "became a folder while its parent was walked"),
            Ok(Kind::Other) => skipped(Code::NOT_A_FILE, "is a FIFO, a socket or a device"),
            Err(error) => {
                let error = place.explain(&error);
                let path = place.path().to_owned();
                let passed_over = [Code::NOT_FOUND, Code::LINK_LOOP, Code::OUTSIDE_GRANT];
                if is_link && passed_over.contains(&error.code) {
                    Found::Skipped { path, error }
                } else {
                    Found::Unreadable { path, error }
                }
            }
        }
    }

    /// Whether a link to a folder leads to one that it is in.
    fn leads_up(&self, link: &Path) -> bool {
        let Ok(target) = self.root.canonicalize(link) else { return false };
        let is_root = target.as_os_str().is_empty() || target == Path::new(".");
        // The walk came here through folders alone, so the link's own path is resolved already.
        is_root || link.parent().is_some_and(|parent| parent.starts_with(&target))
    }
}

impl Iterator for Walk {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        if let Some(path) = self.start.take()
            && let Err(error) = self.descend(path)
        {
            return Some(Found::Unreadable { path: PathBuf::new(), error });
        }
        while let Some(level) = self.levels.last_mut() {
            let Some(Name { name, what }) = level.names.next() else {
                self.levels.pop();
                continue;
            };
            let path = level.path.join(name);
            if what != What::Folder {
                return Some(self.look(path, what));
            }
            if let Err(error) = self.descend(path.clone()) {
                return Some(Found::Unreadable { path, error });
            }
        }
        None
    }
}

impl Name {
    /// Compares as the whole paths would: a folder's name has a `/` behind it.
    fn cmp(&self, other: &Self) -> Ordering {
        self.bytes().cmp(other.bytes())
    }

    fn bytes(&self) -> impl Iterator<Item = &u8> {
        let slash: &[u8] = if self.what == What::Folder { b"/" } else { b"" };
        self.name.as_encoded_bytes().iter().chain(slash)
    }
}

fn list(root: &Dir, path: &Path) -> io::Result<Vec<Name>> {
    root.read_dir(path)?.map(|entry| entry.and_then(|entry| Name::of(&entry))).collect()
}

impl Name {
    fn of(entry: &DirEntry) -> io::Result<Self> {
        let kind = entry.file_type()?;
        let what = match (kind.is_dir(), kind.is_symlink()) {
            (true, _) => What::Folder,
            (_, true) => What::Link,
            _ => What::Else,
        };
        Ok(Self { name: entry.file_name(), what })
    }
}
