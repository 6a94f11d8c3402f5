use std::{fmt, sync::Arc};

use millstream_shared::{Code, Error, Limits, Policy};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use crate::{Bell, Drain, Entry, Failure, Form, Rule, Stopped, core::Core, state::OWNER};

/// A new stream: the producer's end and the reader's end.
///
/// Its policy is [`Policy::Block`] and its limits are [`Limits::default`], until the outlet says
/// otherwise.
pub fn stream<T: Serialize>(form: Form, bell: impl Bell) -> (Outlet<T>, Drain) {
    let core = Arc::new(Core::new(form, Some(Arc::new(bell))));
    (Outlet { core: Arc::clone(&core), rule: Choice::Always(Rule::Wait) }, Drain::owner(core))
}

/// An outlet without a stream: it was stopped before it began, and nobody learns what it is given.
pub fn idle<T: Serialize>() -> Outlet<T> {
    let core = Arc::new(Core::new(Form::Items, None));
    core.leave(OWNER);
    Outlet { core, rule: Choice::Always(Rule::Wait) }
}

/// The producer's end of a stream.
///
/// Clones are ends of the same stream. When the last one is dropped the stream ends: as `finished`, or
/// as `failed` with [`Code::PANICKED`] when one of them was dropped by a panic.
pub struct Outlet<T> {
    core: Arc<Core>,
    rule: Choice<T>,
}

/// What rule an item gets.
enum Choice<T> {
    Always(Rule),
    BySlot(fn(&T) -> Option<u64>),
}

impl<T: Serialize> Outlet<T> {
    /// Sends an item. Waits while the buffer is full; a cancel ends the wait at once.
    ///
    /// # Errors
    /// [`Stopped`] when the stream takes no more items. An item that cannot be written as JSON stops
    /// the stream too, which then ends as `failed` with [`Code::BAD_ITEM`].
    pub async fn send(&self, item: T) -> Result<(), Stopped> {
        self.send_with(item, Vec::new()).await
    }

    /// [`Self::send`], for a thread. Not for a thread that the reader's drains need, such as the main
    /// thread of an application: it would wait for itself.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub fn send_blocking(&self, item: T) -> Result<(), Stopped> {
        self.send_blocking_with(item, Vec::new())
    }

    /// Sends an item together with raw bytes that belong to it; they count against the limit in bytes.
    ///
    /// # Errors
    /// As [`Self::send`]. On the wire `json` there is no place for bytes: the stream ends as `failed`
    /// with [`Code::BAD_ITEM`].
    pub async fn send_with(&self, item: T, attachments: Vec<Vec<u8>>) -> Result<(), Stopped> {
        let entry = self.written(self.write(&item, attachments))?;
        // Its text is all that waits.
        drop(item);
        self.core.offer(entry).await
    }

    /// [`Self::send_with`], for a thread.
    ///
    /// # Errors
    /// As [`Self::send_with`].
    pub fn send_blocking_with(&self, item: T, attachments: Vec<Vec<u8>>) -> Result<(), Stopped> {
        let entry = self.written(self.write(&item, attachments))?;
        self.core.offer_blocking(entry)
    }

    pub(crate) fn write(&self, item: &T, attachments: Vec<Vec<u8>>) -> Result<Entry, Error> {
        Ok(Entry { text: write_item(item)?, attachments, rule: self.rule.of(item) })
    }
}

/// An item as JSON.
pub fn write_item<T: Serialize>(item: &T) -> Result<Vec<u8>, Error> {
    // Most items are small: one allocation, where growing from nothing would take several.
    let mut text = Vec::with_capacity(128);
    serde_json::to_writer(&mut text, item).map_err(|error| {
        Error::new(Code::BAD_ITEM, format!("An item could not be written as JSON: {error}."))
    })?;
    Ok(text)
}

impl<T> Outlet<T> {
    /// Chooses what a full buffer does. Under [`Policy::Latest`] each item supersedes the one before;
    /// see [`Self::latest`] for more than one kind of item.
    ///
    /// Holds for what is sent through this outlet and its clones to come.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.core.state().set_policy(policy);
        self.rule = Choice::Always(match policy {
            Policy::Block => Rule::Wait,
            Policy::Latest => Rule::Supersede(0),
            Policy::DropOldest => Rule::DropOldest,
            Policy::DropNewest => Rule::DropNewest,
        });
        self
    }

    /// Chooses [`Policy::Latest`] by slots: an item with a slot takes the place of a waiting one with the
    /// same slot, at the tail. An item with none is kept always, and waits for room.
    ///
    /// Holds for what is sent through this outlet and its clones to come.
    #[must_use]
    pub fn latest(mut self, slot: fn(&T) -> Option<u64>) -> Self {
        self.core.state().set_policy(Policy::Latest);
        self.rule = Choice::BySlot(slot);
        self
    }

    /// Chooses [`Policy::DropOldest`], and that so many items wait at most.
    #[must_use]
    pub fn drop_oldest(self, items: u32) -> Self {
        self.policy(Policy::DropOldest).limits(Limits { items, ..Limits::default() })
    }

    /// Chooses [`Policy::DropNewest`], and that so many items wait at most.
    #[must_use]
    pub fn drop_newest(self, items: u32) -> Self {
        self.policy(Policy::DropNewest).limits(Limits { items, ..Limits::default() })
    }

    /// Sets how much may wait in the buffer, for what is sent from now on; 1 GiB at most.
    #[must_use]
    pub fn limits(self, limits: Limits) -> Self {
        self.core.state().set_limits(limits);
        self
    }

    /// Whether the stream takes no more items. A producer that works long between two items asks now
    /// and then.
    pub fn is_stopped(&self) -> bool {
        self.core.token().is_cancelled()
    }

    /// Waits until the stream takes no more items.
    pub async fn stopped(&self) {
        self.core.token().cancelled().await;
    }

    /// A token that is cancelled when the stream takes no more items. To cancel it does nothing to the
    /// stream.
    pub fn token(&self) -> CancellationToken {
        self.core.token().child_token()
    }

    /// What was written; an error stops the stream, which then ends as `failed`.
    pub(crate) fn written<R>(&self, written: Result<R, Error>) -> Result<R, Stopped> {
        written.map_err(|error| {
            self.core.fail(error);
            Stopped
        })
    }

    pub(crate) fn core(&self) -> &Core {
        &self.core
    }

    /// The rule of items that nobody looks into.
    pub(crate) const fn rule_of_all(&self) -> Rule {
        match self.rule {
            Choice::Always(rule) => rule,
            Choice::BySlot(_) => Rule::Wait,
        }
    }

    /// Ends the stream, behind what its adapters hold back: `finished`, `cancelled` for [`Failure::Stopped`], or `failed`. Later sends, also
    /// through clones, answer [`Stopped`]; a later `finish` does nothing.
    pub fn finish(&self, result: Result<(), Failure>) {
        self.core.finish(Some(result));
    }
}

impl<T> Choice<T> {
    fn of(&self, item: &T) -> Rule {
        match self {
            Self::Always(rule) => *rule,
            Self::BySlot(slot) => slot(item).map_or(Rule::Wait, Rule::Supersede),
        }
    }
}

impl<T> Clone for Choice<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Choice<T> {}

impl<T> Clone for Outlet<T> {
    fn clone(&self) -> Self {
        self.core.share();
        Self { core: Arc::clone(&self.core), rule: self.rule }
    }
}

impl<T> Drop for Outlet<T> {
    fn drop(&mut self) {
        self.core.let_go();
    }
}

impl<T> fmt::Debug for Outlet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outlet").field("stopped", &self.is_stopped()).finish_non_exhaustive()
    }
}
