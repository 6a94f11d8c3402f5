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
/// What is held back when the sample is dropped, or the stream finished, passes at once, so that the last item
/// arrives. A full buffer takes one such item for each adapter that the stream had at one time; only where
/// adapters are made and dropped over and over before a drain are further ones dropped, and counted as such.
pub struct Sample<T: Serialize + Send + 'static>(Arc<Adapter<T, Newest<T>>>);

impl<T: Serialize + Send + 'static> Outlet<T> {
    /// An end of this stream that lets one item pass in each interval.
    ///
    /// # Panics
    /// Outside of a Tokio runtime: a task waits for the end of the interval.
    pub fn sample(&self, interval: Duration) -> Sample<T> {
        Sample(Adapter::new(self.clone(), Newest { kept: None, interval, passed: None }))
    }
}

impl<T: Serialize + Send + 'static> Sample<T> {
    /// Sends an item, and never waits.
    ///
    /// # Errors
    /// As [`Outlet::send`].
    pub fn send(&self, item: T) -> Result<(), Stopped> {
        self.send_with(item, Vec::new())
    }

    /// Sends an item together with raw bytes that belong to it: they pass with it, or are gone with it.
    ///
    /// # Errors
    /// As [`Outlet::send_with`].
    pub fn send_with(&self, item: T, attachments: Vec<Vec<u8>>) -> Result<(), Stopped> {
        let mut kept = Some(Kept::Item(item, attachments));
        let sent = self.0.change(|newest| {
            // Counted in the same step, so that nothing comes in between.
            if mem::replace(&mut newest.kept, kept.take()).is_some() {
                self.0.outlet().core().state().coalesce(1);
            }
            Some(())
        });
        sent.map(|_| ())
    }
}

struct Newest<T> {
    kept: Option<Kept<T>>,
    interval: Duration,
    /// When the last item passed.
    passed: Option<Instant>,
}

enum Kept<T> {
    Item(T, Vec<Vec<u8>>),
    /// Written once its time has come: it may wait for room.
    Written(Entry),
}

impl<T: Serialize + Send + 'static> Held<T> for Newest<T> {
    fn due(&self) -> Option<Instant> {
        self.kept.as_ref().map(|_| self.passed.map_or_else(Instant::now, |passed| passed + self.interval))
    }

    fn write(&mut self, outlet: &Outlet<T>) -> Result<&mut Entry, Error> {
        if let Some(Kept::Item(item, attachments)) = &mut self.kept {
            let entry = outlet.write(item, mem::take(attachments))?;
            self.kept = Some(Kept::Written(entry));
        }
        match &mut self.kept {
            Some(Kept::Written(entry)) => Ok(entry),
            _ => unreachable!("it is written when something is due"),
        }
    }

    fn passed(&mut self, now: Instant) {
        self.kept = None;
        self.passed = Some(now);
    }
}
