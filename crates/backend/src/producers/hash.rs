//! `hash`: digests of files and folders, and whether they are what they should be.
//!
//! ```text
//! plan ──▶ steps, one by one ──▶ a thread for each core ──▶ report ──▶ outlet, log
//!   walk, sum file, siblings       read ▶ lanes (digests)     counts, pace
//! ```
//!
//! The plan is gone through twice: once to count, once to read. So a run holds no contents but what is in
//! its buffers, and of names no more than one sorted list for each folder between the root and where it is
//! ([`Walk`](walk::Walk)), and the text of a sum file, which [`MAX_BYTES`](sums::MAX_BYTES) bounds. Its
//! memory grows with the longest folders on one way down, and not with how many files there are in all.

mod digest;
mod expected;
pub mod export;
mod name;
mod pipeline;
mod place;
mod plan;
mod read;
mod report;
mod siblings;
mod sum_file;
pub mod sums;
mod walk;

pub use plan::{Job, Plan, Root};

use std::{
    num::NonZero,
    sync::{Mutex, PoisonError},
    thread,
};

use millstream_flow::{Failure, Outlet, Stopped};
use millstream_shared::{
    Code, Error,
    hash::{HashEvent, HashLog},
};

use expected::judge;
use pipeline::Buffers;
use plan::{Step, Task};
use read::Reader;
use report::Report;

/// The slots of the policy `latest`: a newer `found` or `chunk` takes the place of a waiting one.
pub const fn slot(event: &HashEvent) -> Option<u64> {
    match event {
        HashEvent::Found { .. } => Some(0),
        HashEvent::Chunk { .. } => Some(1),
        _ => None,
    }
}

/// What a run may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Files that are read at a time; a file that is alone gets all of them for its algorithms.
    pub cores: usize,
    /// Events of progress a second, at most; 0 for none.
    pub progress: u32,
}

impl Default for Effort {
    /// All cores, as far as memory stays flat, and 60 events a second.
    fn default() -> Self {
        const MOST: usize = 32;
        Self { cores: thread::available_parallelism().map_or(1, NonZero::get).min(MOST), progress: 60 }
    }
}

/// Does the work, and returns when all threads have ended and all files are closed.
///
/// # Errors
/// [`Failure::Stopped`] once the reader of either outlet is gone: within one chunk of each file.
/// [`Code::NOTHING_TO_DO`] when the folders hold no file.
pub fn run(
    plan: &Plan,
    effort: Effort,
    outlet: &Outlet<HashEvent>,
    log: &Outlet<HashLog>,
) -> Result<(), Failure> {
    let report = Report::new(outlet, log, effort.progress);
    let files = survey(plan, &report)?;
    let workers = effort.cores.min(files as usize).max(1);
    let late = work(plan, workers, effort.cores / workers, &report)?;
    finish(plan, late, &report)
}

/// Counts the files, and their bytes by their sizes.
fn survey(plan: &Plan, report: &Report) -> Result<u32, Stopped> {
    let (mut files, mut total_bytes) = (0, 0);
    for step in plan.steps() {
        if let Step::File(task) = step {
            files += 1;
            total_bytes += task.bytes;
            if task.in_folder {
                report.found(files, total_bytes)?;
            }
        }
        report.go_on()?;
    }
    report.started(files, total_bytes)?;
    Ok(files)
}

/// What is told behind the files: lines of the sum file, by number.
enum Late {
    Missing(u32),
    Refused(u32, Error),
}

/// The steps that are left, shared by the threads: each takes the next one when it is free.
struct Queue<I> {
    steps: I,
    file: u32,
    late: Vec<Late>,
}

fn work(plan: &Plan, workers: usize, lanes: usize, report: &Report) -> Result<Vec<Late>, Failure> {
    let queue = Mutex::new(Queue { steps: plan.tasks(), file: 0, late: Vec::new() });
    let one = || {
        let mut buffers = Buffers::default();
        while let Some((file, task)) = next(&queue, report)? {
            hash(plan, file, &task, lanes, &mut buffers, report)?;
        }
        Ok::<_, Stopped>(())
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (1..workers).map(|_| scope.spawn(one)).collect();
        let ended = one();
        threads.into_iter().try_fold(ended, |ended, thread| match thread.join() {
            Ok(other) => Ok(ended.and(other)),
            Err(panicked) => Err(panicked),
        })
    })
    .unwrap_or_else(|panicked| std::panic::resume_unwind(panicked))?;
    Ok(queue.into_inner().unwrap_or_else(PoisonError::into_inner).late)
}

/// The next file and its number; what else the plan comes by is told on the way.
fn next(
    queue: &Mutex<Queue<impl Iterator<Item = Step>>>,
    report: &Report,
) -> Result<Option<(u32, Task)>, Stopped> {
    // A thread that panicked in here leaves nothing that the others could go on with.
    let Ok(mut queue) = queue.lock() else { return Err(Stopped) };
    loop {
        report.go_on()?;
        match queue.steps.next() {
            None => return Ok(None),
            Some(Step::File(task)) => {
                let file = queue.file;
                queue.file += 1;
                return Ok(Some((file, task)));
            }
            Some(Step::Skipped(name, error)) => report.skipped(&name, error)?,
            Some(Step::Unreadable(name, error)) => report.unlisted(&name, error)?,
            Some(Step::Trouble(trouble)) => report.trouble(trouble)?,
            Some(Step::Missing(line)) => queue.late.push(Late::Missing(line)),
            Some(Step::Refused(line, error)) => queue.late.push(Late::Refused(line, error)),
        }
    }
}

/// Reads one file, and tells what came of it.
fn hash(
    plan: &Plan,
    file: u32,
    task: &Task,
    lanes: usize,
    buffers: &mut Buffers,
    report: &Report,
) -> Result<(), Stopped> {
    let digested = Reader::open(task.place.clone()).map_err(Failure::Error).and_then(|reader| {
        report.opened(file, &task.name, reader.bytes())?;
        let algorithms = plan.algorithms(task);
        pipeline::digest(reader, &algorithms, lanes, buffers, |bytes| report.read(file, bytes))
    });
    match digested {
        Ok((bytes, digests)) => {
            let verdict = judge(&task.expected, &digests);
            report.done(file, bytes, digests, verdict)
        }
        Err(Failure::Error(error)) => report.unreadable(file, &task.name, error, task.in_folder),
        Err(Failure::Stopped) => Err(Stopped),
    }
}

/// Tells of the lines of the sum file that gave no file, in their order, and sums up.
fn finish(plan: &Plan, late: Vec<Late>, report: &Report) -> Result<(), Failure> {
    if let Some(sum_file) = plan.sum_file() {
        let mut late = late.into_iter().peekable();
        for (number, line) in sum_file.lines() {
            match line {
                Err(error) => report.malformed(number, error)?,
                Ok(line) => match late.next_if(|late| late.line() == number) {
                    Some(Late::Missing(_)) => report.missing(name::shown(&line.name), number)?,
                    Some(Late::Refused(_, error)) => report.malformed(number, error)?,
                    None => {}
                },
            }
        }
    }
    let summary = report.summary();
    let of_note = summary.files + summary.unreadable + summary.missing + summary.malformed;
    if of_note == 0 {
        let error = Error::new(Code::NOTHING_TO_DO, "There is no file in what was opened.");
        return Err(error.hint("The log says what was passed over.").into());
    }
    Ok(report.finish()?)
}

impl Late {
    const fn line(&self) -> u32 {
        match self {
            Self::Missing(line) | Self::Refused(line, _) => *line,
        }
    }
}
