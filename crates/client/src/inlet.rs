//! The receiving end of a stream.

use std::{
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, ready},
};

use futures_core::{FusedStream, Stream};
use millstream_shared::{End, Error, Key};
use serde::de::DeserializeOwned;

use crate::{
    frame::{Attachment, Received},
    receiver::Receiver,
};

/// The receiving end of a stream: a fused [`Stream`] of its items, in order, each once.
///
/// It pulls: the next frame is asked for when the reader asks for what is in it, so a reader that stops
/// reading makes the producer wait. An item that cannot be decoded is an `Err` in its place, with the
/// code `bad_item`, and the rest goes on; any other `Err` is why the stream broke off, and the last
/// thing that comes. Dropping an inlet cancels its stream.
pub struct Inlet<T> {
    reading: Reading,
    decode: Decode<T>,
}

/// Makes an item of its place in a frame.
type Decode<T> = fn(&Received, usize) -> Result<T, Error>;

impl<T: DeserializeOwned + 'static> Inlet<T> {
    pub(crate) const fn new(receiver: Rc<Receiver>) -> Self {
        Self { reading: Reading { receiver, pull: None, frame: None }, decode: Received::item }
    }

    /// The same stream, each item with the raw bytes that came with it. Only the wire `bytes` carries
    /// such.
    pub fn parcels(self) -> Inlet<Parcel<T>> {
        let decode = |frame: &Received, place| {
            Ok(Parcel { item: frame.item(place)?, attachments: frame.attachments(place) })
        };
        Inlet { reading: self.reading, decode }
    }
}

impl<T> Inlet<T> {
    /// The same stream, a `Vec` at a time: the items of one frame. What a front end folds, so that it
    /// paints once a frame and not once an item.
    pub const fn batches(self) -> Batches<T> {
        Batches(self)
    }

    /// Cancels, and answers how the stream ended once its producer has stopped: `finished` when that
    /// was done before.
    ///
    /// # Errors
    /// Why that could not be learnt: the command was refused, or the backend is gone.
    pub async fn cancel(self) -> Result<End, Error> {
        let canceller = self.canceller();
        drop(self);
        canceller.cancel().await
    }

    /// How the stream ended. It is known when the last item has been read, or when a cancel has been
    /// answered; so someone has to read. May be awaited elsewhere, and outlives the inlet.
    ///
    /// # Errors
    /// Why that could not be learnt.
    pub fn end(&self) -> impl Future<Output = Result<End, Error>> + 'static + use<T> {
        self.reading.receiver.clone().outcome()
    }

    /// A handle that cancels this stream from elsewhere, such as from a button.
    pub fn canceller(&self) -> Canceller {
        Canceller(self.reading.receiver.clone())
    }

    /// The stream's name; all zeros when it could not be opened.
    pub fn key(&self) -> Key {
        self.reading.receiver.key()
    }

    /// The last frame whose items have all been read; 0 before the first. Together with [`Self::key`] it
    /// says where the reader is: [`attach`](crate::attach()) goes on behind it, nothing twice and nothing
    /// missing.
    ///
    /// It changes with the last item of a frame, so with each of [`Self::batches`]. That is when to write
    /// it down, together with what was made of the items so far, and before reading on: what is written
    /// down within a frame holds items that come again, and asking for the next frame tells the backend
    /// to forget this one.
    pub fn after(&self) -> u64 {
        self.reading.receiver.after()
    }
}

impl<T> Stream for Inlet<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let decode = self.decode;
        self.reading.poll_item(cx, decode)
    }
}

impl<T> FusedStream for Inlet<T> {
    fn is_terminated(&self) -> bool {
        self.reading.receiver.is_over()
    }
}

/// A stream of an inlet's frames: the items of each, never none of them. An item that cannot be decoded
/// is an `Err` between the items before and those behind it.
pub struct Batches<T>(Inlet<T>);

impl<T> Batches<T> {
    /// As [`Inlet::end`].
    pub fn end(&self) -> impl Future<Output = Result<End, Error>> + 'static + use<T> {
        self.0.end()
    }

    /// As [`Inlet::canceller`].
    pub fn canceller(&self) -> Canceller {
        self.0.canceller()
    }

    /// As [`Inlet::key`].
    pub fn key(&self) -> Key {
        self.0.key()
    }

    /// As [`Inlet::after`]: the frame of the last batch, unless an item of it that cannot be decoded is
    /// still to come.
    pub fn after(&self) -> u64 {
        self.0.after()
    }
}

impl<T> Stream for Batches<T> {
    type Item = Result<Vec<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Inlet { reading, decode } = &mut self.0;
        let first = match ready!(reading.poll_item(cx, *decode)) {
            Some(Ok(item)) => item,
            other => return Poll::Ready(other.map(|item| item.map(|_: T| Vec::new()))),
        };
        let mut batch = vec![first];
        while let Some(Ok(item)) = reading.item(*decode) {
            batch.push(item);
            reading.advance();
        }
        Poll::Ready(Some(Ok(batch)))
    }
}

impl<T> FusedStream for Batches<T> {
    fn is_terminated(&self) -> bool {
        self.0.is_terminated()
    }
}

/// An item, and the raw bytes that came with it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Parcel<T> {
    /// The item.
    pub item: T,
    /// Its bytes, in the order in which the producer gave them. They lie in the memory of the whole frame,
    /// which stays as long as one of them is held.
    pub attachments: Vec<Attachment>,
}

/// Cancels a stream from elsewhere. It keeps nothing open: when the inlet is dropped the stream ends.
#[derive(Clone)]
pub struct Canceller(Rc<Receiver>);

impl Canceller {
    /// As [`Inlet::cancel`]. The stream is cancelled even if the answer is not awaited; asked twice, it
    /// answers the same.
    pub fn cancel(&self) -> impl Future<Output = Result<End, Error>> + 'static + use<> {
        self.0.cancel();
        self.0.clone().outcome()
    }
}

/// How far an inlet has been read. Dropping it cancels the stream.
struct Reading {
    receiver: Rc<Receiver>,
    pull: Option<Pull>,
    /// The frame that is being read, and the place of the next item in it.
    frame: Option<(Received, usize)>,
}

type Pull = Pin<Box<dyn Future<Output = Option<Result<Received, Error>>>>>;

impl Reading {
    fn poll_item<T>(&mut self, cx: &mut Context<'_>, decode: Decode<T>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if self.receiver.is_over() {
                self.frame = None;
            }
            if let Some(item) = self.item(decode) {
                self.advance();
                return Poll::Ready(Some(item));
            }
            match ready!(self.poll_frame(cx)) {
                Some(Ok(frame)) => self.frame = Some((frame, 0)),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    /// The next item of the frame that is being read, if there is one left.
    fn item<T>(&self, decode: Decode<T>) -> Option<Result<T, Error>> {
        let (frame, place) = self.frame.as_ref()?;
        (*place < frame.len()).then(|| decode(frame, *place))
    }

    /// That item has been read.
    fn advance(&mut self) {
        let Some((frame, place)) = &mut self.frame else { return };
        *place += 1;
        if *place == frame.len() {
            self.receiver.handed(frame.seq);
        }
    }

    fn poll_frame(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Received, Error>>> {
        if self.receiver.is_over() {
            self.pull = None;
            return Poll::Ready(None);
        }
        // Whatever the pull waits for, a cancel is heard.
        self.receiver.watch(cx);
        let pull = self.pull.get_or_insert_with(|| Box::pin(self.receiver.clone().next()));
        let pulled = ready!(pull.as_mut().poll(cx));
        self.pull = None;
        Poll::Ready(pulled)
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.receiver.cancel();
    }
}
