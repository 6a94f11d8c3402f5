//! Sum files beside the files that they are about.

use std::{
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    sync::Arc,
};

use millstream_shared::Error;

use super::{
    expected::Expected,
    name,
    place::{Kind, Place},
    sum_file::{Index, SumFile},
    sums::{MAX_BYTES, Named, SHARED, SUFFIXES},
};

/// Looks for `NAME.sha256` beside each file, and for `SHA256SUMS` and the like, which it remembers for
/// the folder that it is in and for those above it.
#[derive(Default)]
pub struct Siblings {
    /// Where the paths of `levels` start.
    root: Option<usize>,
    levels: Vec<(PathBuf, Vec<Index>)>,
}

/// A sum file that could not be read, or not wholly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The sum file's path.
    pub name: Vec<u8>,
    /// What is wrong.
    pub error: Error,
    /// How many of its lines have no known form; 0 when it could not be read at all.
    pub malformed: u32,
}

impl Siblings {
    /// What the sum files beside a file say about it, and what is wrong with them. A shared one's
    /// troubles are told once for a folder.
    pub fn about(&mut self, place: &Place, troubles: &mut Vec<Trouble>) -> Vec<Expected> {
        let file_name = place.path().file_name().unwrap_or_default().to_owned();
        let key = name::of_path(Path::new(&file_name));
        let mut expected: Vec<_> =
            self.shared(place, troubles).iter().flat_map(|index| index.about(&key)).collect();
        for (suffix, _) in SUFFIXES.iter().filter(|(_, named)| matches!(named, Named::Known(_))) {
            let mut sibling = OsString::from(&file_name);
            sibling.push(suffix);
            let own = read(&place.beside(&sibling), MAX_BYTES, troubles).map(|(index, _)| index.about(&key));
            expected.extend(own.into_iter().flatten());
        }
        expected
    }

    fn shared(&mut self, place: &Place, troubles: &mut Vec<Trouble>) -> &[Index] {
        let root = match place {
            Place::Given(_) => None,
            Place::Beneath(dir, _) => Some(Arc::as_ptr(dir) as usize),
        };
        if self.root != root {
            self.root = root;
            self.levels.clear();
        }
        let folder = place.path().parent().unwrap_or(Path::new(""));
        while self.levels.pop_if(|(level, _)| !folder.starts_with(level)).is_some() {}
        if self.levels.last().is_none_or(|(level, _)| level != folder) {
            let mut left = MAX_BYTES;
            let found = SHARED.iter().filter_map(|shared| {
                let (index, bytes) = read(&place.beside(OsStr::new(shared)), left, troubles)?;
                left -= bytes;
                Some(index)
            });
            let found = found.collect();
            self.levels.push((folder.to_owned(), found));
        }
        self.levels.last().map_or(&[], |(_, found)| found)
    }
}

/// The sum file there, if there is one, and its size.
fn read(place: &Place, max: usize, troubles: &mut Vec<Trouble>) -> Option<(Index, usize)> {
    if !matches!(place.kind(), Ok(Kind::File(_))) {
        return None;
    }
    let mut trouble = |error, malformed| {
        troubles.push(Trouble { name: name::of_path(place.path()), error, malformed });
    };
    match SumFile::read(place.clone(), max) {
        Ok(file) => {
            let index = Index::new(&file);
            if let Some(error) = &index.first_malformed {
                trouble(error.clone(), index.malformed);
            }
            Some((index, file.bytes()))
        }
        Err(error) => {
            trouble(error, 0);
            None
        }
    }
}
