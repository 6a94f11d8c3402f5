//! Items to measure and to break a stream with, the same for every wiring.

use std::{
    env,
    fs::File,
    sync::{
        LazyLock,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};

use millstream_flow::Failure;
use millstream_shared::{
    Code, Error,
    lab::{LabEvent, LabRequest, LabSize, LabTotals},
};

/// Sends samples or messages, as fast as they are taken, and then `done`. The bytes belong to the event that
/// they come with.
///
/// # Errors
/// What `send` answers, and that there is no descriptor left.
pub fn flood(
    request: &LabRequest,
    mut send: impl FnMut(LabEvent, Option<Vec<u8>>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let _work = Work::begin()?;
    let mut items = Items::of(request);
    for index in 0..request.samples.unwrap_or(u64::MAX) {
        let (event, bytes) = items.next(index)?;
        send(event, bytes)?;
    }
    send(LabEvent::Done(items.totals), None)
}

/// Sends a tick or a message after each silence, so many as samples are asked for, and then `done`.
///
/// # Errors
/// As [`flood`].
pub async fn trickle<S>(
    request: LabRequest,
    mut send: impl FnMut(LabEvent, Option<Vec<u8>>) -> S,
) -> Result<(), Failure>
where
    S: Future<Output = Result<(), Failure>>,
{
    let _work = Work::begin()?;
    let mut items = Items::of(&request);
    for index in 0..request.samples.unwrap_or(u64::MAX) {
        tokio::time::sleep(Duration::from_millis(request.silence.into())).await;
        if request.messages.is_empty() {
            send(LabEvent::Tick { at: now() }, None).await?;
        } else {
            let (event, bytes) = items.next(index)?;
            send(event, bytes).await?;
        }
    }
    send(LabEvent::Done(items.totals), None).await
}

/// Microseconds since the first question.
pub fn now() -> u64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed().as_micros().try_into().unwrap_or(u64::MAX)
}

/// How many producers are at work.
pub fn at_work() -> u32 {
    AT_WORK.load(Ordering::SeqCst)
}

/// When the last one returned, in milliseconds since 1970; 0 for never.
pub fn stopped() -> f64 {
    STOPPED.load(Ordering::SeqCst) as f64 / 1000.0
}

static AT_WORK: AtomicU32 = AtomicU32::new(0);

/// In microseconds since 1970: the one clock that a page has as well.
static STOPPED: AtomicU64 = AtomicU64::new(0);

/// A producer at work: it is counted, and holds a file open as one that reads something does.
struct Work {
    _file: File,
}

impl Work {
    fn begin() -> Result<Self, Failure> {
        let file = env::current_exe().and_then(File::open);
        let file = file.map_err(|error| Error::new(Code::IO, format!("The application's file: {error}.")))?;
        AT_WORK.fetch_add(1, Ordering::SeqCst);
        Ok(Self { _file: file })
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
        STOPPED.store(now.as_micros().try_into().unwrap_or(u64::MAX), Ordering::SeqCst);
        AT_WORK.fetch_sub(1, Ordering::SeqCst);
    }
}

/// What is sent, in turn.
struct Items<'a> {
    request: &'a LabRequest,
    records: Vec<u8>,
    in_records: u64,
    totals: LabTotals,
}

impl<'a> Items<'a> {
    fn of(request: &'a LabRequest) -> Self {
        let records = u64::from(request.bytes) / RECORD as u64;
        Self {
            request,
            records: (0..records).flat_map(record).collect(),
            in_records: (0..records).map(|index| u64::from(value(index))).sum(),
            totals: LabTotals::default(),
        }
    }

    fn next(&mut self, index: u64) -> Result<(LabEvent, Option<Vec<u8>>), Failure> {
        let LabRequest { every, messages, .. } = self.request;
        let (event, bytes) = if messages.is_empty() {
            let carries = *every > 0 && index.is_multiple_of(u64::from(*every));
            self.totals.records += if carries { self.in_records } else { 0 };
            (LabEvent::Sample { index, value: value(index) }, carries.then(|| self.records.clone()))
        } else {
            message(index, messages[index as usize % messages.len()])?
        };
        self.totals.samples += 1;
        self.totals.sum += u64::from(value(index));
        self.totals.bytes += bytes.as_ref().map_or(0, |bytes| bytes.len() as u64);
        Ok((event, bytes))
    }
}

fn message(index: u64, size: LabSize) -> Result<(LabEvent, Option<Vec<u8>>), Failure> {
    let message = |fill| LabEvent::Message { index, fill };
    let bytes = size.bytes as usize;
    if size.raw {
        let mut raw = (index as f64).to_le_bytes().to_vec();
        raw.resize(bytes.max(raw.len()), 0);
        return Ok((message(String::new()), Some(raw)));
    }
    let empty = serde_json::to_string(&message(String::new()))
        .map_err(|error| Error::new(Code::BAD_ITEM, error.to_string()))?;
    Ok((message("x".repeat(bytes.saturating_sub(empty.len()))), None))
}

const RECORD: usize = 16;

fn record(index: u64) -> [u8; RECORD] {
    let mut record = [0; RECORD];
    record[..8].copy_from_slice(&(index as f64).to_le_bytes());
    record[8..].copy_from_slice(&f64::from(value(index)).to_le_bytes());
    record
}

/// Not the same for all, and small: the sum over any job is exact in a page's numbers.
const fn value(index: u64) -> u32 {
    (index % 997) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(request: LabRequest) -> (Vec<LabEvent>, Vec<Vec<u8>>) {
        let (mut events, mut raw) = (Vec::new(), Vec::new());
        flood(&request, |event, bytes| {
            events.push(event);
            raw.extend(bytes);
            Ok(())
        })
        .expect("nobody stops it");
        (events, raw)
    }

    #[test]
    fn the_totals_are_those_of_what_was_sent() {
        let (events, raw) =
            sent(LabRequest { samples: Some(1_000), bytes: 32, every: 10, ..LabRequest::default() });
        let Some((LabEvent::Done(totals), samples)) = events.split_last() else { panic!("{events:?}") };
        let values = samples.iter().map(|event| match event {
            LabEvent::Sample { value, .. } => u64::from(*value),
            other => panic!("{other:?}"),
        });
        assert_eq!((totals.samples, totals.sum), (1_000, values.sum()));
        let records = raw.iter().flat_map(|bytes| bytes.chunks_exact(RECORD));
        let values = records.map(|record| f64::from_le_bytes(record[8..].try_into().expect("eight bytes")));
        assert_eq!((totals.bytes, totals.records), (raw.len() as u64 * 32, values.sum::<f64>() as u64));
        assert_eq!(raw.len(), 100);
    }

    #[test]
    fn a_reader_who_stops_it_stops_it() {
        let mut left = 3;
        let stopped = flood(&LabRequest::default(), |_, _| {
            left -= 1;
            if left == 0 { Err(Failure::Stopped) } else { Ok(()) }
        });
        assert!(matches!(stopped, Err(Failure::Stopped)));
        assert_eq!(left, 0);
    }

    #[test]
    fn messages_are_as_large_as_was_asked_for() {
        let sizes = [(8191, false), (1023, true), (8192, false), (1024, true)];
        let messages = sizes.map(|(bytes, raw)| LabSize { bytes, raw }).to_vec();
        let (events, raw) = sent(LabRequest { samples: Some(8), messages, ..LabRequest::default() });
        let text = |event: &LabEvent| serde_json::to_string(event).expect("JSON").len();
        let lengths: Vec<_> = [0, 2, 4, 6].map(|place: usize| text(&events[place])).into();
        assert_eq!(lengths, [8191, 8192, 8191, 8192]);
        assert_eq!(raw.iter().map(Vec::len).collect::<Vec<_>>(), [1023, 1024, 1023, 1024]);
        assert_eq!(raw[3][..8], 7f64.to_le_bytes());
    }
}
