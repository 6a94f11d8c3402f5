//! The order of a plain channel's messages, by their numbers. No page, no Tauri, no time.

use std::collections::BTreeMap;

/// Puts messages into the order of their numbers, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order<M> {
    next: u64,
    parked: BTreeMap<u64, M>,
    end: Option<u64>,
}

impl<M> Default for Order<M> {
    fn default() -> Self {
        Self { next: 0, parked: BTreeMap::new(), end: None }
    }
}

impl<M> Order<M> {
    /// A message came. One that was taken or skipped already is let go.
    pub fn put(&mut self, index: u64, message: M) {
        if index >= self.next {
            self.parked.entry(index).or_insert(message);
        }
    }

    /// Nothing was sent after so many messages; they may still be under way.
    pub const fn end(&mut self, sent: u64) {
        self.end = Some(sent);
    }

    /// The next message, if it is here.
    pub fn take(&mut self) -> Option<M> {
        let message = self.parked.remove(&self.next)?;
        self.next += 1;
        Some(message)
    }

    /// Whether all that was sent has been taken or skipped.
    pub fn is_over(&self) -> bool {
        self.end.is_some_and(|end| self.next >= end) && self.parked.is_empty()
    }

    /// The numbers that are known to be missing in front of what is here: from the first to before the
    /// second.
    pub fn gap(&self) -> Option<(u64, u64)> {
        let known = self.parked.keys().next().copied().or(self.end)?;
        (known > self.next).then_some((self.next, known))
    }

    /// Gives up what is missing, and goes on behind it.
    pub fn skip(&mut self) {
        if let Some((_, known)) = self.gap() {
            self.next = known;
        }
    }
}
