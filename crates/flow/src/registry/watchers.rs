use std::{
    mem,
    sync::{Arc, PoisonError},
    thread::{self, ThreadId},
};

use super::{Start, Watching};
use crate::{
    Drain,
    sync::{Mutex, MutexGuard},
};

/// Is told of each stream that is opened, until it answers that it has seen enough.
type Watcher = Box<dyn FnMut(&Start, &Drain) -> Watching + Send>;

/// Those who are told of each stream.
///
/// A watcher may open streams and have others watch: what comes from within a call is put aside until that
/// call is over. Other threads wait for it, so that each is told of every stream.
#[derive(Default)]
pub struct Watchers {
    /// Held while they are told.
    all: Mutex<Vec<Watcher>>,
    aside: Mutex<Aside>,
}

#[derive(Default)]
struct Aside {
    /// The thread that tells.
    telling: Option<ThreadId>,
    fresh: Vec<Watcher>,
    opened: Vec<(Start, Arc<Drain>)>,
}

impl Watchers {
    pub fn add(&self, watcher: impl FnMut(&Start, &Drain) -> Watching + Send + 'static) {
        self.aside().fresh.push(Box::new(watcher));
    }

    /// Tells all of a stream, and then of those that they opened meanwhile.
    pub fn tell(&self, start: &Start, drain: &Arc<Drain>) {
        let me = thread::current().id();
        {
            let mut aside = self.aside();
            if aside.telling == Some(me) {
                return aside.opened.push((start.clone(), Arc::clone(drain)));
            }
        }
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        self.aside().telling = Some(me);
        // Also when a watcher panics.
        let _done = Done(self);
        self.tell_all(&mut all, start, drain);
        loop {
            let opened = mem::take(&mut self.aside().opened);
            if opened.is_empty() {
                return;
            }
            for (start, drain) in &opened {
                self.tell_all(&mut all, start, drain);
            }
        }
    }

    fn tell_all(&self, all: &mut Vec<Watcher>, start: &Start, drain: &Drain) {
        all.append(&mut self.aside().fresh);
        all.retain_mut(|watcher| watcher(start, drain) == Watching::On);
    }

    fn aside(&self) -> MutexGuard<'_, Aside> {
        self.aside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Done<'a>(&'a Watchers);

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.0.aside().telling = None;
    }
}
