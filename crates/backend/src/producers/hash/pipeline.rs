//! One file through its hashers: by the thread that reads it, or spread over lanes.

use std::{
    panic,
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

use millstream_flow::{Failure, Stopped};
use millstream_shared::{
    Error,
    hash::{Algorithm, Digests},
};

use super::{
    digest::{Hasher, deal},
    read::Reader,
};

/// Bytes that are read, hashed and counted in one go. What a cancel waits for, at the most.
pub const CHUNK: usize = 512 << 10;

/// Chunks of a file that are in memory at a time.
const DEPTH: usize = 4;

/// Files up to this size take one lane, whatever there is to compute: more would not pay.
const SMALL: u64 = 4 * CHUNK as u64;

/// Chunks of a large file that each way of hashing takes, to see which one is faster.
const TRIAL: usize = 48;

/// Files beyond this size are large: what a trial costs is lost in them.
const LARGE: u64 = 8 * (TRIAL * CHUNK) as u64;

/// The memory for chunks, used again for every file that one thread reads; [`DEPTH`] chunks at most.
#[derive(Default)]
pub struct Buffers(Vec<Vec<u8>>);

impl Buffers {
    fn take(&mut self) -> Option<Vec<u8>> {
        self.0.pop()
    }

    /// Allocates what is not there yet.
    fn fill_up(&mut self, count: usize) {
        while self.0.len() < count {
            self.0.push(vec![0; CHUNK]);
        }
    }
}

/// Reads a file to its end and answers its size and its digests. Behind each chunk it asks `go_on`, with
/// the chunk's size.
///
/// # Errors
/// [`Failure::Stopped`] when `go_on` says so; as [`Reader`] else.
pub fn digest(
    reader: Reader,
    algorithms: &[Algorithm],
    lanes: usize,
    buffers: &mut Buffers,
    go_on: impl FnMut(usize) -> Result<(), Stopped>,
) -> Result<(u64, Digests), Failure> {
    let bytes = reader.bytes();
    let lanes = if bytes <= SMALL { 1 } else { lanes };
    let mut hashers: Vec<_> = deal(algorithms, lanes).iter().map(|lane| Hasher::new(lane)).collect();
    let mut file = Reading { reader, buffers, go_on };
    match hashers.as_mut_slice() {
        [hasher] if lanes == 1 || bytes <= LARGE => file.here(hasher, usize::MAX)?,
        [hasher] => file.either(hasher)?,
        hashers => file.spread(hashers, usize::MAX)?,
    }
    let mut digests = Digests::default();
    hashers.into_iter().for_each(|hasher| hasher.finish(&mut digests));
    Ok((file.reader.finish()?, digests))
}

/// A file that is being read.
struct Reading<'a, F> {
    reader: Reader,
    buffers: &'a mut Buffers,
    go_on: F,
}

impl<F: FnMut(usize) -> Result<(), Stopped>> Reading<'_, F> {
    /// One hasher, with a core to spare that could read ahead of it. What that gains depends on how the cores get
    /// at each other's memory: from a fifth of the time to less than none. So both ways are tried on the file, and
    /// the faster one goes on.
    fn either(&mut self, hasher: &mut Hasher) -> Result<(), Failure> {
        let here = timed(|| self.here(hasher, TRIAL))?;
        let ahead = timed(|| self.spread(std::slice::from_mut(hasher), TRIAL))?;
        if ahead < here {
            self.spread(std::slice::from_mut(hasher), usize::MAX)
        } else {
            self.here(hasher, usize::MAX)
        }
    }

    /// This thread reads and hashes so many chunks at most: a chunk stays in the core's own memory.
    fn here(&mut self, hasher: &mut Hasher, chunks: usize) -> Result<(), Failure> {
        self.buffers.fill_up(1);
        let Some(buffer) = self.buffers.0.first_mut() else { return Ok(()) };
        for _ in 0..chunks {
            let filled = self.reader.fill(buffer)?;
            if filled == 0 {
                break;
            }
            hasher.update(&buffer[..filled]);
            (self.go_on)(filled)?;
        }
        Ok(())
    }

    /// This thread reads so many chunks at most; each lane is a thread that hashes. Every lane gets every chunk and
    /// hands it back, so [`DEPTH`] chunks are all there ever are, and the slowest lane sets the pace.
    fn spread(&mut self, hashers: &mut [Hasher], chunks: usize) -> Result<(), Failure> {
        self.buffers.fill_up(DEPTH);
        thread::scope(|scope| {
            let (done, returned) = mpsc::channel::<Arc<Chunk>>();
            let (inputs, lanes): (Vec<_>, Vec<_>) = hashers
                .iter_mut()
                .map(|hasher| {
                    let (input, chunks) = mpsc::channel::<Arc<Chunk>>();
                    let done = done.clone();
                    (input, scope.spawn(move || lane(hasher, &chunks, &done)))
                })
                .unzip();
            drop(done);
            let read = self.pump(&inputs, &returned, chunks);
            // The lanes end when they have hashed what was sent.
            drop(inputs);
            for lane in lanes {
                if let Err(panicked) = lane.join() {
                    panic::resume_unwind(panicked);
                }
            }
            returned.iter().for_each(|chunk| take_back(chunk, self.buffers));
            read
        })
    }

    fn pump(
        &mut self,
        inputs: &[mpsc::Sender<Arc<Chunk>>],
        returned: &mpsc::Receiver<Arc<Chunk>>,
        chunks: usize,
    ) -> Result<(), Failure> {
        for _ in 0..chunks {
            let mut buffer = loop {
                if let Some(buffer) = self.buffers.take() {
                    break buffer;
                }
                // All lanes gone means that they panicked, which their joining tells.
                let Ok(chunk) = returned.recv() else { return Ok(()) };
                take_back(chunk, self.buffers);
            };
            let filled = match self.reader.fill(&mut buffer) {
                Ok(filled) if filled > 0 => filled,
                end => {
                    self.buffers.0.push(buffer);
                    return end.map(|_| ()).map_err(Error::into);
                }
            };
            let chunk = Arc::new(Chunk { buffer, filled });
            for input in inputs {
                if input.send(Arc::clone(&chunk)).is_err() {
                    return Ok(());
                }
            }
            drop(chunk);
            (self.go_on)(filled)?;
        }
        Ok(())
    }
}

fn timed(work: impl FnOnce() -> Result<(), Failure>) -> Result<Duration, Failure> {
    let since = Instant::now();
    work().map(|()| since.elapsed())
}

/// A part of the file, on its way through the lanes.
struct Chunk {
    buffer: Vec<u8>,
    filled: usize,
}

fn lane(hasher: &mut Hasher, chunks: &mpsc::Receiver<Arc<Chunk>>, done: &mpsc::Sender<Arc<Chunk>>) {
    for chunk in chunks {
        hasher.update(&chunk.buffer[..chunk.filled]);
        if done.send(chunk).is_err() {
            break;
        }
    }
}

/// The last lane to hand a chunk back frees its memory for the next one.
fn take_back(chunk: Arc<Chunk>, buffers: &mut Buffers) {
    if let Some(chunk) = Arc::into_inner(chunk) {
        buffers.0.push(chunk.buffer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::producers::hash::place::Place;
    use std::{
        fs,
        io::{self, Seek as _, Write as _},
    };

    /// Reads a file of this size until `go_on` was asked so often.
    fn read(bytes: u64, lanes: usize, most: u32) -> (u32, Result<u64, Failure>, Buffers) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        fs::File::create(&path).and_then(|file| file.set_len(bytes)).expect("a file");
        let reader = Reader::open(Place::Given(path)).expect("open");
        let (mut asked, mut buffers) = (0, Buffers::default());
        let result = digest(reader, &Algorithm::ALL, lanes, &mut buffers, |_| {
            asked += 1;
            if asked < most { Ok(()) } else { Err(Stopped) }
        });
        (asked, result.map(|(bytes, _)| bytes), buffers)
    }

    #[test]
    fn reading_ends_with_the_chunk_at_which_it_is_stopped() {
        for (bytes, lanes) in [(SMALL, 2), (1 << 40, 1), (1 << 40, 2)] {
            for most in 1..4 {
                let (asked, result, _) = read(bytes, lanes, most);
                assert_eq!((asked, result), (most, Err(Failure::Stopped)), "{bytes} {lanes} {most}");
            }
        }
    }

    #[test]
    fn a_large_file_is_read_once_by_either_way() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("large");
        let mut file = fs::File::create(&path).expect("a file");
        // Not the same everywhere: a chunk that is left out or comes twice makes another digest.
        for mark in 0..4 * TRIAL as u64 {
            file.seek(io::SeekFrom::Start(mark * CHUNK as u64)).expect("there");
            file.write_all(&mark.to_le_bytes()).expect("written");
        }
        file.set_len(LARGE + CHUNK as u64 + 1).expect("sparse");
        let digest = |lanes| {
            let reader = Reader::open(Place::Given(path.clone())).expect("open");
            digest(reader, &[Algorithm::Sha256], lanes, &mut Buffers::default(), |_| Ok(())).expect("read")
        };
        assert_eq!(digest(2), digest(1));
        assert_eq!(digest(1).0, LARGE + CHUNK as u64 + 1);
    }

    #[test]
    fn memory_is_what_it_is_whatever_the_size() {
        for bytes in [0, 1, CHUNK as u64, SMALL, SMALL + 1, 40 * CHUNK as u64 + 1] {
            for lanes in [1, 2] {
                let (asked, result, buffers) = read(bytes, lanes, u32::MAX);
                assert_eq!((u64::from(asked), result), (bytes.div_ceil(CHUNK as u64), Ok(bytes)));
                let chunks = if bytes > SMALL && lanes > 1 { DEPTH } else { 1 };
                assert_eq!(buffers.0.len(), chunks, "{bytes} {lanes}");
            }
        }
    }
}
