use std::sync::{Arc, PoisonError, Weak, atomic::Ordering};

use event_listener::{Event, EventListener, Listener};
use millstream_shared::{End, Error};
use tokio_util::sync::CancellationToken;

use crate::{
    Bell, Body, Entry, Failure, Form, Stopped,
    adapter::Close,
    effect::{Effect, Offer},
    state::{OWNER, State},
    sync::{AtomicUsize, Mutex, MutexGuard},
};

/// What all ends of a stream share: the state under its lock, and what is done outside of it.
pub struct Core {
    state: Mutex<State>,
    /// Notified when there may be room, or when there never will be.
    room: Event,
    ended: Event,
    token: CancellationToken,
    /// How many outlets there are.
    producers: AtomicUsize,
    adapters: Mutex<Adapters>,
}

/// What stands in front of the outlets.
#[derive(Default)]
struct Adapters {
    all: Vec<Weak<dyn Close>>,
    /// Whether there are to be no more.
    closed: bool,
}

impl Core {
    /// A stream with one outlet.
    pub fn new(form: Form, bell: Option<Arc<dyn Bell>>) -> Self {
        Self {
            state: Mutex::new(State::new(form, bell)),
            room: Event::new(),
            ended: Event::new(),
            token: CancellationToken::new(),
            producers: AtomicUsize::new(1),
            adapters: Mutex::new(Adapters::default()),
        }
    }

    /// A panic in a caller's code cannot happen under the lock, so a poisoned one is as good as new.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub const fn token(&self) -> &CancellationToken {
        &self.token
    }

    /// Offers an item until there is room.
    pub async fn offer(&self, mut entry: Entry) -> Result<(), Stopped> {
        while let Some(room) = self.try_offer(&mut entry)? {
            room.await;
        }
        Ok(())
    }

    /// The same, for a thread.
    pub fn offer_blocking(&self, mut entry: Entry) -> Result<(), Stopped> {
        while let Some(room) = self.try_offer(&mut entry)? {
            room.wait();
        }
        Ok(())
    }

    /// Offers an item, or answers what to wait for when there is no room.
    pub fn try_offer(&self, entry: &mut Entry) -> Result<Option<EventListener>, Stopped> {
        let mut state = self.state();
        match state.offer(entry) {
            Offer::Taken(effect) => {
                drop(state);
                self.perform(effect);
                Ok(None)
            }
            // Listening begins under the lock, so that the drain that makes room comes after it.
            Offer::Full => Ok(Some(self.room.listen())),
            Offer::Stopped(effect) => {
                drop(state);
                self.perform(effect);
                Err(Stopped)
            }
        }
    }

    /// Offers an item that cannot wait for room; at a full buffer there is place for one of each adapter, and
    /// where the stream takes nothing more it is discarded.
    pub fn give(&self, entry: Entry) {
        let effect = self.state().give(entry);
        self.perform(effect);
    }

    pub fn drain(&self, reader: u64, after: u64) -> Result<Body, Error> {
        let drained = self.state().drain(reader, after);
        drained.map(|(body, effect)| {
            self.perform(effect);
            body
        })
    }

    pub fn leave(&self, reader: u64) {
        let effect = self.state().leave(reader);
        self.perform(effect);
    }

    pub fn forget(&self, reader: u64) {
        let effect = self.state().forget(reader);
        self.perform(effect);
    }

    pub fn detach(&self, reader: u64) {
        self.state().detach(reader);
    }

    pub fn join(&self, form: Form, bell: Arc<dyn Bell>) -> u64 {
        let (reader, effect) = self.state().join(form, bell);
        self.perform(effect);
        reader
    }

    pub fn join_to_drain(&self, form: Form, bell: Arc<dyn Bell>, after: Option<u64>) -> Result<u64, Error> {
        let joined = self.state().join_to_drain(form, bell, after);
        joined.map(|(reader, effect)| {
            self.perform(effect);
            reader
        })
    }

    pub fn observe(&self, form: Form, bell: Arc<dyn Bell>) -> u64 {
        self.state().observe(form, bell)
    }

    pub fn attach(
        &self,
        reader: u64,
        form: Form,
        bell: Arc<dyn Bell>,
        after: Option<u64>,
    ) -> Result<(u64, Option<Arc<dyn Bell>>), Error> {
        self.state().attach(reader, form, bell, after)
    }

    pub fn fail(&self, error: Error) {
        let effect = self.state().fail(error);
        self.perform(effect);
    }

    /// Something is in front of an outlet from now on.
    pub fn adapt(&self, adapter: Weak<dyn Close>) {
        let mut adapters = self.adapters();
        adapters.all.retain(|adapter| adapter.strong_count() > 0);
        if adapters.closed {
            drop(adapters);
            adapter.upgrade().iter().for_each(|adapter| adapter.close());
            return;
        }
        adapters.all.push(adapter);
        // Each may leave an item behind when it goes.
        self.state().expect_late(adapters.all.len());
    }

    fn adapters(&self) -> MutexGuard<'_, Adapters> {
        self.adapters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was taken in cannot be passed on.
    pub fn discard(&self) {
        self.state().discard();
    }

    pub fn finish(&self, result: Option<Result<(), Failure>>) {
        let adapters = {
            let mut adapters = self.adapters();
            adapters.closed = true;
            adapters.all.clone()
        };
        adapters.iter().filter_map(Weak::upgrade).for_each(|adapter| adapter.close());
        let effect = self.state().finish(result);
        self.perform(effect);
    }

    pub async fn ended(&self, reader: u64) -> End {
        loop {
            let ended = {
                // Listening begins under the lock, so that the end cannot come in between.
                let state = self.state();
                match state.end(reader) {
                    Some(end) => return end,
                    None => self.ended.listen(),
                }
            };
            ended.await;
        }
    }

    /// One more outlet.
    pub fn share(&self) {
        self.producers.fetch_add(1, Ordering::Relaxed);
    }

    /// One outlet less; with the last one the producer has stopped.
    pub fn let_go(&self) {
        if std::thread::panicking() {
            self.state().panic();
        }
        if self.producers.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.finish(None);
        }
    }

    fn perform(&self, effect: Effect) {
        if effect.stop {
            self.token.cancel();
        }
        if effect.wake {
            self.room.notify(usize::MAX);
        }
        for ring in effect.rings {
            if let Err(error) = ring.bell.ring(ring.body) {
                self.lose(ring.reader, error);
            }
        }
        for (bell, end) in effect.released {
            bell.over(&end);
        }
        if effect.ended {
            self.ended.notify(usize::MAX);
        }
    }

    /// A reader is out of reach; if it is the owner, nobody is left to drain for.
    fn lose(&self, reader: u64, error: Error) {
        if reader == OWNER {
            self.fail(error);
        }
        self.leave(reader);
    }
}
