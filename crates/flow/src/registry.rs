use std::{
    collections::{HashMap, VecDeque},
    iter,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use millstream_shared::{Code, Error, Key, stream::StreamInfo};
use serde::Serialize;

use crate::{Bell, Drain, Form, Outlet, Status, idle, stream};

/// The streams of all pages, by name.
///
/// A stream is live from its start until all its readers know of its end, or have left and the producer has
/// stopped. For a while longer it is remembered, so that a late drain or cancel is answered and a start that
/// arrives once more is not taken for a new stream.
#[derive(Clone, Default)]
pub struct Registry(Arc<Mutex<Streams>>);

/// How many streams are remembered. Each takes less than a kilobyte, or a small frame more when it
/// ended with a ring.
const REMEMBERED: usize = 1024;

/// A stream that is to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// Its name; none for a reader that gets plain items and cannot drain.
    pub key: Option<Key>,
    /// Where its owner is.
    pub place: Place,
    /// The command that opens it.
    pub command: String,
    /// The command's argument that takes the outlet.
    pub argument: String,
    /// How the owner gets the items.
    pub form: Form,
    /// Whether it outlives its page for a while.
    pub detached: bool,
    /// Whether other web views may attach to it.
    pub shared: bool,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Absence {
    name: Name,
    /// The how-manieth absence it is.
    number: u64,
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
                streams.insert(name, start, drain);
                Ok(outlet)
            }
        }
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
        let (drain, gone) = {
            let mut streams = self.streams();
            let entry = streams.get(&name).ok_or_else(|| unknown_key(key))?;
            let gone = entry.forget_over(&place.webview);
            (entry.reader_for(place, form).ok_or_else(foreign_stream)?, gone)
        };
        drop(gone);
        drain.attach(form, bell(name), after)
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
                entry.absences += 1;
                entry.owner.drain.detach();
                absent.push(Absence { name: *name, number: entry.absences });
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
    pub fn expire(&self, Absence { name, number }: Absence) {
        let owner = {
            let streams = self.streams();
            let entry = streams.live.get(&name).filter(|entry| entry.absences == number);
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
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Default)]
struct Streams {
    live: HashMap<Name, Entry>,
    remembered: HashMap<Name, Entry>,
    /// The names of `remembered`, oldest first.
    order: VecDeque<Name>,
    opened: u64,
}

struct Entry {
    id: u64,
    start: Start,
    opened: Instant,
    owner: Reader,
    joined: Vec<Reader>,
    /// How often the owner's page went or came back.
    absences: u64,
}

struct Reader {
    place: Place,
    drain: Arc<Drain>,
    /// Whether it knows of the end, or has left.
    over: bool,
}

impl Streams {
    fn get(&mut self, name: &Name) -> Option<&mut Entry> {
        self.live.get_mut(name).or_else(|| self.remembered.get_mut(name))
    }

    fn bare_name(&self) -> Name {
        Name::Bare(self.opened)
    }

    fn insert(&mut self, name: Name, start: Start, drain: Drain) {
        let owner = Reader { place: start.place.clone(), drain: Arc::new(drain), over: false };
        let entry =
            Entry { id: self.opened, start, opened: Instant::now(), owner, joined: Vec::new(), absences: 0 };
        self.opened += 1;
        self.live.insert(name, entry);
    }

    /// Answers what is let go of.
    fn over(&mut self, name: Name, webview: &str) -> Option<Entry> {
        let entry = self.live.get_mut(&name)?;
        for reader in entry.readers_mut().filter(|reader| reader.place.webview == webview) {
            reader.over = true;
        }
        if entry.readers().any(|reader| !reader.over) {
            return None;
        }
        let entry = self.live.remove(&name)?;
        if let Name::Bare(_) = name {
            return Some(entry);
        }
        self.remembered.insert(name, entry);
        self.order.push_back(name);
        if self.order.len() <= REMEMBERED {
            return None;
        }
        self.order.pop_front().and_then(|oldest| self.remembered.remove(&oldest))
    }
}

impl Entry {
    /// The owner first, then those who joined.
    fn readers(&self) -> impl Iterator<Item = &Reader> {
        iter::once(&self.owner).chain(&self.joined)
    }

    fn readers_mut(&mut self) -> impl Iterator<Item = &mut Reader> {
        iter::once(&mut self.owner).chain(&mut self.joined)
    }

    fn reader(&self, webview: &str) -> Option<&Reader> {
        self.readers().find(|reader| reader.place.webview == webview)
    }

    /// Who had joined and left comes anew.
    fn forget_over(&mut self, webview: &str) -> Option<Reader> {
        let over = |reader: &Reader| reader.over && reader.place.webview == webview;
        let at = self.joined.iter().position(over)?;
        Some(self.joined.swap_remove(at))
    }

    /// The reading of the web view that comes to take it up; it joins if it may.
    fn reader_for(&mut self, place: Place, form: Form) -> Option<Arc<Drain>> {
        if place.webview == self.start.place.webview {
            self.absences += 1;
        }
        if let Some(reader) = self.reader(&place.webview) {
            return Some(Arc::clone(&reader.drain));
        }
        let drain = self.start.shared.then(|| Arc::new(self.owner.drain.join_absent(form)))?;
        self.joined.push(Reader { place, drain: Arc::clone(&drain), over: false });
        Some(drain)
    }

    fn info(&self, webview: &str) -> Option<StreamInfo> {
        let own = self.start.place.webview == webview;
        let Start { key, command, argument, shared, .. } = &self.start;
        let there = self.reader(webview).filter(|reader| !reader.over);
        let after = there.map_or(0, |reader| reader.drain.status().acknowledged);
        let (command, argument) = (command.clone(), argument.clone());
        (own || *shared).then_some(StreamInfo { key: (*key)?, command, argument, own, after })
    }

    fn inspect(&self) -> Inspection {
        let Start { command, argument, detached, shared, .. } = self.start.clone();
        Inspection {
            id: self.id,
            command,
            argument,
            detached,
            shared,
            age: self.opened.elapsed(),
            readers: self.readers().map(|reader| (reader.place.clone(), reader.drain.status())).collect(),
        }
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
