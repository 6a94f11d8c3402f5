use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use event_listener::{Event, EventListener, Listener};
use millstream_shared::{End, Error};
use tokio_util::sync::CancellationToken;

use crate::{
    Bell, Body, Entry, Failure, Form, Stopped,
    state::{Effect, Offer, State},
};

/// What both ends of a stream share: the state under its lock, and what is done outside of it.
pub struct Core {
    state: Mutex<State>,
    bell: Mutex<Option<Arc<dyn Bell>>>,
    /// Notified when there may be room, or when there never will be.
    room: Event,
    ended: Event,
    token: CancellationToken,
    /// How many outlets there are.
    producers: AtomicUsize,
}

impl Core {
    /// A stream with one outlet.
    pub fn new(form: Form, bell: Option<Arc<dyn Bell>>) -> Self {
        Self {
            state: Mutex::new(State::new(form)),
            bell: Mutex::new(bell),
            room: Event::new(),
            ended: Event::new(),
            token: CancellationToken::new(),
            producers: AtomicUsize::new(1),
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

    pub fn drain(&self, after: u64) -> Result<Body, Error> {
        let drained = self.state().drain(after);
        drained.map(|(body, effect)| {
            self.perform(effect);
            body
        })
    }

    pub fn cancel(&self) {
        let effect = self.state().cancel();
        self.perform(effect);
    }

    pub fn fail(&self, error: Error) {
        let effect = self.state().fail(error);
        self.perform(effect);
    }

    pub fn finish(&self, result: Option<Result<(), Failure>>) {
        let effect = self.state().finish(result);
        self.perform(effect);
    }

    pub async fn ended(&self) -> End {
        loop {
            let ended = {
                // Listening begins under the lock, so that the end cannot come in between.
                let state = self.state();
                match state.end() {
                    Some(end) => return end,
                    None => self.ended.listen(),
                }
            };
            ended.await;
        }
    }

    /// One more outlet.
    pub fn join(&self) {
        self.producers.fetch_add(1, Ordering::Relaxed);
    }

    /// One outlet less; with the last one the producer has stopped.
    pub fn leave(&self) {
        if std::thread::panicking() {
            self.state().panic();
        }
        if self.producers.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.finish(None);
        }
    }

    /// Answers what to wait for when there is no room.
    fn try_offer(&self, entry: &mut Entry) -> Result<Option<EventListener>, Stopped> {
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

    fn perform(&self, effect: Effect) {
        if effect.stop {
            self.token.cancel();
        }
        if effect.wake {
            self.room.notify(usize::MAX);
        }
        if let Some(body) = effect.ring
            && let Some(bell) = self.bell().clone()
            && let Err(error) = bell.ring(body)
        {
            // The reader is out of reach, so nobody is left to drain.
            self.fail(error);
            self.cancel();
        }
        if effect.over {
            self.let_go();
        }
        if effect.ended {
            self.ended.notify(usize::MAX);
        }
    }

    fn let_go(&self) {
        let bell = self.bell().take();
        let end = self.state().end();
        if let (Some(bell), Some(end)) = (bell, end) {
            bell.over(&end);
        }
    }

    fn bell(&self) -> MutexGuard<'_, Option<Arc<dyn Bell>>> {
        self.bell.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
