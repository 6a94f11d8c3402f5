//! How fast something goes: the rate of the last second, and the time left once that rate is steady.
//!
//! Times are whole milliseconds from any start, values are cumulative.

use serde::Serialize;

/// What was seen of something that goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rate {
    /// What was seen when, oldest first; at most one each [`APART`], none older than [`MEMORY`].
    pub samples: Vec<Sample>,
}

/// A cumulative value at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Sample {
    /// When.
    pub at: u64,
    /// How much there was.
    pub value: u64,
}

/// The window that a rate is taken over, in ms.
const WINDOW: u64 = 1000;
/// The least time between two samples, in ms.
const APART: u64 = 100;
/// How long a sample is kept, in ms.
const MEMORY: u64 = 5000;
/// How long to watch before any time left is believed, in ms.
const WATCH: u64 = 2000;

/// Nothing seen yet.
pub const STILL: Rate = Rate { samples: Vec::new() };

/// `value` was reached at `now`.
pub fn seen(rate: &mut Rate, value: u64, now: u64) {
    if let [.., previous, last] = rate.samples.as_slice()
        && last.at - previous.at < APART
    {
        rate.samples.pop();
    }
    rate.samples.retain(|sample| now.saturating_sub(sample.at) <= MEMORY);
    rate.samples.push(Sample { at: now, value });
}

/// A second's worth at `now`: the mean over the last second, 0 before two samples.
pub fn per_second(rate: &Rate, now: u64) -> f64 {
    mean(rate, now, WINDOW)
}

/// The time until `total` is reached in ms; none before two seconds were watched, and while the last
/// second differs from the last five by more than a quarter.
pub fn time_left(rate: &Rate, total: u64, now: u64) -> Option<u64> {
    let (first, last) = (rate.samples.first()?, rate.samples.last()?);
    if now.saturating_sub(first.at) < WATCH {
        return None;
    }
    let long = mean(rate, now, MEMORY);
    let short = mean(rate, now, WINDOW);
    if long <= 0.0 || (short - long).abs() > long / 4.0 {
        return None;
    }
    Some((total.saturating_sub(last.value) as f64 * 1000.0 / long) as u64)
}

/// The mean since the newest sample that is `window` old, or since the oldest, per second.
fn mean(rate: &Rate, now: u64, window: u64) -> f64 {
    let (Some(first), Some(last)) = (rate.samples.first(), rate.samples.last()) else { return 0.0 };
    let until = now.max(last.at);
    let from = rate.samples.iter().rfind(|sample| until - sample.at >= window).unwrap_or(first);
    if until == from.at {
        return 0.0;
    }
    (last.value - from.value) as f64 * 1000.0 / (until - from.at) as f64
}
