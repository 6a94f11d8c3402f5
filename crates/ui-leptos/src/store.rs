//! State outside of the views, and how it reaches them.

use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use leptos::prelude::*;
use millstream_client::pace::{frame, spawn};

/// State that changes at once, or with the next frame. Cheap to clone: all clones are one.
pub struct Store<S> {
    state: ArcRwSignal<S>,
    /// Changes for the next frame. The state itself waits for them as well: views that look at it
    /// meanwhile, for another reason, would be ahead of the others.
    waiting: Arc<Mutex<Vec<Change<S>>>>,
}

type Change<S> = Box<dyn FnOnce(&mut S) + Send>;

impl<S: Send + Sync + 'static> Store<S> {
    /// A store that holds this.
    pub fn new(initial: S) -> Self {
        Self { state: ArcRwSignal::new(initial), waiting: Arc::default() }
    }

    /// Looks at the state, and again when it changes.
    pub fn with<R>(&self, look: impl FnOnce(&S) -> R) -> R {
        self.state.with(look)
    }

    /// Looks at the state once.
    pub fn peek<R>(&self, look: impl FnOnce(&S) -> R) -> R {
        self.state.with_untracked(look)
    }

    /// Changes the state at once: what a hand did.
    pub fn update(&self, change: impl FnOnce(&mut S)) {
        let waiting = mem::take(&mut *self.waiting());
        self.state.update(|state| {
            waiting.into_iter().for_each(|change| change(state));
            change(state);
        });
    }

    /// Changes the state with the next frame: what a stream brought.
    pub fn fold(&self, change: impl FnOnce(&mut S) + Send + 'static) {
        let mut waiting = self.waiting();
        waiting.push(Box::new(change));
        if waiting.len() == 1 {
            let store = self.clone();
            spawn(async move {
                frame().await;
                if !store.waiting().is_empty() {
                    store.update(|_| ());
                }
            });
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Change<S>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The state that the page is to show.
pub fn use_store<S: Send + Sync + 'static>(store: &Store<S>) -> Signal<S> {
    store.state.clone().into()
}

impl<S> Clone for Store<S> {
    fn clone(&self) -> Self {
        Self { state: self.state.clone(), waiting: self.waiting.clone() }
    }
}
