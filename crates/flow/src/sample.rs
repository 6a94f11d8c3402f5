use std::{mem, sync::Arc, time::Duration};

use millstream_shared::Error;
use serde::Serialize;
use tokio::time::Instant;

use crate::{
    Entry, Outlet, Stopped,
    adapter::{Adapter, Held},
};

/// Lets one item pass in each interval: the newest. Made by [`Outlet::sample`].
///
/// The first item passes at once; of those that come within the interval, the newest passes at its end.
/// The account counts the others as coalesced. While the buffer is full, the newest waits.
///
/// What is held back when the sample is dropped passes at once, so that the last item always arrives.
pub struct Sample<T: Serialize + Send + 'static>(Arc<Adapter<T, Newest<T>>>);

impl<T: Serialize + Send + 'static> Outlet<T> {
    /// An end of this stream that lets one item pass in each interval.
    ///
    /// # Panics
    /// Outside of a Tokio runtime: a task waits for the end of the interval.
    pub fn sample(&self, interval: Duration) -> Sample<T> {
        Sample(Adapter::new(self.clone(), Newest { item: None, interval, passed: None }))
    }
}

impl<T: Serialize + Send + 'static> Sample<T> {
    /// Sends an item, and never waits.
    ///
    /// # Errors
    /// As [`Outlet::send`].
    pub fn send(&self, item: T) -> Result<(), Stopped> {
        let mut item = Some(item);
        let superseded =
            self.0.change(|newest| Some(mem::replace(&mut newest.item, item.take()).is_some()))?;
        if matches!(superseded, Ok(true)) {
            self.0.outlet().coalesce(1);
        }
        Ok(())
    }
}

struct Newest<T> {
    item: Option<T>,
    interval: Duration,
    /// When the last item passed.
    passed: Option<Instant>,
}

impl<T: Serialize + Send + 'static> Held<T> for Newest<T> {
    fn due(&self) -> Option<Instant> {
        self.item.as_ref().map(|_| self.passed.map_or_else(Instant::now, |passed| passed + self.interval))
    }

    fn write(&self, outlet: &Outlet<T>) -> Result<Entry, Error> {
        self.item.as_ref().map_or_else(|| Ok(Entry::default()), |item| outlet.write(item, Vec::new()))
    }

    fn passed(&mut self, now: Instant) {
        self.item = None;
        self.passed = Some(now);
    }
}
