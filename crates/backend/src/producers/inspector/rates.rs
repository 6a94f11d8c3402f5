use std::{
    collections::{HashMap, VecDeque},
    time::{Duration, Instant},
};

/// Rates over the last second, from totals that were seen now and then.
#[derive(Default)]
pub struct Rates(HashMap<(u64, String), VecDeque<Seen>>);

#[derive(Clone, Copy)]
struct Seen {
    at: Instant,
    items: u64,
    bytes: u64,
}

const WINDOW: Duration = Duration::from_secs(1);

impl Rates {
    /// A stream's reader has these totals now: items and bytes a second.
    pub fn of(&mut self, id: u64, webview: &str, at: Instant, items: u64, bytes: u64) -> (f64, f64) {
        let now = Seen { at, items, bytes };
        let all = self.0.entry((id, webview.to_owned())).or_default();
        all.push_back(now);
        // One that is older than the window stays: the rate begins there.
        while all.get(1).is_some_and(|second| at - second.at >= WINDOW) {
            all.pop_front();
        }
        let first = all.front().copied().unwrap_or(now);
        let seconds = (at - first.at).as_secs_f64();
        let rate = |now: u64, then: u64| if seconds > 0.0 { (now - then) as f64 / seconds } else { 0.0 };
        (rate(items, first.items), rate(bytes, first.bytes))
    }

    /// Forgets what was not seen any more.
    pub fn forget(&mut self, now: Instant) {
        self.0.retain(|_, all| all.back().is_some_and(|last| last.at == now));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_that_of_the_last_second() {
        let (begun, mut rates) = (Instant::now(), Rates::default());
        let mut of = |tenths: u32, items| {
            rates.of(1, "main", begun + Duration::from_millis(100) * tenths, items, items * 10)
        };
        assert_eq!(of(0, 0), (0.0, 0.0));
        assert_eq!(of(5, 50), (100.0, 1000.0));
        assert_eq!(of(10, 100), (100.0, 1000.0));
        assert_eq!(of(20, 100), (0.0, 0.0), "nothing for a second");
    }

    #[test]
    fn readers_that_are_gone_are_forgotten() {
        let (now, mut rates) = (Instant::now(), Rates::default());
        rates.of(1, "main", now, 1, 1);
        rates.forget(now);
        assert_eq!(rates.0.len(), 1);
        rates.forget(now + INTERVAL);
        assert!(rates.0.is_empty());
    }

    const INTERVAL: Duration = Duration::from_millis(100);
}
