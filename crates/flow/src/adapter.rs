use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use event_listener::EventListener;
use millstream_shared::Error;
use serde::Serialize;
use tokio::{
    runtime::Handle,
    time::{Instant, sleep_until},
};

use crate::{Entry, Outlet, Stopped};

/// What an adapter keeps back until its time has come.
pub trait Held<T>: Send + 'static {
    /// When it is to pass; none when there is nothing.
    fn due(&self) -> Option<Instant>;

    /// It, as the outlet takes it. Taken, it is moved out of there.
    fn write(&mut self, outlet: &Outlet<T>) -> Result<&mut Entry, Error>;

    /// It has passed, at this time.
    fn passed(&mut self, now: Instant);
}

/// What a stream asks of an adapter when the producer stops by its own word.
pub trait Close: Send + Sync {
    /// Lets what is held back pass at once, and takes nothing more.
    fn close(&self);
}

/// Something in front of an outlet that keeps items back for a while.
///
/// A task waits for the time, or for room, while something is held back; it does not keep the stream open.
/// What is held when the adapter is dropped, or the stream finished, passes at once, even into a full buffer.
pub struct Adapter<T: Serialize, H: Held<T>> {
    outlet: Outlet<T>,
    state: Mutex<State<H>>,
    runtime: Handle,
}

struct State<H> {
    held: H,
    /// Whether a task waits.
    waited_for: bool,
    /// Whether it takes nothing more.
    closed: bool,
}

/// What has to come before what is held can pass.
enum Wait {
    Time(Instant),
    Room(EventListener),
}

impl<T: Serialize + Send + 'static, H: Held<T>> Adapter<T, H> {
    pub fn new(outlet: Outlet<T>, held: H) -> Arc<Self> {
        let state = Mutex::new(State { held, waited_for: false, closed: false });
        let adapter = Arc::new(Self { outlet, state, runtime: Handle::current() });
        let weak = Arc::downgrade(&adapter);
        adapter.outlet.core().adapt(weak);
        adapter
    }

    pub const fn outlet(&self) -> &Outlet<T> {
        &self.outlet
    }

    /// Changes what is held, and sees to it that it passes. A change that answers `None` had no place; then
    /// the answer is what to wait for before it is tried again.
    pub fn change<R>(
        self: &Arc<Self>,
        mut change: impl FnMut(&mut H) -> Option<R>,
    ) -> Result<Result<R, EventListener>, Stopped> {
        if self.outlet.is_stopped() {
            return Err(Stopped);
        }
        let mut state = self.state();
        if state.closed {
            return Err(Stopped);
        }
        loop {
            let changed = change(&mut state.held);
            let wait = self.pass(&mut state.held)?;
            match (changed, wait) {
                (Some(changed), None) => return Ok(Ok(changed)),
                (Some(changed), Some(wait)) => {
                    if !mem::replace(&mut state.waited_for, true) {
                        self.runtime.spawn(follow(Arc::downgrade(self), wait));
                    }
                    return Ok(Ok(changed));
                }
                (None, Some(Wait::Room(room))) => return Ok(Err(room)),
                // It passed: there is a place now.
                (None, _) => {}
            }
        }
    }

    /// Lets what is held pass, if its time has come and there is room.
    fn pass(&self, held: &mut H) -> Result<Option<Wait>, Stopped> {
        let (Some(due), now) = (held.due(), Instant::now()) else { return Ok(None) };
        if now < due {
            return Ok(Some(Wait::Time(due)));
        }
        let entry = self.outlet.written(held.write(&self.outlet))?;
        let room = self.outlet.core().try_offer(entry)?;
        if room.is_none() {
            held.passed(now);
        }
        Ok(room.map(Wait::Room))
    }
}

impl<T: Serialize, H: Held<T>> Adapter<T, H> {
    fn state(&self) -> MutexGuard<'_, State<H>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Serialize, H: Held<T>> Close for Adapter<T, H> {
    fn close(&self) {
        let mut state = self.state();
        state.closed = true;
        if state.held.due().is_some() {
            // Under the lock, so that who else closes the stream waits until it has passed.
            match self.outlet.written(state.held.write(&self.outlet)) {
                Ok(entry) => self.outlet.core().give(mem::take(entry)),
                Err(Stopped) => self.outlet.core().discard(),
            }
            state.held.passed(Instant::now());
        }
    }
}

impl<T: Serialize, H: Held<T>> Drop for Adapter<T, H> {
    fn drop(&mut self) {
        self.close();
    }
}

/// Waits, and lets what is held pass, until nothing is held or the adapter is gone.
async fn follow<T: Serialize + Send + 'static, H: Held<T>>(adapter: Weak<Adapter<T, H>>, mut wait: Wait) {
    loop {
        match wait {
            Wait::Time(due) => sleep_until(due).await,
            Wait::Room(room) => room.await,
        }
        let Some(adapter) = adapter.upgrade() else { return };
        let mut state = adapter.state();
        match adapter.pass(&mut state.held) {
            Ok(Some(next)) => wait = next,
            Ok(None) | Err(Stopped) => {
                state.waited_for = false;
                return;
            }
        }
    }
}
