use millstream_shared::{End, Error, Wire};

use crate::Body;

/// The way to the reader that does not wait to be asked.
///
/// All methods are called outside of the stream's lock, from the thread that caused the call: mostly a
/// producer's.
pub trait Bell: Send + Sync + 'static {
    /// Carries a frame to the reader: a small one with items, or an empty one with `more`, which asks
    /// the reader to drain. It must not get lost; that it overtakes the answer to a drain, or another
    /// ring, does no harm.
    ///
    /// # Errors
    /// Any error means that the reader is out of reach for good: the stream stops.
    fn ring(&self, body: Body) -> Result<(), Error>;

    /// The stream is over: the producer has stopped and the reader knows, or does not want to. Called
    /// once, as the last call; the bell is dropped behind it.
    fn over(&self, end: &End);
}

/// In what form items reach the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// In frames, with flow control and an end.
    Frames {
        /// How frames are written.
        wire: Wire,
        /// A frame that is shorter than this many bytes travels inside a ring; 0 for none. What a bell
        /// can carry without loss.
        inline: usize,
    },
    /// One by one, each as a ring, as JSON: without flow control, without an end.
    Items,
}
