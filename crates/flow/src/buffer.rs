use std::{
    collections::{BTreeMap, HashMap},
    mem,
};

use millstream_shared::Limits;

use crate::{Batch, Entry};

/// What waits for the reader, in order, up to a limit in items and in bytes.
///
/// A buffer is full when it holds something and one of its limits is reached. It takes an item of any
/// size while it is not full, so it holds the limit and one item at most.
///
/// Items without a slot are written one behind the other into one piece of memory, which becomes the
/// frame: no allocation for an item. From the first item with a slot on, until the buffer is taken, each
/// item is kept by itself, so that it can be removed from the middle.
#[derive(Debug, Default)]
pub struct Buffer {
    limits: Limits,
    bytes: usize,
    queue: Batch,
    slots: Slots,
    /// The memory of a frame that was acknowledged, for the next one.
    spare: Batch,
}

/// What became of an item that was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Push {
    /// It waits, behind the others.
    Kept,
    /// It waits, behind the others; the older item of its slot is gone.
    Superseded,
    /// There is no room.
    Full,
}

impl Buffer {
    /// An empty buffer with these limits.
    pub fn new(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Sets the limits for what is offered from now on.
    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// Offers an item. Taken, its attachments are moved out of it; else it is left as it is.
    ///
    /// An item with a slot removes the waiting one of the same slot and goes to the tail, so what comes
    /// out is always in the order of what went in. It waits for room only if it is larger than the one
    /// that it removes, and the rest alone fills the buffer.
    pub fn push(&mut self, entry: &mut Entry) -> Push {
        let bytes = entry.bytes();
        let older = entry.slot.and_then(|slot| self.slots.bytes_in(slot));
        let full = match older {
            Some(older) => older < bytes && self.is_full_without(1, older),
            None => self.is_full_without(0, 0),
        };
        if full {
            return Push::Full;
        }
        self.bytes = self.bytes - older.unwrap_or(0) + bytes;
        if entry.slot.is_none() && self.slots.is_empty() {
            self.queue.push(entry);
        } else {
            self.slots.push(entry);
        }
        if older.is_some() { Push::Superseded } else { Push::Kept }
    }

    /// Takes everything out, in order.
    pub fn take(&mut self) -> Batch {
        let mut batch = mem::replace(&mut self.queue, mem::take(&mut self.spare));
        self.slots.take(&mut batch);
        self.bytes = 0;
        batch
    }

    /// Lets go of everything, and of the memory; answers how many items there were.
    pub fn clear(&mut self) -> u32 {
        let len = self.len();
        *self = Self::new(self.limits);
        len
    }

    /// Takes back a batch that is done with: its memory serves the next one.
    pub fn recycle(&mut self, mut batch: Batch) {
        batch.clear();
        self.spare = batch;
    }

    /// Gives the memory of an empty buffer back: an idle stream keeps none.
    pub fn rest(&mut self) {
        if self.is_empty() {
            self.clear();
        }
    }

    /// How many items wait.
    pub fn len(&self) -> u32 {
        self.queue.len() + self.slots.len()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes wait: the items as JSON, and their attachments.
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether the buffer would be full without so many of its items and bytes. An empty one never is,
    /// whatever the limits: a stream with a limit of 0 moves one item at a time.
    fn is_full_without(&self, items: u32, bytes: usize) -> bool {
        let left = self.len() - items;
        left > 0 && (left >= self.limits.items || self.bytes - bytes >= self.limits.bytes as usize)
    }
}

/// Items that are kept one by one.
#[derive(Debug, Default)]
struct Slots {
    /// By the order in which they came.
    waiting: BTreeMap<u64, Entry>,
    /// Where the item of a slot is.
    places: HashMap<u64, u64>,
    next: u64,
}

impl Slots {
    fn push(&mut self, entry: &mut Entry) {
        let place = self.next;
        self.next += 1;
        if let Some(older) = entry.slot.and_then(|slot| self.places.insert(slot, place)) {
            self.waiting.remove(&older);
        }
        let attachments = mem::take(&mut entry.attachments);
        self.waiting.insert(place, Entry { text: entry.text.clone(), attachments, slot: entry.slot });
    }

    fn take(&mut self, batch: &mut Batch) {
        for mut entry in mem::take(self).waiting.into_values() {
            batch.push(&mut entry);
        }
    }

    fn bytes_in(&self, slot: u64) -> Option<usize> {
        self.places.get(&slot).and_then(|place| self.waiting.get(place)).map(Entry::bytes)
    }

    fn len(&self) -> u32 {
        // Each item was let in by a limit that is a u32.
        u32::try_from(self.waiting.len()).unwrap_or(u32::MAX)
    }

    fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}
