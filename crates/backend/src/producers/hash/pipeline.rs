//! One file through its hashers: by the thread that reads it, or spread over lanes.

use std::{
    panic,
    sync::{Arc, mpsc},
    thread,
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
pub const CHUNK: usize = 128 << 10;

/// Chunks of a file that are in memory at a time.
const DEPTH: usize = 4;

/// Files up to this size take one lane, whatever there is to compute: more would not pay.
const SMALL: u64 = 1 << 20;

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
/// What one lane computes, the thread that reads computes as well: the system reads ahead of it, and a
/// chunk stays where it was read.
///
/// # Errors
/// [`Failure::Stopped`] when `go_on` says so; as [`Reader`] else.
pub fn digest(
    mut reader: Reader,
    algorithms: &[Algorithm],
    lanes: usize,
    buffers: &mut Buffers,
    go_on: impl FnMut(usize) -> Result<(), Stopped>,
) -> Result<(u64, Digests), Failure> {
    let lanes = if reader.bytes() <= SMALL { 1 } else { lanes };
    let mut digests = Digests::default();
    match deal(algorithms, lanes).as_slice() {
        [algorithms] => here(&mut reader, algorithms, buffers, go_on)?.finish(&mut digests),
        lanes => spread(&mut reader, lanes, buffers, &mut digests, go_on)?,
    }
    Ok((reader.finish()?, digests))
}

/// This thread reads and hashes.
fn here(
    reader: &mut Reader,
    algorithms: &[Algorithm],
    buffers: &mut Buffers,
    mut go_on: impl FnMut(usize) -> Result<(), Stopped>,
) -> Result<Hasher, Failure> {
    buffers.fill_up(1);
    let mut hasher = Hasher::new(algorithms);
    if let Some(buffer) = buffers.0.first_mut() {
        loop {
            let filled = reader.fill(buffer)?;
            if filled == 0 {
                break;
            }
            hasher.update(&buffer[..filled]);
            go_on(filled)?;
        }
    }
    Ok(hasher)
}

/// A part of the file, on its way through the lanes.
struct Chunk {
    buffer: Vec<u8>,
    filled: usize,
}

/// This thread reads; each lane is a thread that hashes. Every lane gets every chunk and hands it back,
/// so [`DEPTH`] chunks are all there ever are, and the slowest lane sets the pace.
fn spread(
    reader: &mut Reader,
    lanes: &[Vec<Algorithm>],
    buffers: &mut Buffers,
    digests: &mut Digests,
    mut go_on: impl FnMut(usize) -> Result<(), Stopped>,
) -> Result<(), Failure> {
    buffers.fill_up(DEPTH);
    thread::scope(|scope| {
        let (done, returned) = mpsc::channel::<Arc<Chunk>>();
        let (inputs, lanes): (Vec<_>, Vec<_>) = lanes
            .iter()
            .map(|algorithms| {
                let (input, chunks) = mpsc::channel::<Arc<Chunk>>();
                let done = done.clone();
                (input, scope.spawn(move || lane(algorithms, &chunks, &done)))
            })
            .unzip();
        drop(done);
        let read = pump(reader, &inputs, &returned, buffers, &mut go_on);
        // The lanes end when they have hashed what was sent.
        drop(inputs);
        for lane in lanes {
            match lane.join() {
                Ok(hasher) => hasher.finish(digests),
                Err(panicked) => panic::resume_unwind(panicked),
            }
        }
        returned.iter().for_each(|chunk| take_back(chunk, buffers));
        read
    })
}

fn pump(
    reader: &mut Reader,
    inputs: &[mpsc::Sender<Arc<Chunk>>],
    returned: &mpsc::Receiver<Arc<Chunk>>,
    buffers: &mut Buffers,
    mut go_on: impl FnMut(usize) -> Result<(), Stopped>,
) -> Result<(), Failure> {
    loop {
        let mut buffer = loop {
            if let Some(buffer) = buffers.take() {
                break buffer;
            }
            // All lanes gone means that they panicked, which their joining tells.
            let Ok(chunk) = returned.recv() else { return Ok(()) };
            take_back(chunk, buffers);
        };
        let filled = match reader.fill(&mut buffer) {
            Ok(filled) if filled > 0 => filled,
            end => {
                buffers.0.push(buffer);
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
        go_on(filled)?;
    }
}

fn lane(
    algorithms: &[Algorithm],
    chunks: &mpsc::Receiver<Arc<Chunk>>,
    done: &mpsc::Sender<Arc<Chunk>>,
) -> Hasher {
    let mut hasher = Hasher::new(algorithms);
    for chunk in chunks {
        hasher.update(&chunk.buffer[..chunk.filled]);
        if done.send(chunk).is_err() {
            break;
        }
    }
    hasher
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
    use std::fs;

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
