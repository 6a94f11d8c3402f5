//! What flows through this page, all streams together.

use std::{cell::RefCell, collections::VecDeque};

use millstream_shared::Account;

use crate::pace::now;

/// What flows just now; what a status bar shows.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
#[non_exhaustive]
pub struct Stats {
    /// Streams that are open.
    pub streams: u32,
    /// Items a second, over the last second.
    pub items_per_second: f64,
    /// Bytes of frames a second, over the last second.
    pub bytes_per_second: f64,
    /// Frames that were asked for and are not here yet.
    pub in_flight: u32,
    /// Items that a policy with bounded loss let go, in all streams that have ended.
    pub dropped: u64,
    /// Items that a newer one took the place of, in all streams that have ended.
    pub coalesced: u64,
    /// How long the last drain took, in milliseconds; none before the first.
    pub drain_ms: Option<f64>,
}

/// What flows just now.
pub fn stats() -> Stats {
    METER.with_borrow_mut(|meter| meter.read(now()))
}

thread_local! {
    static METER: RefCell<Meter> = RefCell::default();
}

/// A stream that is counted as open, until it is dropped.
pub(crate) struct OpenStream(());

impl OpenStream {
    pub(crate) fn new() -> Self {
        METER.with_borrow_mut(|meter| meter.stats.streams += 1);
        Self(())
    }
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        METER.with_borrow_mut(|meter| meter.stats.streams -= 1);
    }
}

/// A drain that is counted as in flight, until it is dropped.
pub(crate) struct InFlight {
    since: f64,
}

impl InFlight {
    pub(crate) fn new() -> Self {
        METER.with_borrow_mut(|meter| meter.stats.in_flight += 1);
        Self { since: now() }
    }

    /// It was answered.
    pub(crate) fn landed(self) {
        let took = now() - self.since;
        METER.with_borrow_mut(|meter| meter.stats.drain_ms = Some(took));
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        METER.with_borrow_mut(|meter| meter.stats.in_flight -= 1);
    }
}

/// A frame was taken.
pub(crate) fn taken(items: usize, bytes: usize) {
    METER.with_borrow_mut(|meter| meter.count(now(), items, bytes));
}

/// A stream ended.
pub(crate) fn ended(account: &Account) {
    METER.with_borrow_mut(|meter| {
        meter.stats.dropped += account.dropped;
        meter.stats.coalesced += account.coalesced;
    });
}

/// Rates over the last second, in tenths of a second: bounded, however many frames come.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct Meter {
    stats: Stats,
    tenths: VecDeque<Tenth>,
}

#[derive(Debug)]
struct Tenth {
    number: u64,
    items: usize,
    bytes: usize,
}

impl Meter {
    /// So much was taken at this time, in milliseconds.
    pub fn count(&mut self, now: f64, items: usize, bytes: usize) {
        let number = tenth(now);
        match self.tenths.back_mut().filter(|last| last.number == number) {
            Some(last) => {
                last.items += items;
                last.bytes += bytes;
            }
            None => self.tenths.push_back(Tenth { number, items, bytes }),
        }
        self.forget(number);
    }

    /// What flows at this time, in milliseconds.
    pub fn read(&mut self, now: f64) -> Stats {
        self.forget(tenth(now));
        let (items, bytes) = self
            .tenths
            .iter()
            .fold((0, 0), |(items, bytes), tenth| (items + tenth.items, bytes + tenth.bytes));
        Stats { items_per_second: items as f64, bytes_per_second: bytes as f64, ..self.stats }
    }

    fn forget(&mut self, now: u64) {
        while self.tenths.front().is_some_and(|first| first.number + 10 <= now) {
            self.tenths.pop_front();
        }
    }
}

fn tenth(milliseconds: f64) -> u64 {
    (milliseconds / 100.0) as u64
}
