//! What flows, as the inspector's events tell it.

use millstream_shared::{
    End, Error,
    inspector::{Inspected, InspectedReader, InspectedRecording, InspectedState, InspectorEvent},
};
use serde::Serialize;

/// What flows, as far as it is known.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InspectorState {
    /// Where the inspector's own stream is.
    pub phase: Phase,
    /// When the newest event came, in milliseconds of the caller's clock.
    pub seen_at: u64,
    /// The streams that are live, the oldest first.
    pub streams: Vec<Inspected>,
    /// What is being recorded, and what was.
    pub recordings: Vec<InspectedRecording>,
    /// All streams together.
    pub totals: Totals,
    /// Why the inspector failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Error>,
}

/// Where the inspector's own stream is. The last two are ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Phase {
    /// Asked for; nothing has come yet.
    Starting,
    /// It tells what flows.
    Watching,
    /// It was cancelled.
    Ended,
    /// It broke off.
    Failed,
}

/// All streams together, with all their readers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Totals {
    /// Streams that are live.
    pub streams: usize,
    /// Items delivered a second.
    pub items_per_second: f64,
    /// Bytes of frames a second.
    pub bytes_per_second: f64,
    /// Items in frames that are in flight.
    pub in_flight: u64,
    /// Items that the live streams have dropped.
    pub dropped: u64,
    /// Streams that are stalled.
    pub stalled: usize,
}

/// An inspector that was opened at `now`, before any event.
pub fn begin(now: u64) -> InspectorState {
    InspectorState {
        phase: Phase::Starting,
        seen_at: now,
        streams: Vec::new(),
        recordings: Vec::new(),
        totals: Totals::default(),
        error: None,
    }
}

/// The inspector after one more event: each tells everything anew.
pub fn reduce(state: &mut InspectorState, event: InspectorEvent, now: u64) {
    let InspectorEvent::Streams { streams, recordings, .. } = event;
    state.phase = Phase::Watching;
    state.seen_at = now;
    state.totals = totals(&streams);
    state.streams = streams;
    state.recordings = recordings;
}

/// The inspector after its end. What was live then is not known any more; recordings stay on the disk.
pub fn reduce_end(state: &mut InspectorState, end: End) {
    match end {
        End::Failed { error, .. } => reduce_failure(state, error),
        End::Finished { .. } | End::Cancelled { .. } => close(state, Phase::Ended),
    }
}

/// The inspector after it was refused, or lost on the way.
pub fn reduce_failure(state: &mut InspectorState, error: Error) {
    close(state, Phase::Failed);
    state.error = Some(error);
}

fn close(state: &mut InspectorState, phase: Phase) {
    state.phase = phase;
    state.streams = Vec::new();
    state.totals = Totals::default();
}

fn totals(streams: &[Inspected]) -> Totals {
    let readers = || streams.iter().flat_map(|stream| &stream.readers);
    // From 0: the empty sum of floats is -0.
    let sum = |rate: fn(&InspectedReader) -> f64| readers().map(rate).fold(0.0, |sum, rate| sum + rate);
    Totals {
        streams: streams.len(),
        items_per_second: sum(|reader| reader.items_per_second),
        bytes_per_second: sum(|reader| reader.bytes_per_second),
        in_flight: readers().map(|reader| u64::from(reader.in_flight)).sum(),
        dropped: readers().map(|reader| reader.account.dropped).sum(),
        stalled: streams.iter().filter(|stream| stream.state == InspectedState::Stalled).count(),
    }
}
