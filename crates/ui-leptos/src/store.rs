//! State outside of the views, and how it reaches them.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use std::time::Duration;

use leptos::prelude::*;

/// State that reaches the page at once, or with the next frame. Cheap to clone: all clones are one.
pub struct Store<S> {
    state: ArcRwSignal<S>,
    /// Whether a frame is on its way that will show the newest state.
    due: Arc<AtomicBool>,
}

impl<S: Send + Sync + 'static> Store<S> {
    /// A store that holds this.
    pub fn new(initial: S) -> Self {
        Self { state: ArcRwSignal::new(initial), due: Arc::default() }
    }

    /// Looks at the state that the page is to show, and again when it changes.
    pub fn with<R>(&self, look: impl FnOnce(&S) -> R) -> R {
        self.state.with(look)
    }

    /// Looks at the newest state, which the page may not show yet.
    pub fn peek<R>(&self, look: impl FnOnce(&S) -> R) -> R {
        self.state.with_untracked(look)
    }

    /// Changes the state and shows it: what a hand did.
    pub fn update(&self, change: impl FnOnce(&mut S)) {
        self.state.update(change);
    }

    /// Changes the state and shows it with the next frame: what a stream brought.
    pub fn fold(&self, change: impl FnOnce(&mut S)) {
        self.state.update_untracked(change);
        if !self.due.swap(true, Ordering::Relaxed) {
            let store = self.clone();
            next_frame(move || {
                store.due.store(false, Ordering::Relaxed);
                store.state.notify();
            });
        }
    }
}

/// The state that the page is to show.
pub fn use_store<S: Send + Sync + 'static>(store: &Store<S>) -> Signal<S> {
    store.state.clone().into()
}

impl<S> Clone for Store<S> {
    fn clone(&self) -> Self {
        Self { state: self.state.clone(), due: self.due.clone() }
    }
}

impl<S> PartialEq for Store<S> {
    /// Whether both are one.
    fn eq(&self, other: &Self) -> bool {
        self.state == other.state
    }
}

/// A hidden page has no frames; a timer stands in, so that nothing piles up behind it.
fn next_frame(then: impl FnOnce() + 'static) {
    if document().hidden() {
        set_timeout(then, Duration::from_millis(100));
    } else {
        request_animation_frame(then);
    }
}
