use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use millstream_flow::{Drain, Form, Outlet, idle, stream};
use millstream_shared::{Code, Error, Key};
use serde::Serialize;

use crate::bell::PageBell;

/// The streams of all pages, by name.
///
/// A stream is live from its start until the page knows of its end, or has left and the producer has
/// stopped. For a while longer it is remembered, so that a late drain or cancel is answered and a start
/// that arrives once more is not taken for a new stream.
#[derive(Clone, Default)]
pub struct Registry(Arc<Mutex<Streams>>);

/// How many streams are remembered. Each takes less than a kilobyte, or a small frame more when it
/// ended with a ring.
const REMEMBERED: usize = 1024;

#[derive(Default)]
struct Streams {
    live: HashMap<Name, Entry>,
    remembered: HashMap<Name, Entry>,
    /// The names of `remembered`, oldest first.
    order: VecDeque<Name>,
    bare: u64,
}

/// What a stream is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Name {
    /// By the page.
    Keyed(Key),
    /// By us: a bare channel has no key.
    Bare(u64),
}

struct Entry {
    owner: Owner,
    drain: Arc<Drain>,
}

/// Where a stream was opened; nobody else may touch it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The web view's label.
    pub webview: String,
    /// Its window's label.
    pub window: String,
}

impl Registry {
    /// Opens a stream, with a bell made for its name.
    ///
    /// When there is one with this key, or was lately, the start has arrived twice. The outlet is then an
    /// idle one, and no bell is made: that a stock channel is dropped would tell the page that the channel
    /// of the first start has ended.
    ///
    /// # Errors
    /// [`Code::FOREIGN_STREAM`] when the key belongs to another web view.
    pub fn open<T: Serialize>(
        &self,
        key: Option<Key>,
        owner: Owner,
        form: Form,
        bell: impl FnOnce(Name) -> PageBell,
    ) -> Result<Outlet<T>, Error> {
        let mut streams = self.streams();
        let name = key.map_or_else(|| streams.bare_name(), Name::Keyed);
        match streams.get(&name) {
            Some(entry) if entry.owner.webview != owner.webview => Err(foreign_stream()),
            Some(_) => Ok(idle()),
            None => {
                let (outlet, drain) = stream(form, bell(name));
                streams.live.insert(name, Entry { owner, drain: Arc::new(drain) });
                Ok(outlet)
            }
        }
    }

    /// The stream with this key, if it is this web view's.
    ///
    /// # Errors
    /// [`Code::UNKNOWN_KEY`], [`Code::FOREIGN_STREAM`].
    pub fn find(&self, key: Key, webview: &str) -> Result<Arc<Drain>, Error> {
        match self.streams().get(&Name::Keyed(key)) {
            None => Err(unknown_key(key)),
            Some(entry) if entry.owner.webview != webview => Err(foreign_stream()),
            Some(entry) => Ok(Arc::clone(&entry.drain)),
        }
    }

    /// Cancels the streams of every owner that is meant.
    pub fn cancel_all(&self, meant: impl Fn(&Owner) -> bool) {
        let meant: Vec<Arc<Drain>> = {
            let streams = self.streams();
            let entries = streams.live.values().filter(|entry| meant(&entry.owner));
            entries.map(|entry| Arc::clone(&entry.drain)).collect()
        };
        // Not under the lock: a stream whose producer has stopped already retires at once.
        for drain in meant {
            drain.cancel();
        }
    }

    /// A stream is over: it is remembered for a while, and then forgotten.
    pub fn retire(&self, name: Name) {
        let gone = self.streams().retire(name);
        // Not under the lock: to drop a drain cancels its stream, which may lead back here.
        drop(gone);
    }

    /// How many streams are live.
    pub fn live(&self) -> usize {
        self.streams().live.len()
    }

    fn streams(&self) -> MutexGuard<'_, Streams> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Streams {
    fn get(&self, name: &Name) -> Option<&Entry> {
        self.live.get(name).or_else(|| self.remembered.get(name))
    }

    fn bare_name(&mut self) -> Name {
        self.bare += 1;
        Name::Bare(self.bare)
    }

    /// Answers what is let go of.
    fn retire(&mut self, name: Name) -> Option<Entry> {
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

fn unknown_key(key: Key) -> Error {
    Error::new(Code::UNKNOWN_KEY, format!("No stream has the key {key}."))
        .hint("It may have ended a while ago, or its page has left.")
}

fn foreign_stream() -> Error {
    Error::new(Code::FOREIGN_STREAM, "The stream belongs to another web view.")
        .hint("Only the page that opened a stream can drain or cancel it.")
}
