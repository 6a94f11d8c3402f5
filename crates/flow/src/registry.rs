mod streams;
mod watchers;

use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};

use millstream_shared::{Code, Error, Key, stream::StreamInfo};
use serde::Serialize;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::{
    Bell, Drain, Form, Outlet, Status, idle, stream,
    sync::{Mutex, MutexGuard},
};
use streams::{Entry, Streams};
use watchers::Watchers;

/// The streams of all pages, by name.
///
/// A stream is live from its start until all its readers know of its end, or have left and the producer has
/// stopped. For a while longer it is remembered, so that a late drain or cancel is answered and a start that
/// arrives once more is not taken for a new stream.
#[derive(Clone, Default)]
pub struct Registry {
    streams: Arc<Mutex<Streams>>,
    watchers: Arc<Watchers>,
}

/// Whether to be told of more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Watching {
    /// Of the next stream too.
    On,
    /// Of nothing more.
    Done,
}

/// A stream that is to be opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// Its name; none for a reader that gets plain items and cannot drain.
    pub key: Option<Key>,
    /// Where its owner is.
    pub place: Place,
    /// The command that opens it.
    pub command: String,
    /// The command's argument that takes the outlet.
    pub argument: String,
    /// All arguments of the command, as the page passed them. Outlets with the same arguments belong to the
    /// same start.
    pub arguments: Value,
    /// How the owner gets the items.
    pub form: Form,
    /// Whether it outlives its page for a while.
    pub detached: bool,
    /// Whether other web views may attach to it.
    pub shared: bool,
}

/// A start, and what is live of it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Started {
    /// What one of its streams was opened with.
    pub start: Start,
    /// Its live streams: the argument that took each, and its owner's end.
    pub outlets: Vec<(String, Arc<Drain>)>,
}

/// Where a reader is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The web view's label.
    pub webview: String,
    /// Its window's label.
    pub window: String,
}

/// What a stream is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Name {
    /// By the page.
    Keyed(Key),
    /// By us: a reader of plain items has no key.
    Bare(u64),
}

/// A page that went away from a stream which outlives it; see [`Registry::expire`].
#[derive(Clone, Debug)]
pub struct Absence {
    name: Name,
    /// Cancelled when the page has come back, and when there is nothing to come back to.
    over: CancellationToken,
}

impl Absence {
    /// Waits until the page has come back, or there is nothing to come back to: then to wait any longer is
    /// of no use, and neither is [`Registry::expire`].
    pub async fn over(&self) {
        self.over.cancelled().await;
    }
}

/// How a live stream stands.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Inspection {
    /// Tells it from all other streams of this registry, and cannot be used to drain it.
    pub id: u64,
    /// The command that opened it.
    pub command: String,
    /// The command's argument that took the outlet.
    pub argument: String,
    /// Whether it outlives its page for a while.
    pub detached: bool,
    /// Whether other web views may attach to it.
    pub shared: bool,
    /// How long ago it was opened.
    pub age: Duration,
    /// Its readers, the owner first.
    pub readers: Vec<(Place, Status)>,
}

impl Registry {
    /// Opens a stream, with a bell made for its name. The bell's `over` is to call [`Self::over`].
    ///
    /// When there is one with this key, or was lately, the start has arrived twice. The outlet is then an
    /// idle one, and no bell is made: a bell that is dropped may tell the page that its channel has ended.
    ///
    /// # Errors
    /// [`Code::FOREIGN_STREAM`] when the key belongs to another web view.
    pub fn open<T: Serialize, B: Bell>(
        &self,
        start: Start,
        bell: impl FnOnce(Name) -> B,
    ) -> Result<Outlet<T>, Error> {
        let mut streams = self.streams();
        let name = start.key.map_or_else(|| streams.bare_name(), Name::Keyed);
        match streams.get(&name) {
            Some(entry) if entry.start.place.webview != start.place.webview => Err(foreign_stream()),
            Some(_) => Ok(idle()),
            None => {
                let (outlet, drain) = stream(start.form, bell(name));
                let drain = Arc::new(drain);
                streams.insert(name, start.clone(), Arc::clone(&drain));
                drop(streams);
                self.watchers.tell(&start, &drain);
                Ok(outlet)
            }
        }
    }

    /// Has this called for each stream that is opened from now on, before its first item. Of a stream that
    /// is opened from within such a call, it is told when the call is over.
    pub fn watch(&self, watcher: impl FnMut(&Start, &Drain) -> Watching + Send + 'static) {
        self.watchers.add(watcher);
    }

    /// The start of a live stream, by the number that [`Self::inspect`] gives.
    pub fn started(&self, id: u64) -> Option<Started> {
        let streams = self.streams();
        let start = streams.live.values().find(|entry| entry.id == id)?.start.clone();
        let outlets = streams.live.values().filter(|entry| entry.id == id || entry.is_of(&start));
        let outlets =
            outlets.map(|entry| (entry.start.argument.clone(), Arc::clone(&entry.owner.drain))).collect();
        drop(streams);
        Some(Started { start, outlets })
    }

    /// Where the readers of a start's live streams are, each place once.
    pub fn readers(&self, start: &Start) -> Vec<Place> {
        let streams = self.streams();
        let mut places = Vec::new();
        for entry in streams.live.values().filter(|entry| entry.is_of(start)) {
            for reader in entry.readers().filter(|reader| !reader.over) {
                if !places.contains(&reader.place) {
                    places.push(reader.place.clone());
                }
            }
        }
        places
    }

    /// The reading that a web view has of the stream with this key.
    ///
    /// # Errors
    /// [`Code::UNKNOWN_KEY`], [`Code::FOREIGN_STREAM`].
    pub fn find(&self, key: Key, webview: &str) -> Result<Arc<Drain>, Error> {
        let mut streams = self.streams();
        let entry = streams.get(&Name::Keyed(key)).ok_or_else(|| unknown_key(key))?;
        entry.reader(webview).map(|reader| Arc::clone(&reader.drain)).ok_or_else(foreign_stream)
    }

    /// A page takes up a stream: the owner's after a reload, or another one that the stream is shared with.
    /// Answers the frame behind which it goes on.
    ///
    /// # Errors
    /// [`Code::UNKNOWN_KEY`], [`Code::FOREIGN_STREAM`]; as [`Drain::attach`].
    pub fn attach<B: Bell>(
        &self,
        key: Key,
        place: Place,
        form: Form,
        after: Option<u64>,
        bell: impl FnOnce(Name) -> B,
    ) -> Result<u64, Error> {
        let name = Name::Keyed(key);
        // Refused or not needed, a bell is dropped behind the lock: that may call into a page.
        let made: Arc<dyn Bell>;
        let attached = {
            let mut streams = self.streams();
            let entry = streams.get(&name).ok_or_else(|| unknown_key(key))?;
            if !entry.is_open_to(&place.webview) {
                return Err(foreign_stream());
            }
            made = Arc::new(bell(name));
            entry.attach(place, form, Arc::clone(&made), after)
        };
        attached.map(|(after, _gone)| after)
    }

    /// Pages go: the streams that they own are cancelled, or wait for them, and their reading of other
    /// streams ends. Answers the streams that wait.
    #[must_use = "a stream that waits has to expire"]
    pub fn leave(&self, meant: impl Fn(&Place) -> bool) -> Vec<Absence> {
        let (mut cancelled, mut absent) = (Vec::new(), Vec::new());
        for (name, entry) in &mut self.streams().live {
            cancelled
                .extend(entry.joined.extract_if(.., |reader| meant(&reader.place)).map(|gone| gone.drain));
            if meant(&entry.start.place) && entry.start.detached {
                absent.extend(entry.leave().map(|over| Absence { name: *name, over }));
            } else if meant(&entry.start.place) {
                cancelled.push(Arc::clone(&entry.owner.drain));
            }
        }
        // Not under the lock: a stream whose producer has stopped already is over at once.
        for drain in cancelled {
            drain.cancel();
        }
        absent
    }

    /// A page has been away for too long: if it has not come back, its stream is cancelled.
    pub fn expire(&self, Absence { name, over }: Absence) {
        let owner = {
            let streams = self.streams();
            let entry = streams.live.get(&name).filter(|_| !over.is_cancelled());
            entry.map(|entry| Arc::clone(&entry.owner.drain))
        };
        if let Some(owner) = owner {
            owner.cancel();
        }
    }

    /// A stream is over for the reader in this web view. When it is so for all, the stream is remembered
    /// for a while, and then forgotten.
    pub fn over(&self, name: Name, webview: &str) {
        let gone = self.streams().over(name, webview);
        // Not under the lock: to drop a drain cancels its stream, which may lead back here.
        drop(gone);
    }

    /// How many streams are live.
    pub fn live(&self) -> usize {
        self.streams().live.len()
    }

    /// The streams that this web view can attach to, the oldest first.
    pub fn list(&self, webview: &str) -> Vec<StreamInfo> {
        let streams = self.streams();
        let mut entries: Vec<_> = streams.live.values().collect();
        entries.sort_by_key(|entry| entry.id);
        entries.into_iter().filter_map(|entry| entry.info(webview)).collect()
    }

    /// How all live streams stand, the oldest first.
    pub fn inspect(&self) -> Vec<Inspection> {
        let mut all: Vec<_> = self.streams().live.values().map(Entry::inspect).collect();
        all.sort_by_key(|stream| stream.id);
        all
    }

    /// The owner's end of a live stream, by the number that [`Self::inspect`] gives.
    pub fn owner(&self, id: u64) -> Option<Arc<Drain>> {
        let streams = self.streams();
        let entry = streams.live.values().find(|entry| entry.id == id);
        entry.map(|entry| Arc::clone(&entry.owner.drain))
    }

    fn streams(&self) -> MutexGuard<'_, Streams> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unknown_key(key: Key) -> Error {
    Error::new(Code::UNKNOWN_KEY, format!("No stream has the key {key}."))
        .hint("It may have ended a while ago, or its page has left.")
}

fn foreign_stream() -> Error {
    Error::new(Code::FOREIGN_STREAM, "The stream belongs to another web view.")
        .hint("Only the page that opened a stream can drain or cancel it, unless it was opened to be shared.")
}
