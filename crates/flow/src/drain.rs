use std::{fmt, sync::Arc};

use millstream_shared::{Account, End, Error};

use crate::{Body, core::Core};

/// The reader's end of a stream, for whoever carries frames. Dropping it cancels the stream.
pub struct Drain {
    core: Arc<Core>,
}

/// How a stream stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// What has become of the items so far.
    pub account: Account,
    /// Items that wait in the buffer.
    pub items: u32,
    /// Bytes that wait in the buffer: items as JSON, and their attachments.
    pub bytes: usize,
}

impl Drain {
    pub(crate) const fn new(core: Arc<Core>) -> Self {
        Self { core }
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
        self.core.drain(after)
    }

    /// The reader leaves: what waits is discarded, and the producer is told to stop. Waiting senders
    /// return at once. The bell does not ring any more.
    ///
    /// When the producer had stopped before, the end remains what it was.
    pub fn cancel(&self) {
        self.core.cancel();
    }

    /// Waits until the producer has stopped, and answers how. The account is final once the last item
    /// has gone out or was discarded.
    pub async fn ended(&self) -> End {
        self.core.ended().await
    }

    /// How the stream stands.
    pub fn status(&self) -> Status {
        let state = self.core.state();
        Status { account: state.account(), items: state.buffer().len(), bytes: state.buffer().bytes() }
    }
}

impl Drop for Drain {
    fn drop(&mut self) {
        self.cancel();
    }
}

impl fmt::Debug for Drain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Drain").field("status", &self.status()).finish_non_exhaustive()
    }
}
