//! A run's numbers.

use millstream_shared::hash::Summary;

use super::{
    format::share,
    hash::{HashState, Phase},
    rate::{per_second, time_left},
};

/// Without progress for this long, in ms, a run is called stalled.
const STALL: u64 = 3000;

/// Whether the run goes on.
pub fn running(state: &HashState) -> bool {
    matches!(state.phase, Phase::Starting | Phase::Walking | Phase::Reading)
}

/// Whether the run goes on and has not come further for a while.
pub fn stalled(state: &HashState, now: u64) -> bool {
    running(state) && now.saturating_sub(state.moved_at) >= STALL
}

/// How much is read, in whole percent; none while that is not known.
pub fn progress(state: &HashState) -> Option<u64> {
    match state.phase {
        Phase::Finished => Some(100),
        Phase::Starting | Phase::Walking => None,
        _ => Some(share(state.bytes_read, state.total_bytes)),
    }
}

/// Bytes a second: of the last second while it reads, of the whole reading afterwards.
pub fn speed(state: &HashState, now: u64) -> f64 {
    match state.ended_at {
        None => per_second(&state.rate, now),
        Some(ended) => {
            let took = ended.saturating_sub(state.reading_at.unwrap_or(state.started_at));
            if took > 0 { state.bytes_read as f64 * 1000.0 / took as f64 } else { 0.0 }
        }
    }
}

/// Milliseconds until all is read; none while that is not steady, or while nothing moves.
pub fn remaining(state: &HashState, now: u64) -> Option<u64> {
    let steady = state.phase == Phase::Reading && !stalled(state, now);
    time_left(&state.rate, state.total_bytes, now).filter(|_| steady)
}

/// Milliseconds since the start, or from the start to the end.
pub fn elapsed(state: &HashState, now: u64) -> u64 {
    state.ended_at.unwrap_or(now).saturating_sub(state.started_at)
}

/// Whether something was read that a cancel would throw away.
pub fn at_stake(state: &HashState) -> bool {
    running(state) && state.bytes_read > 0
}

/// How many of what could be wrong is wrong.
pub fn problems(state: &HashState) -> u32 {
    let Summary { mismatched, missing, unreadable, malformed, .. } = state.counts;
    mismatched + missing + unreadable + malformed
}

/// Whether every file was held against something and is what it should be.
pub fn all_match(state: &HashState) -> bool {
    let Summary { files, matched, .. } = state.counts;
    state.phase == Phase::Finished && problems(state) == 0 && matched > 0 && matched == files
}
