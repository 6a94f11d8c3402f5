//! `inspector`: what flows, live.
//!
//! ```text
//! registry ──▶ a look, ten times a second ──▶ rates ──▶ outlet, when something has changed
//! ```

pub mod frames;
mod rates;
pub mod recordings;

pub use recordings::Recordings;

use std::time::{Duration, Instant};

use millstream_flow::{Form, Inspection, Outlet, Place, Status, Stopped};
use millstream_shared::inspector::{
    Inspected, InspectedReader, InspectedRecording, InspectedState, InspectorEvent, STALLED_MS,
};

use rates::Rates;

/// How often it looks.
const INTERVAL: Duration = Duration::from_millis(100);

/// How everything stands.
pub struct Look {
    /// All live streams.
    pub streams: Vec<Inspection>,
    /// All recordings.
    pub recordings: Vec<InspectedRecording>,
}

/// Tells how everything stands, until nobody wants to know.
///
/// # Errors
/// [`Stopped`] once the reader has gone.
pub async fn run(look: impl Fn() -> Look, outlet: Outlet<InspectorEvent>) -> Result<(), Stopped> {
    let (begun, mut rates, mut last) = (Instant::now(), Rates::default(), None);
    let mut ticks = tokio::time::interval(INTERVAL);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let now = Instant::now();
        let Look { streams, recordings } = look();
        let streams: Vec<_> = streams.into_iter().map(|stream| inspected(stream, now, &mut rates)).collect();
        rates.forget(now);
        let news = (changes(&streams), recordings.clone());
        if last.as_ref() != Some(&news) {
            last = Some(news);
            outlet.send(InspectorEvent::Streams { at: millis(now - begun), streams, recordings }).await?;
        }
    }
}

/// What makes a look worth telling. An inspector's own streams do not: each telling changes them.
fn changes(streams: &[Inspected]) -> Vec<Inspected> {
    let others = streams.iter().filter(|stream| !stream.command.starts_with("inspector")).cloned();
    let still = |mut stream: Inspected| {
        stream.age = 0;
        // That a reader owes something is news; for how long, anyone can count.
        stream.readers.iter_mut().for_each(|reader| reader.owes = reader.owes.map(|_| 0));
        stream
    };
    others.map(still).collect()
}

fn inspected(stream: Inspection, now: Instant, rates: &mut Rates) -> Inspected {
    let owner = stream.readers.first().map(|(_, status)| *status);
    Inspected {
        id: stream.id,
        policy: owner.map(|owner| owner.policy).unwrap_or_default(),
        limits: owner.map(|owner| owner.limits).unwrap_or_default(),
        state: state(&stream.readers),
        command: stream.command,
        argument: stream.argument,
        detached: stream.detached,
        shared: stream.shared,
        age: millis(stream.age),
        readers: stream
            .readers
            .into_iter()
            .map(|(place, status)| reader(stream.id, place, &status, now, rates))
            .collect(),
    }
}

fn state(readers: &[(Place, Status)]) -> InspectedState {
    // What is stuck is to be seen before all else: a page may also hang when its stream was stopped.
    if readers.iter().any(|(_, status)| is_stalled(status)) {
        return InspectedState::Stalled;
    }
    match readers.first() {
        None | Some((_, Status { stopped: true, .. })) => InspectedState::Ending,
        Some((_, Status { attached: false, .. })) => InspectedState::Detached,
        Some(_) => InspectedState::Running,
    }
}

/// Who is away owes nothing that could be had.
fn is_stalled(reader: &Status) -> bool {
    reader.attached && reader.owes.is_some_and(|owes| millis(owes) > STALLED_MS)
}

fn reader(id: u64, place: Place, status: &Status, now: Instant, rates: &mut Rates) -> InspectedReader {
    let wire = match status.form {
        Form::Frames { wire, .. } => Some(wire),
        Form::Items => None,
    };
    let Place { webview, .. } = place;
    let (items_per_second, bytes_per_second) =
        rates.of(id, &webview, now, status.account.delivered, status.frame_bytes);
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    InspectedReader {
        webview,
        wire,
        attached: status.attached,
        owes: status.owes.map(millis),
        stalled: is_stalled(status),
        account: status.account,
        items: status.items,
        bytes: status.bytes as u64,
        in_flight: status.in_flight,
        frames: status.frames,
        frame_bytes: status.frame_bytes,
        items_per_second,
        bytes_per_second,
        p50: status.p50.map(milliseconds),
        p99: status.p99.map(milliseconds),
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
