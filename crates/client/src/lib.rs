//! The receiving end of Millstream's streams, for Rust front ends in WebAssembly.

pub mod recording;

pub use recording::Recording;

use std::{
    marker::PhantomData,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use futures_core::{FusedStream, Stream as Futures};
use millstream_shared::{Call, Code, End, Error, LoggedStream, Stream, Wire};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Opens a stream: calls its command, and returns the receiving end at once.
pub fn open<S: Stream>(_request: &S::Request, _options: Options) -> Inlet<S::Item> {
    Inlet(PhantomData)
}
/// Opens a stream with a log beside it.
pub fn open_logged<S: LoggedStream>(
    _request: &S::Request,
    _options: Options,
) -> (Inlet<S::Item>, Inlet<S::Log>) {
    (Inlet(PhantomData), Inlet(PhantomData))
}
/// Calls a command that answers once.
pub async fn call<C: Call>(_request: &C::Request) -> Result<C::Response, Error> {
    Err(not_tauri())
}
/// Calls a command by its name; `arguments` is a struct or a map of its arguments.
pub async fn invoke<R: DeserializeOwned>(_command: &str, _arguments: &impl Serialize) -> Result<R, Error> {
    Err(not_tauri())
}
/// Whether this page runs in Tauri.
pub fn is_tauri() -> bool {
    false
}
fn not_tauri() -> Error {
    Error::new(Code::NOT_TAURI, "This page does not run in Tauri.")
}

/// How a stream is opened.
#[derive(Clone)]
pub struct Options {
    /// How frames are written; bytes by default.
    pub wire: Wire,
    /// When the next frame is asked for; once an animation frame by default.
    pub pace: Pace,
    /// Whom to ask; the installed transport by default.
    pub transport: Option<Rc<dyn Transport>>,
}
impl Default for Options {
    fn default() -> Self {
        Self { wire: Wire::Bytes, pace: Pace::Frame, transport: None }
    }
}
/// When the next frame is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Pace {
    /// At the next animation frame.
    #[default]
    Frame,
    /// At once.
    Eager,
}

/// The receiving end of a stream: a fused stream of items. Dropping it cancels.
/// `Err` with the code `bad_item` stands for one item; any other is the last thing that comes.
pub struct Inlet<T>(PhantomData<T>);
impl<T> Unpin for Inlet<T> {}
impl<T: DeserializeOwned> Inlet<T> {
    /// The same stream, one `Vec` a frame: what a UI folds.
    pub fn batches(self) -> Batches<T> {
        Batches(self)
    }
    /// Cancels, and answers how the stream ended. A [`Canceller`] does the same from elsewhere.
    pub async fn cancel(self) -> Result<End, Error> {
        Err(not_tauri())
    }
    /// How the stream ended, once it has; may be awaited elsewhere.
    pub fn end(&self) -> impl Future<Output = Result<End, Error>> + 'static + use<T> {
        async { Err(not_tauri()) }
    }
    /// A handle that cancels this stream, for a button.
    pub fn canceller(&self) -> Canceller {
        Canceller(())
    }
}
impl<T: DeserializeOwned> Futures for Inlet<T> {
    type Item = Result<T, Error>;
    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(None)
    }
}
impl<T: DeserializeOwned> FusedStream for Inlet<T> {
    fn is_terminated(&self) -> bool {
        true
    }
}
/// One `Vec` a frame.
pub struct Batches<T>(Inlet<T>);
impl<T: DeserializeOwned> Batches<T> {
    /// As [`Inlet::end`].
    pub fn end(&self) -> impl Future<Output = Result<End, Error>> + 'static + use<T> {
        self.0.end()
    }
    /// As [`Inlet::canceller`].
    pub fn canceller(&self) -> Canceller {
        self.0.canceller()
    }
}
impl<T: DeserializeOwned> Futures for Batches<T> {
    type Item = Result<Vec<T>, Error>;
    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(None)
    }
}
/// Cancels a stream from elsewhere.
#[derive(Clone)]
pub struct Canceller(());
impl Canceller {
    /// Cancels, and answers how the stream ended. Asked twice, it answers the same.
    pub fn cancel(&self) -> impl Future<Output = Result<End, Error>> + 'static + use<> {
        async { Err(not_tauri()) }
    }
}

/// Listens to an event; dropping it stops.
pub fn listen<T: DeserializeOwned>(_event: &str) -> Listener<T> {
    Listener(PhantomData)
}
/// Emits an event to everyone.
pub async fn emit(_event: &str, _payload: &impl Serialize) -> Result<(), Error> {
    Err(not_tauri())
}
/// A fused stream of `Result<Event<T>, Error>`.
pub struct Listener<T>(PhantomData<T>);
impl<T> Unpin for Listener<T> {}
impl<T: DeserializeOwned> Futures for Listener<T> {
    type Item = Result<Event<T>, Error>;
    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(None)
    }
}
/// An event.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Event<T> {
    /// Its name.
    pub event: String,
    /// The listener's id.
    pub id: u32,
    /// What it carries.
    pub payload: T,
}

/// What flows, all streams together.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Stats {
    /// Streams that are open.
    pub streams: u32,
    /// Items a second, over the last second.
    pub items_per_second: f64,
    /// Bytes a second, over the last second.
    pub bytes_per_second: f64,
    /// Frames that were asked for and are not here yet.
    pub in_flight: u32,
    /// Items that a policy with bounded loss let go, in all streams that have ended.
    pub dropped: u64,
    /// Items that a newer one took the place of, in all streams that have ended.
    pub coalesced: u64,
    /// How long the last drain took, in milliseconds; none before the first.
    pub drain_ms: Option<f64>,
}
/// What flows just now.
pub fn stats() -> Stats {
    Stats::default()
}

/// What carries commands and callbacks: Tauri, or a recording.
pub trait Transport {}
/// Makes this transport the one that is used where none is named.
pub fn install(_transport: Rc<dyn Transport>) {}

/// Replays recordings without Tauri: `install(Rc::new(Scripted::new(recordings)))`.
pub struct Scripted(());
impl Scripted {
    /// Replays these; a command gets the first recording of it whose request is the same, else its first.
    pub fn new(_recordings: Vec<Recording>) -> Self {
        Self(())
    }
    /// Answers a command that is no stream.
    #[must_use]
    pub fn answer<C: Call>(
        self,
        _answer: impl Fn(C::Request) -> Result<C::Response, Error> + 'static,
    ) -> Self {
        self
    }
    /// Picks the recording: an index into those of the command.
    #[must_use]
    pub fn choose(self, _choose: impl Fn(&serde_json::Value, &[Recording]) -> usize + 'static) -> Self {
        self
    }
    /// How fast: 1 is as recorded, infinity is at once.
    #[must_use]
    pub fn speed(self, _speed: f64) -> Self {
        self
    }
}
impl Transport for Scripted {}
