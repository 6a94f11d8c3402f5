use std::{sync::Arc, time::Duration};

use event_listener::{EventListener, Listener};
use millstream_shared::Error;
use serde::Serialize;
use tokio::time::Instant;

use crate::{
    Entry, Outlet, Stopped,
    adapter::{Adapter, Held},
    outlet::write_item,
};

/// Puts items together, so that many travel as one. Made by [`Outlet::chunk`].
///
/// A chunk passes when it has reached a size or an age. The next one begins when it has passed: while the
/// buffer is full, senders wait. What is held back when this is dropped, or the stream finished, passes at
/// once, as with a [`Sample`](crate::Sample).
///
/// Its items have no attachments: those belong to an item of the stream, which here is a whole chunk, so the
/// page could not tell whose they are. Large pieces gain nothing from being put together; send them by
/// themselves, with [`Outlet::send_with`].
pub struct Chunk<T: Serialize + Send + 'static>(Arc<Adapter<Vec<T>, Growing>>);

/// When a chunk passes: as soon as one of these is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChunkSize {
    /// So many items; at least 1.
    pub items: u32,
    /// So many bytes of items as JSON.
    pub bytes: usize,
    /// So long after its first item.
    pub age: Duration,
}

impl<T: Serialize + Send + 'static> Outlet<Vec<T>> {
    /// An end of this stream that puts items together. For the stream, and in its account, a chunk is one
    /// item.
    ///
    /// # Panics
    /// Outside of a Tokio runtime: a task waits for a chunk's age.
    pub fn chunk(&self, size: ChunkSize) -> Chunk<T> {
        Chunk(Adapter::new(
            self.clone(),
            Growing { size, text: Vec::new(), items: 0, born: Instant::now(), written: Entry::default() },
        ))
    }
}

impl<T: Serialize + Send + 'static> Chunk<T> {
    /// Sends an item. Waits while there is a whole chunk that finds no room.
    ///
    /// # Errors
    /// As [`Outlet::send`].
    pub async fn send(&self, item: T) -> Result<(), Stopped> {
        while let Some(room) = self.try_send(&item)? {
            room.await;
        }
        Ok(())
    }

    /// [`Self::send`], for a thread.
    ///
    /// # Errors
    /// As [`Outlet::send`].
    pub fn send_blocking(&self, item: T) -> Result<(), Stopped> {
        while let Some(room) = self.try_send(&item)? {
            room.wait();
        }
        Ok(())
    }

    /// Answers what to wait for when there is no room.
    fn try_send(&self, item: &T) -> Result<Option<EventListener>, Stopped> {
        match self.0.change(|growing| (!growing.is_whole()).then(|| growing.add(item)))? {
            Ok(added) => self.0.outlet().written(added).map(|()| None),
            Err(room) => Ok(Some(room)),
        }
    }
}

struct Growing {
    size: ChunkSize,
    /// The items as JSON, with commas between them.
    text: Vec<u8>,
    items: u32,
    /// When the first item came.
    born: Instant,
    /// The chunk as it was last offered; it may grow while it waits.
    written: Entry,
}

impl Growing {
    fn is_whole(&self) -> bool {
        self.items > 0 && (self.items >= self.size.items || self.text.len() >= self.size.bytes)
    }

    fn add<T: Serialize>(&mut self, item: &T) -> Result<(), Error> {
        let text = write_item(item)?;
        if self.items == 0 {
            self.born = Instant::now();
        } else {
            self.text.push(b',');
        }
        self.text.extend_from_slice(&text);
        self.items += 1;
        Ok(())
    }
}

impl<T> Held<Vec<T>> for Growing {
    fn due(&self) -> Option<Instant> {
        let age = if self.is_whole() { Duration::ZERO } else { self.size.age };
        (self.items > 0).then(|| self.born + age)
    }

    fn write(&mut self, outlet: &Outlet<Vec<T>>) -> Result<&mut Entry, Error> {
        let text = [b"[", self.text.as_slice(), b"]"].concat();
        self.written = Entry { text, attachments: Vec::new(), rule: outlet.rule_of_all() };
        Ok(&mut self.written)
    }

    fn passed(&mut self, _: Instant) {
        self.items = 0;
        self.text.clear();
        self.written = Entry::default();
    }
}
