//! The receiving end of a stream.

use std::{
    marker::PhantomData,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, ready},
};

use futures_core::{FusedStream, Stream};
use millstream_shared::{End, Error};
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
    receiver: Rc<Receiver>,
    pull: Option<Pull>,
    /// The frame that is being read, and the place of the next item in it.
    reading: Option<(Received, usize)>,
    item: PhantomData<fn() -> T>,
}

type Pull = Pin<Box<dyn Future<Output = Option<Result<Received, Error>>>>>;

impl<T: DeserializeOwned> Inlet<T> {
    pub(crate) const fn new(receiver: Rc<Receiver>) -> Self {
        Self { receiver, pull: None, reading: None, item: PhantomData }
    }

    /// The same stream, a `Vec` at a time: the items of one frame. What a front end folds, so that it
    /// paints once a frame and not once an item.
    pub const fn batches(self) -> Batches<T> {
        Batches(self)
    }

    /// The same stream, each item with the raw bytes that came with it. Only the wire `bytes` carries
    /// such.
    pub const fn parcels(self) -> Parcels<T> {
        Parcels(self)
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
        self.receiver.clone().outcome()
    }

    /// A handle that cancels this stream from elsewhere, such as from a button.
    pub fn canceller(&self) -> Canceller {
        Canceller(self.receiver.clone())
    }

    fn poll_item<O>(
        &mut self,
        cx: &mut Context<'_>,
        decode: impl FnOnce(&Received, usize) -> Result<O, Error>,
    ) -> Poll<Option<Result<O, Error>>> {
        loop {
            if self.receiver.is_over() {
                self.reading = None;
            }
            if let Some((frame, place)) = &mut self.reading
                && *place < frame.len()
            {
                *place += 1;
                return Poll::Ready(Some(decode(frame, *place - 1)));
            }
            match ready!(self.poll_frame(cx)) {
                Some(Ok(frame)) => self.reading = Some((frame, 0)),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
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

impl<T: DeserializeOwned> Stream for Inlet<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(cx, Received::item)
    }
}

impl<T: DeserializeOwned> FusedStream for Inlet<T> {
    fn is_terminated(&self) -> bool {
        self.receiver.is_over()
    }
}

impl<T> Drop for Inlet<T> {
    fn drop(&mut self) {
        self.receiver.cancel();
    }
}

/// A stream of an inlet's frames: the items of each, never none of them. An item that cannot be decoded
/// is an `Err` between the items before and those behind it.
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

impl<T: DeserializeOwned> Stream for Batches<T> {
    type Item = Result<Vec<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let first = match ready!(self.0.poll_item(cx, Received::item)) {
            Some(Ok(item)) => item,
            other => return Poll::Ready(other.map(|item| item.map(|_: T| Vec::new()))),
        };
        let mut batch = vec![first];
        if let Some((frame, place)) = &mut self.0.reading {
            while *place < frame.len()
                && let Ok(item) = frame.item(*place)
            {
                batch.push(item);
                *place += 1;
            }
        }
        Poll::Ready(Some(Ok(batch)))
    }
}

impl<T: DeserializeOwned> FusedStream for Batches<T> {
    fn is_terminated(&self) -> bool {
        self.0.is_terminated()
    }
}

/// A stream of an inlet's items with their raw bytes.
pub struct Parcels<T>(Inlet<T>);

/// An item, and the raw bytes that came with it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Parcel<T> {
    /// The item.
    pub item: T,
    /// Its bytes, in the order in which the producer gave them.
    pub attachments: Vec<Attachment>,
}

impl<T: DeserializeOwned> Stream for Parcels<T> {
    type Item = Result<Parcel<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_item(cx, |frame, place| {
            Ok(Parcel { item: frame.item(place)?, attachments: frame.attachments(place) })
        })
    }
}

impl<T: DeserializeOwned> FusedStream for Parcels<T> {
    fn is_terminated(&self) -> bool {
        self.0.is_terminated()
    }
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
