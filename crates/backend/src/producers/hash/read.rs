//! Reading one file from end to end, and knowing whether it stayed the same meanwhile.

use std::{
    io::{self, Read as _},
    time::SystemTime,
};

use cap_fs_ext::MetadataExt as _;
use cap_std::fs::{File, Metadata};
use millstream_shared::{Code, Error};

use super::place::Place;

/// A file that is being read, from its start.
pub struct Reader {
    place: Place,
    file: File,
    before: Stamp,
    read: u64,
}

/// What tells one state of a file from another, as far as the system tells it: a change that keeps the
/// size and falls into one tick of the file system's clock with the state before it is not seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    bytes: u64,
    modified: Option<SystemTime>,
    device: u64,
    inode: u64,
}

impl Reader {
    /// Opens the file; see [`Place::open`].
    ///
    /// # Errors
    /// As [`Place::open`].
    pub fn open(place: Place) -> Result<Self, Error> {
        let (file, data) = place.open()?;
        Ok(Self { place, file, before: Stamp::of(&data), read: 0 })
    }

    /// The file's size when it was opened.
    pub const fn bytes(&self) -> u64 {
        self.before.bytes
    }

    /// Reads the next bytes, as many as fit; fewer only at the end, and 0 behind it.
    ///
    /// # Errors
    /// [`Code::FILE_CHANGED`] as soon as there is more than there should be, so that a file which grows
    /// and grows has an end. Else what the system says.
    pub fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.file.read(&mut buffer[filled..]) {
                Ok(0) => break,
                Ok(more) => filled += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.place.explain(&error)),
            }
        }
        self.read += filled as u64;
        // Files of the kernel's say that they are empty, and are not.
        if self.before.bytes > 0 && self.read > self.before.bytes {
            return Err(self.changed("it grew"));
        }
        Ok(filled)
    }

    /// Ends the reading: answers how many bytes there were, if the file is still the one that was
    /// opened, and as it was.
    ///
    /// # Errors
    /// [`Code::FILE_CHANGED`] with how it changed.
    pub fn finish(self) -> Result<u64, Error> {
        let data = self.file.metadata().map_err(|error| self.place.explain(&error))?;
        let after = Stamp::of(&data);
        if after.bytes != self.before.bytes {
            let change = if after.bytes < self.before.bytes { "it shrank" } else { "it grew" };
            return Err(self.changed(&format!("{change} to {} bytes", after.bytes)));
        }
        if after.modified != self.before.modified {
            return Err(self.changed("it was written to"));
        }
        if self.before.bytes > 0 && self.read != self.before.bytes {
            return Err(self.changed(&format!("it ended after {} bytes", self.read)));
        }
        match self.place.open() {
            Ok((_, data)) if Stamp::of(&data).is_same_file(&after) => Ok(self.read),
            Ok(_) => Err(self.changed("another file took its place")),
            Err(error) if error.code == Code::NOT_FOUND => Err(self.changed("it was removed")),
            Err(_) => Err(self.changed("something else took its place")),
        }
    }

    fn changed(&self, how: &str) -> Error {
        let name = self.place.path().file_name().unwrap_or_default().to_string_lossy();
        let bytes = self.before.bytes;
        let message = format!("{name} changed while it was read: it had {bytes} bytes, then {how}.");
        Error::new(Code::FILE_CHANGED, message).hint("Hash it again when nothing writes to it.")
    }
}

impl Stamp {
    fn of(data: &Metadata) -> Self {
        Self {
            bytes: data.len(),
            // Not every file system keeps the time; the size and the identity are left then.
            modified: data.modified().ok().map(cap_std::time::SystemTime::into_std),
            device: data.dev(),
            inode: data.ino(),
        }
    }

    fn is_same_file(&self, other: &Self) -> bool {
        (self.device, self.inode) == (other.device, other.inode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, fs::OpenOptions, io::Write as _, path::Path};

    /// Reads a file of 1,000 bytes in two parts, with `meanwhile` between them.
    fn read(meanwhile: impl FnOnce(&Path)) -> Result<u64, Error> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        fs::write(&path, [7; 1000]).expect("written");
        // So that a write is seen even if the clock stands still.
        let past = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000);
        OpenOptions::new().append(true).open(&path).and_then(|file| file.set_modified(past)).expect("set");
        let mut reader = Reader::open(Place::Given(path.clone()))?;
        let mut buffer = [0; 600];
        reader.fill(&mut buffer)?;
        meanwhile(&path);
        while reader.fill(&mut buffer)? > 0 {}
        reader.finish()
    }

    fn how(result: Result<u64, Error>) -> String {
        let error = result.expect_err("a change");
        assert_eq!(error.code, Code::FILE_CHANGED);
        error.message
    }

    #[test]
    fn a_file_that_stays_the_same_is_read() {
        assert_eq!(read(|_| {}), Ok(1000));
    }

    #[test]
    fn a_file_that_shrinks_is_reported() {
        let shrink = |path: &Path| OpenOptions::new().write(true).open(path)?.set_len(700);
        let message = how(read(|path| shrink(path).expect("cut")));
        assert!(message.ends_with("it had 1000 bytes, then it shrank to 700 bytes."), "{message}");
    }

    #[test]
    fn a_file_that_grows_is_reported_and_not_read_on() {
        let grow = |path: &Path| OpenOptions::new().append(true).open(path)?.write_all(&[7; 9]);
        assert!(how(read(|path| grow(path).expect("written"))).ends_with("then it grew."));
    }

    #[test]
    fn a_file_that_is_written_to_is_reported() {
        let message = how(read(|path| fs::write(path, [8; 1000]).expect("written")));
        assert!(message.ends_with("then it was written to."), "{message}");
    }

    #[test]
    fn a_file_that_is_replaced_is_reported() {
        let replace = |path: &Path| {
            let other = path.with_extension("new");
            fs::write(&other, [7; 1000])?;
            fs::rename(other, path)
        };
        assert!(how(read(|path| replace(path).expect("renamed"))).ends_with("another file took its place."));
        assert!(how(read(|path| fs::remove_file(path).expect("removed"))).ends_with("it was removed."));
        let folder = |path: &Path| fs::remove_file(path).and_then(|()| fs::create_dir(path));
        assert!(how(read(|path| folder(path).expect("made"))).ends_with("something else took its place."));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_file_of_the_kernels_is_read_though_it_says_that_it_is_empty() {
        let mut reader = Reader::open(Place::Given("/proc/self/status".into())).expect("open");
        assert_eq!(reader.bytes(), 0);
        let read = reader.fill(&mut [0; 100_000]).expect("read");
        assert!(read > 0);
        assert_eq!(reader.finish(), Ok(read as u64));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_file_that_opens_and_cannot_be_read_is_reported() {
        // The first page of memory is never there.
        let mut reader = Reader::open(Place::Given("/proc/self/mem".into())).expect("open");
        assert_eq!(reader.fill(&mut [0; 16]).map_err(|error| error.code), Err(Code::IO));
    }
}
