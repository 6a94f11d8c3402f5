use std::{
    collections::{BTreeMap, HashMap},
    mem,
};

use millstream_shared::Limits;

use crate::{Batch, Entry, Rule};

/// What waits for the reader, in order, up to a limit in items and in bytes.
///
/// A buffer is full when it holds something and one of its limits is reached. It takes an item of any
/// size while it is not full, so it holds the limit and one item at most, beside the few that were
/// [forced](Self::force) in.
///
/// Items that nothing can take out again are written one behind the other into one piece of memory, which
/// becomes the frame: no allocation for an item. From the first other item on, until the buffer is taken,
/// each is kept by itself.
#[derive(Debug, Default)]
pub struct Buffer {
    limits: Limits,
    bytes: usize,
    queue: Batch,
    loose: Loose,
    /// How many items wait that were let in although there was no room.
    late: usize,
    /// The memory of a frame that was acknowledged, for the next one.
    spare: Batch,
}

/// What became of an item that was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Push {
    /// It waits, behind the others.
    Kept {
        /// How many older ones are gone for it.
        dropped: u32,
    },
    /// It waits, behind the others; the older item of its slot is gone.
    Superseded,
    /// It is gone: there was no room.
    Dropped {
        /// How many are gone, this one and older ones.
        dropped: u32,
    },
    /// There is no room, and it was left as it is.
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

    /// Offers an item. Taken, it is moved out of `entry`, except for the memory of its text where that was
    /// copied; left out, it stays as it is.
    ///
    /// An item that supersedes removes the waiting one of its slot and goes to the tail, so what comes out
    /// is always in the order of what went in. It waits for room only if it is larger than the one that it
    /// removes, and the rest alone fills the buffer.
    pub fn push(&mut self, entry: &mut Entry) -> Push {
        match entry.rule {
            Rule::Supersede(slot) if self.has_room(entry) => self.replace(slot, entry),
            Rule::Supersede(_) => Push::Full,
            _ if !self.is_full() => self.keep(entry, 0),
            Rule::Wait => Push::Full,
            Rule::DropNewest => Push::Dropped { dropped: 1 },
            Rule::DropOldest => {
                let mut dropped = 0;
                while self.is_full() {
                    let Some(oldest) = self.loose.drop_oldest() else { break };
                    self.bytes -= oldest.bytes();
                    dropped += 1;
                }
                // What is left has other rules, and is not this item's to drop.
                if self.is_full() {
                    Push::Dropped { dropped: dropped + 1 }
                } else {
                    self.keep(entry, dropped)
                }
            }
        }
    }

    /// Takes an item that cannot wait, whether there is room or not; but no more than so many beyond the
    /// limits, until the buffer is taken.
    pub fn force(&mut self, entry: &mut Entry, late: usize) -> Push {
        if !self.has_room(entry) {
            if self.late >= late {
                return Push::Dropped { dropped: 1 };
            }
            self.late += 1;
        }
        match entry.rule {
            Rule::Supersede(slot) => self.replace(slot, entry),
            _ => self.keep(entry, 0),
        }
    }

    /// Takes everything out, in order.
    pub fn take(&mut self) -> Batch {
        let mut batch = mem::replace(&mut self.queue, mem::take(&mut self.spare));
        self.loose.take(&mut batch);
        self.bytes = 0;
        self.late = 0;
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
        self.queue.len() + self.loose.len()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes wait: the items as JSON, and their attachments.
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether an item would be taken, or would not wait.
    pub fn has_room(&self, entry: &Entry) -> bool {
        match entry.rule {
            Rule::Wait => !self.is_full(),
            Rule::Supersede(slot) => match self.loose.bytes_in(slot) {
                Some(older) => older >= entry.bytes() || !self.is_full_without(1, older),
                None => !self.is_full(),
            },
            Rule::DropOldest | Rule::DropNewest => true,
        }
    }

    /// Whether nothing more goes in, except for what takes the place of something.
    pub fn is_full(&self) -> bool {
        self.is_full_without(0, 0)
    }

    /// Whether the buffer would be full without so many of its items and bytes. An empty one never is,
    /// whatever the limits: a stream with a limit of 0 moves one item at a time.
    fn is_full_without(&self, items: u32, bytes: usize) -> bool {
        let left = self.len() - items;
        left > 0 && (left >= self.limits.items || self.bytes - bytes >= self.limits.bytes as usize)
    }

    fn replace(&mut self, slot: u64, entry: &mut Entry) -> Push {
        let Some(older) = self.loose.bytes_in(slot) else { return self.keep(entry, 0) };
        self.bytes -= older;
        self.keep(entry, 0);
        Push::Superseded
    }

    fn keep(&mut self, entry: &mut Entry, dropped: u32) -> Push {
        self.bytes += entry.bytes();
        if self.loose.is_empty() && matches!(entry.rule, Rule::Wait | Rule::DropNewest) {
            self.queue.push(entry);
        } else {
            self.loose.push(mem::take(entry));
        }
        Push::Kept { dropped }
    }
}

/// Items that are kept one by one.
#[derive(Debug, Default)]
struct Loose {
    /// By the order in which they came.
    waiting: BTreeMap<u64, Entry>,
    /// Where the item of a slot is.
    places: HashMap<u64, u64>,
    next: u64,
}

impl Loose {
    fn push(&mut self, entry: Entry) {
        let place = self.next;
        self.next += 1;
        if let Rule::Supersede(slot) = entry.rule
            && let Some(older) = self.places.insert(slot, place)
        {
            self.waiting.remove(&older);
        }
        self.waiting.insert(place, entry);
    }

    fn drop_oldest(&mut self) -> Option<Entry> {
        let (&oldest, _) = self.waiting.iter().find(|(_, entry)| entry.rule == Rule::DropOldest)?;
        self.waiting.remove(&oldest)
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
