//! The receiving end of a stock Tauri channel.

use std::{
    cell::RefCell,
    marker::PhantomData,
    mem,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, ready},
};

use futures_core::{FusedStream, Stream};
use millstream_shared::{Code, Error};
use serde::{Serialize, Serializer, de::DeserializeOwned};

use crate::{
    order::Order,
    pace::delay,
    transport::{Body, Line, Signal, Transport, transport},
    wakers::Wakers,
};

/// The receiving end of a `tauri::ipc::Channel<T>`, for commands that have no outlet: a fused
/// [`Stream`] of its messages, in the order in which they were sent. Pass `&channel` where the command
/// takes the channel.
///
/// - A message that is not a `T` is an `Err` in its place, with the code `bad_item`.
/// - Large messages are fetched by the page, and may come late or never; nobody is told. A message that
///   is still missing [`PATIENCE`] milliseconds after one behind it, or the channel's end, has come is
///   an `Err` with the code `gap`, and what is behind it goes on.
/// - The stream ends when the Rust side has dropped its channel and everything before has come.
///
/// There is no flow control: what is sent and not read waits here, however much it is. Dropping this
/// end unregisters the callback; the Rust side cannot learn of it and goes on sending.
pub struct Channel<T> {
    argument: String,
    line: Option<Line>,
    inner: Rc<RefCell<Inner>>,
    patience: Option<(u64, Delay)>,
    message: PhantomData<fn() -> T>,
}

type Delay = Pin<Box<dyn Future<Output = ()>>>;

/// How long, in milliseconds, a missing message is waited for.
pub const PATIENCE: u32 = 5_000;

#[derive(Default)]
struct Inner {
    order: Order<Body>,
    /// The callback was called with something that is no message.
    stray: bool,
    wakers: Wakers,
}

impl<T: DeserializeOwned> Channel<T> {
    /// A channel of this page's own transport.
    ///
    /// # Errors
    /// [`Code::NOT_TAURI`].
    pub fn new() -> Result<Self, Error> {
        Self::on(&*transport())
    }

    /// A channel of this transport.
    ///
    /// # Errors
    /// What the transport answers.
    pub fn on(transport: &dyn Transport) -> Result<Self, Error> {
        let inner = Rc::new(RefCell::new(Inner::default()));
        let weak = Rc::downgrade(&inner);
        let line = transport.register(Box::new(move |signal| {
            if let Some(inner) = weak.upgrade() {
                inner.borrow_mut().receive(signal);
            }
        }))?;
        Ok(Self { argument: line.argument(), line: Some(line), inner, patience: None, message: PhantomData })
    }
}

impl<T: DeserializeOwned> Stream for Channel<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut inner = self.inner.borrow_mut();
        if mem::take(&mut inner.stray) {
            let what = "The channel's callback was called with what is no message.";
            return Poll::Ready(Some(Err(Error::new(Code::BAD_ITEM, what))));
        }
        if let Some(message) = inner.order.take() {
            return Poll::Ready(Some(message.json()));
        }
        if inner.is_over() {
            drop(inner);
            self.line = None;
            return Poll::Ready(None);
        }
        inner.wakers.watch(cx);
        let Some((from, to)) = inner.order.gap() else {
            return Poll::Pending;
        };
        drop(inner);
        // The first missing message is waited for, however many come behind it.
        if self.patience.as_ref().is_none_or(|(missing, _)| *missing != from) {
            self.patience = Some((from, Box::pin(delay(PATIENCE))));
        }
        if let Some((_, patience)) = &mut self.patience {
            ready!(patience.as_mut().poll(cx));
        }
        self.patience = None;
        self.inner.borrow_mut().order.skip();
        let what = format!("Messages {from} to {} of the channel never came.", to - 1);
        Poll::Ready(Some(Err(Error::new(Code::GAP, what))))
    }
}

impl<T: DeserializeOwned> FusedStream for Channel<T> {
    fn is_terminated(&self) -> bool {
        self.inner.borrow().is_over()
    }
}

impl<T> Serialize for Channel<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.argument)
    }
}

impl Inner {
    fn receive(&mut self, signal: Signal) {
        match signal {
            Signal::Message { index, body } => self.order.put(index, body),
            Signal::End { index } => self.order.end(index),
            Signal::Plain(_) => self.stray = true,
        }
        self.wakers.wake();
    }

    fn is_over(&self) -> bool {
        self.order.is_over() && !self.stray
    }
}
