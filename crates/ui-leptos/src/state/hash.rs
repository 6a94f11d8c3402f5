//! A run of `hash`, as its events tell it.

use millstream_shared::{
    Account, End, Error,
    hash::{Algorithm, Digests, FileName, HashEvent, HashLog, Summary, Verdict},
};
use serde::Serialize;

use super::rate::{Rate, STILL, seen};

/// How far a run is. Times are milliseconds of the caller's clock.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HashState {
    /// Where it is.
    pub phase: Phase,
    /// When it was started.
    pub started_at: u64,
    /// When reading began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading_at: Option<u64>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<u64>,
    /// When it last came further.
    pub moved_at: u64,
    /// Files that there are; growing while `walking`.
    pub files: u32,
    /// Their bytes.
    pub total_bytes: u64,
    /// Bytes that were read.
    pub bytes_read: u64,
    /// How fast.
    pub rate: Rate,
    /// The algorithms that any digest so far is of, in the order in which they are offered.
    pub algorithms: Vec<Algorithm>,
    /// The algorithm that the files were last held against.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<Algorithm>,
    /// How many of what, so far.
    pub counts: Summary,
    /// The files that were opened or refused, by their numbers.
    pub rows: Vec<Row>,
    /// Lines of a sum file that name no file that is there, in order.
    pub lines: Vec<Row>,
    /// What was passed over in folders: the first [`LOG_LIMIT`].
    pub log: Vec<HashLog>,
    /// How many that are in all.
    pub logged: u64,
    /// Why the run failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Error>,
    /// What became of the events; there once they have ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<Account>,
    /// What became of the log's lines; there once they have ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_account: Option<Account>,
}

/// Where a run is. The last three are ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Phase {
    /// Asked for; nothing has come yet.
    Starting,
    /// The folders are being walked.
    Walking,
    /// The files are being read.
    Reading,
    /// All is done.
    Finished,
    /// The run gave up.
    Failed,
    /// The run was stopped.
    Cancelled,
}

/// One line of the list: a file, or a line of a sum file.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// What it is called.
    #[serde(flatten)]
    pub name: FileName,
    /// The file's number; none for a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<u32>,
    /// The line of the sum file, from 1; none for a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What is known of it.
    pub result: Result,
    /// Its size; none where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// Bytes that were read of it.
    pub bytes_read: u64,
    /// Its digests.
    pub digests: Digests,
    /// Whether it is what it should be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// What is wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Error>,
}

/// What is known of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Result {
    /// It is being read.
    Reading,
    /// It was read; there was nothing to hold it against.
    Done,
    /// It is what it should be.
    Match,
    /// It is not.
    Mismatch,
    /// It could not be read.
    Unreadable,
    /// It is not there.
    Missing,
    /// It is no line of a sum file.
    Malformed,
    /// Its run ended before it.
    Stopped,
}

/// Log lines that are kept.
pub const LOG_LIMIT: usize = 1000;

/// A run that was started at `now`, before any event.
pub fn begin(now: u64) -> HashState {
    HashState {
        phase: Phase::Starting,
        started_at: now,
        reading_at: None,
        ended_at: None,
        moved_at: now,
        files: 0,
        total_bytes: 0,
        bytes_read: 0,
        rate: STILL,
        algorithms: Vec::new(),
        against: None,
        counts: Summary::default(),
        rows: Vec::new(),
        lines: Vec::new(),
        log: Vec::new(),
        logged: 0,
        error: None,
        account: None,
        log_account: None,
    }
}

/// The run after one more event.
pub fn reduce(state: &mut HashState, event: HashEvent, now: u64) {
    match event {
        HashEvent::Found { files, total_bytes } => {
            state.phase = Phase::Walking;
            state.files = files;
            state.total_bytes = total_bytes;
        }
        HashEvent::Started { files, total_bytes } => {
            state.phase = Phase::Reading;
            state.reading_at = Some(now);
            state.files = files;
            state.total_bytes = total_bytes;
            seen(&mut state.rate, 0, now);
        }
        HashEvent::Opened { file, name, total_bytes } => {
            let row = Row { file: Some(file), bytes: Some(total_bytes), ..row(name, Result::Reading) };
            put(&mut state.rows, file, row);
        }
        HashEvent::Chunk { bytes_read, reading } => {
            advance(state, bytes_read, now);
            for part in reading {
                if let Some(row) = known(&mut state.rows, part.file) {
                    row.bytes_read = part.bytes_read;
                }
            }
        }
        HashEvent::Done { file, bytes, digests, verdict } => done(state, file, bytes, digests, verdict),
        HashEvent::Unreadable { file, name, error } => {
            let opened = known(&mut state.rows, file).cloned();
            let row = opened.unwrap_or_else(|| Row { file: Some(file), ..row(name, Result::Unreadable) });
            put(&mut state.rows, file, Row { result: Result::Unreadable, error: Some(error), ..row });
            state.counts.unreadable += 1;
        }
        HashEvent::Missing { name, line } => {
            state.lines.push(Row { line: Some(line), ..row(name, Result::Missing) });
            state.counts.missing += 1;
        }
        HashEvent::Malformed { line, error } => {
            let name = FileName { name: format!("Line {line}"), name_bytes: None };
            let row = Row { line: Some(line), error: Some(error), ..row(name, Result::Malformed) };
            state.lines.push(row);
            state.counts.malformed += 1;
        }
        HashEvent::Summary(counts) => {
            state.counts = counts;
            advance(state, counts.bytes, now);
        }
    }
    state.moved_at = now;
}

/// The run after a batch of events that arrived together.
pub fn reduce_all(state: &mut HashState, events: impl IntoIterator<Item = HashEvent>, now: u64) {
    for event in events {
        reduce(state, event, now);
    }
}

/// The run after some more lines of its log.
pub fn reduce_log(state: &mut HashState, lines: Vec<HashLog>) {
    state.logged += lines.len() as u64;
    let room = LOG_LIMIT - state.log.len();
    state.log.extend(lines.into_iter().take(room));
}

/// The run after its end.
pub fn reduce_end(state: &mut HashState, end: End, now: u64) {
    state.account = Some(*end.account());
    match end {
        End::Finished { .. } => close(state, Phase::Finished, now),
        End::Cancelled { .. } => close(state, Phase::Cancelled, now),
        End::Failed { error, .. } => reduce_failure(state, error, now),
    }
}

/// The run after the end of its log.
pub fn reduce_log_end(state: &mut HashState, end: &End) {
    state.log_account = Some(*end.account());
}

/// The run after it was refused, or lost on the way: an end without an account.
pub fn reduce_failure(state: &mut HashState, error: Error, now: u64) {
    close(state, Phase::Failed, now);
    state.error = Some(error);
}

fn row(name: FileName, result: Result) -> Row {
    Row {
        name,
        file: None,
        line: None,
        result,
        bytes: None,
        bytes_read: 0,
        digests: Digests::default(),
        verdict: None,
        error: None,
    }
}

fn done(state: &mut HashState, file: u32, bytes: u64, digests: Digests, verdict: Option<Verdict>) {
    let matches = verdict.as_ref().map(|verdict| verdict.matches);
    let chosen =
        |algorithm: &Algorithm| digests.get(*algorithm).is_some() || state.algorithms.contains(algorithm);
    state.algorithms = Algorithm::ALL.into_iter().filter(chosen).collect();
    state.counts.files += 1;
    state.counts.bytes += bytes;
    state.counts.matched += u32::from(matches == Some(true));
    state.counts.mismatched += u32::from(matches == Some(false));
    state.against = verdict.as_ref().map(|verdict| verdict.algorithm).or(state.against);
    if let Some(row) = known(&mut state.rows, file) {
        row.result = match matches {
            None => Result::Done,
            Some(true) => Result::Match,
            Some(false) => Result::Mismatch,
        };
        row.bytes = Some(bytes);
        row.bytes_read = bytes;
        row.digests = digests;
        row.verdict = verdict;
    }
}

fn advance(state: &mut HashState, bytes_read: u64, now: u64) {
    state.bytes_read = state.bytes_read.max(bytes_read);
    seen(&mut state.rate, state.bytes_read, now);
}

/// What is still open stops with the run; what was done stays.
fn close(state: &mut HashState, phase: Phase, now: u64) {
    for row in state.rows.iter_mut().filter(|row| row.result == Result::Reading) {
        row.result = Result::Stopped;
    }
    state.phase = phase;
    state.ended_at = Some(now);
    state.moved_at = now;
}

/// Puts a row in its file's place: at the end, nearly always, since files are opened in order.
fn put(rows: &mut Vec<Row>, file: u32, row: Row) {
    let at = place(rows, file);
    match rows.get_mut(at).filter(|known| known.file == Some(file)) {
        Some(known) => *known = row,
        None => rows.insert(at, row),
    }
}

/// The file's row.
fn known(rows: &mut [Row], file: u32) -> Option<&mut Row> {
    rows.get_mut(place(rows, file)).filter(|row| row.file == Some(file))
}

/// Where the file's row is, or would be.
fn place(rows: &[Row], file: u32) -> usize {
    rows.partition_point(|row| row.file < Some(file))
}
