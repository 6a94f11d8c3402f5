use std::{fmt, sync::Arc, time::Duration};

use millstream_shared::{Account, End, Error, Limits, Policy};

use crate::{Bell, Body, Form, core::Core, state::OWNER};

/// A reader's end of a stream, for whoever carries frames.
///
/// A stream is opened for one reader, its owner: dropping the owner's end cancels the stream. Others may
/// [`join`](Self::join) or [`observe`](Self::observe), each with a buffer, frames and an account of its own;
/// dropping such an end ends that reading alone.
pub struct Drain {
    core: Arc<Core>,
    reader: u64,
}

/// How a stream stands for one reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// What has become of the items so far.
    pub account: Account,
    /// Items that wait in the buffer.
    pub items: u32,
    /// Bytes that wait in the buffer: items as JSON, and their attachments.
    pub bytes: usize,
    /// Items in the frame that is in flight.
    pub in_flight: u32,
    /// The last frame that was acknowledged; 0 before the first.
    pub acknowledged: u64,
    /// Frames that were formed.
    pub frames: u64,
    /// Bytes of these frames.
    pub frame_bytes: u64,
    /// From a frame's forming to its acknowledgement, for half of all frames; none before the first.
    pub p50: Option<Duration>,
    /// The same, for 99 of 100 frames.
    pub p99: Option<Duration>,
    /// For how long the reader has owed a drain: a frame or a bell waits for an answer.
    pub owes: Option<Duration>,
    /// Whether the reader is there; see [`Drain::detach`].
    pub attached: bool,
    /// In what form the reader gets the items.
    pub form: Form,
    /// What a full buffer does.
    pub policy: Policy,
    /// How much may wait in the buffer.
    pub limits: Limits,
    /// Whether the producer has been told to stop, or has stopped.
    pub stopped: bool,
}

impl Drain {
    pub(crate) const fn owner(core: Arc<Core>) -> Self {
        Self { core, reader: OWNER }
    }

    /// Acknowledges frame `after` and answers the next one: all that waits, and the end if the producer
    /// has stopped. Never waits: when there is nothing, the answer is an empty frame with the number
    /// `after`, and the bell is armed. Asked again with the same `after`, it answers the same frame.
    ///
    /// Once the frame with the end is acknowledged, and after a cancel, the answer is an empty frame
    /// with the end, as soon as there is one.
    ///
    /// # Errors
    /// [`Code::FUTURE_FRAME`](crate::Code::FUTURE_FRAME) when frame `after` was never formed,
    /// [`Code::STALE_FRAME`](crate::Code::STALE_FRAME) when the frame behind it was acknowledged
    /// already, [`Code::BAD_FRAME`](crate::Code::BAD_FRAME) when a frame is too large to be written.
    pub fn drain(&self, after: u64) -> Result<Body, Error> {
        self.core.drain(self.reader, after)
    }

    /// The reader leaves: what waits for it is discarded, and its bell does not ring any more. If it is the
    /// owner, the producer is told to stop, and waiting senders return at once.
    ///
    /// When the producer had stopped before, the end remains what it was.
    pub fn cancel(&self) {
        self.core.leave(self.reader);
    }

    /// The reader goes away for a while. Its bell does not ring; items wait in its buffer, up to the limits.
    pub fn detach(&self) {
        self.core.detach(self.reader);
    }

    /// The reader is there again, with a bell and a form that may be others. It has all frames up to
    /// `after`, by default up to the last one acknowledged, and is to drain from there. Answers `after`.
    ///
    /// # Errors
    /// As [`Self::drain`] for the same `after`.
    pub fn attach(&self, form: Form, bell: impl Bell, after: Option<u64>) -> Result<u64, Error> {
        self.take_up(form, Arc::new(bell), after).map(|(after, _bell)| after)
    }

    /// [`Self::attach`]; answers also the bell that was there, or that is not needed.
    pub(crate) fn take_up(
        &self,
        form: Form,
        bell: Arc<dyn Bell>,
        after: Option<u64>,
    ) -> Result<(u64, Option<Arc<dyn Bell>>), Error> {
        // Refused, it is dropped here, and not under the lock.
        let kept = Arc::clone(&bell);
        let taken_up = self.core.attach(self.reader, form, bell, after);
        drop(kept);
        taken_up
    }

    /// Another reader, who gets what is offered from now on, at a pace of its own. With several readers,
    /// the producer waits only while none has room: one whose buffer is full misses items, and its account
    /// counts them as dropped.
    #[must_use]
    pub fn join(&self, form: Form, bell: impl Bell) -> Self {
        let reader = self.core.join(form, Arc::new(bell));
        Self { core: Arc::clone(&self.core), reader }
    }

    /// Another reader, who gets what is offered from now on and changes nothing for anybody: the producer
    /// does not heed its pace. Items that find no room in its buffer pass it by, and its account counts them
    /// as dropped.
    #[must_use]
    pub fn observe(&self, form: Form, bell: impl Bell) -> Self {
        Self { core: Arc::clone(&self.core), reader: self.core.observe(form, Arc::new(bell)) }
    }

    /// Another reader who is to drain first, as one who [attaches](Self::attach): nothing rings before.
    pub(crate) fn join_to_drain(
        &self,
        form: Form,
        bell: Arc<dyn Bell>,
        after: Option<u64>,
    ) -> Result<Self, Error> {
        let kept = Arc::clone(&bell);
        let joined = self.core.join_to_drain(form, bell, after);
        drop(kept);
        Ok(Self { core: Arc::clone(&self.core), reader: joined? })
    }

    /// Waits until the producer has stopped, and answers how the stream ended for this reader. The account
    /// is final once the last item has gone out or was discarded.
    pub async fn ended(&self) -> End {
        self.core.ended(self.reader).await
    }

    /// How the stream stands for this reader.
    pub fn status(&self) -> Status {
        self.core.state().status(self.reader)
    }
}

impl Drop for Drain {
    fn drop(&mut self) {
        self.core.forget(self.reader);
    }
}

impl fmt::Debug for Drain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Drain").field("status", &self.status()).finish_non_exhaustive()
    }
}
