//! Items to measure a stream with, the same for every wiring.

use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

use millstream_flow::Failure;
use millstream_shared::lab::{LabEvent, LabRequest, LabTotals};

/// Sends samples, as fast as they are taken, and then `done`. The bytes belong to the sample before them.
///
/// # Errors
/// What `send` answers.
pub fn flood(
    request: &LabRequest,
    mut send: impl FnMut(LabEvent, Option<Vec<u8>>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let records = request.bytes as usize / RECORD;
    let raw: Vec<u8> = (0..records as u64).flat_map(record).collect();
    let in_raw: u64 = (0..records as u64).map(|index| u64::from(value(index))).sum();
    let mut totals = LabTotals::default();
    for index in 0..request.samples.unwrap_or(u64::MAX) {
        let carries = request.every > 0 && index % u64::from(request.every) == 0;
        totals.samples += 1;
        totals.sum += u64::from(value(index));
        if carries {
            totals.bytes += raw.len() as u64;
            totals.records += in_raw;
        }
        send(LabEvent::Sample { index, value: value(index) }, carries.then(|| raw.clone()))?;
    }
    send(LabEvent::Done(totals), None)
}

/// Sends a tick after each silence, so many as samples are asked for, and then `done`.
///
/// # Errors
/// What `send` answers.
pub async fn trickle<S>(request: LabRequest, mut send: impl FnMut(LabEvent) -> S) -> Result<(), Failure>
where
    S: Future<Output = Result<(), Failure>>,
{
    for _ in 0..request.samples.unwrap_or(u64::MAX) {
        tokio::time::sleep(Duration::from_millis(request.silence.into())).await;
        send(LabEvent::Tick { at: now() }).await?;
    }
    send(LabEvent::Done(LabTotals::default())).await
}

/// Microseconds since the first question.
pub fn now() -> u64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed().as_micros().try_into().unwrap_or(u64::MAX)
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
        let (events, raw) = sent(LabRequest { samples: Some(1_000), bytes: 32, every: 10, silence: 0 });
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
}
