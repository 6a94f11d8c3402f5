use std::time::Duration;

use hdrhistogram::Histogram;
use tokio::time::Instant;

/// What a reader was sent, and how long it took to answer.
#[derive(Default)]
pub struct Meter {
    frames: u64,
    bytes: u64,
    /// When the frame or the bell was sent that is not answered yet.
    since: Option<Instant>,
    /// From a frame's forming to its acknowledgement, in microseconds; none before the first.
    latency: Option<Histogram<u32>>,
}

impl Meter {
    /// A frame of so many bytes was formed.
    pub fn sent(&mut self, bytes: usize) {
        self.frames += 1;
        self.bytes += bytes as u64;
        self.since = Some(Instant::now());
    }

    /// A bell was rung that asks for a drain.
    pub fn rung(&mut self) {
        self.since.get_or_insert_with(Instant::now);
    }

    /// The reader has answered; with whether it acknowledged a frame, and not only a bell.
    pub fn answered(&mut self, frame: bool) {
        let Some(since) = self.since.take() else { return };
        if frame {
            self.latency
                .get_or_insert_with(empty)
                .saturating_record(since.elapsed().as_micros().try_into().unwrap_or(u64::MAX));
        }
    }

    pub const fn frames(&self) -> u64 {
        self.frames
    }

    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    pub const fn since(&self) -> Option<Instant> {
        self.since
    }

    /// The latency that so many percent of all frames did not exceed.
    pub fn latency(&self, percent: f64) -> Option<Duration> {
        self.latency.as_ref().map(|all| Duration::from_micros(all.value_at_percentile(percent)))
    }
}

/// From 1 µs to one minute with one significant digit: about 2 KB, and only once a frame was acknowledged.
fn empty() -> Histogram<u32> {
    const MINUTE: u64 = 60_000_000;
    Histogram::new_with_bounds(1, MINUTE, 1).unwrap_or_else(|_| unreachable!("the bounds are fixed"))
}
