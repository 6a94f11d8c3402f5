//! Tauri's events: for what everybody may hear, and what needs no flow control.

use std::{
    cell::RefCell,
    collections::VecDeque,
    future::poll_fn,
    marker::PhantomData,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use futures_core::{FusedStream, Stream};
use millstream_shared::{Broadcast, Error};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::json;

use crate::{
    invoke::invoke_on,
    pace::spawn,
    transport::{Body, Line, Signal, Transport, transport},
    wakers::Wakers,
};

/// Listens to an event: to what is sent to everyone, and to what is sent to this web view alone.
pub fn listen<T: DeserializeOwned>(event: &str) -> Listener<T> {
    let target = transport().label().map_or(Target::Any, |label| Target::AnyLabel { label });
    listen_to(target, event)
}

/// Listens to what the contract broadcasts; as [`listen`].
pub fn hear<B: Broadcast>() -> Listener<B::Payload> {
    listen(B::EVENT)
}

/// Listens to an event that is sent to this target, or to everyone.
pub fn listen_to<T: DeserializeOwned>(target: Target, event: &str) -> Listener<T> {
    let listener = Listener { inner: Rc::default(), event: PhantomData };
    let weak = Rc::downgrade(&listener.inner);
    let handler = move |signal| {
        if let (Some(inner), Signal::Plain(body)) = (weak.upgrade(), signal) {
            inner.borrow_mut().push(Ok(body));
        }
    };
    let transport = transport();
    match transport.register(Box::new(handler)) {
        Ok(line) => spawn(run(transport, target, event.to_owned(), line, listener.inner.clone())),
        Err(error) => listener.inner.borrow_mut().fail(error),
    }
    listener
}

/// Sends an event to everyone.
///
/// # Errors
/// The event's name has characters that Tauri does not take, or the capability to emit is missing.
pub async fn emit(event: &str, payload: &impl Serialize) -> Result<(), Error> {
    invoke_on(&*transport(), "plugin:event|emit", &json!({ "event": event, "payload": payload }))
        .await
        .map(|_| ())
}

/// Sends an event to one target.
///
/// # Errors
/// As [`emit`].
pub async fn emit_to(target: Target, event: &str, payload: &impl Serialize) -> Result<(), Error> {
    let arguments = json!({ "target": target, "event": event, "payload": payload });
    invoke_on(&*transport(), "plugin:event|emit_to", &arguments).await.map(|_| ())
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Event<T> {
    /// Its name.
    pub event: String,
    /// The listener's id.
    pub id: u32,
    /// What it carries.
    pub payload: T,
}

/// Whom an event is sent to; as Tauri names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind")]
#[non_exhaustive]
pub enum Target {
    /// Everyone.
    Any,
    /// Any window or web view with this label.
    AnyLabel {
        /// The label.
        label: String,
    },
    /// The application itself.
    App,
    /// A window.
    Window {
        /// Its label.
        label: String,
    },
    /// A web view.
    Webview {
        /// Its label.
        label: String,
    },
    /// A window that is one web view.
    WebviewWindow {
        /// Its label.
        label: String,
    },
}

/// The events of one name, in order: a fused [`Stream`]. One that cannot be decoded is an `Err` in its
/// place; when Tauri refuses to listen, that is the only thing that comes. Events that are not read wait
/// here. Dropping it stops listening.
pub struct Listener<T> {
    inner: Rc<RefCell<Inner>>,
    event: PhantomData<fn() -> T>,
}

#[derive(Default)]
struct Inner {
    events: VecDeque<Result<Body, Error>>,
    listening: bool,
    failed: bool,
    dropped: bool,
    wakers: Wakers,
}

impl<T> Listener<T> {
    /// Waits until Tauri listens, or has refused to, which reading tells. What happens from then on is heard: who
    /// asks now for what was before misses nothing in between.
    pub async fn listening(&mut self) {
        poll_fn(|cx| {
            let mut inner = self.inner.borrow_mut();
            inner.wakers.watch(cx);
            if inner.listening || inner.failed { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }
}

impl<T: DeserializeOwned> Stream for Listener<T> {
    type Item = Result<Event<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut inner = self.inner.borrow_mut();
        if let Some(event) = inner.events.pop_front() {
            return Poll::Ready(Some(event.and_then(|body| body.json())));
        }
        if inner.failed {
            return Poll::Ready(None);
        }
        inner.wakers.watch(cx);
        Poll::Pending
    }
}

impl<T: DeserializeOwned> FusedStream for Listener<T> {
    fn is_terminated(&self) -> bool {
        let inner = self.inner.borrow();
        inner.failed && inner.events.is_empty()
    }
}

impl<T> Drop for Listener<T> {
    fn drop(&mut self) {
        let mut inner = self.inner.borrow_mut();
        inner.dropped = true;
        inner.wakers.wake();
    }
}

impl Inner {
    fn push(&mut self, event: Result<Body, Error>) {
        if !self.dropped {
            self.events.push_back(event);
        }
        self.wakers.wake();
    }

    fn begin(&mut self) {
        self.listening = true;
        self.wakers.wake();
    }

    fn fail(&mut self, error: Error) {
        self.failed = true;
        self.push(Err(error));
    }
}

/// Listens until the listener is dropped. The callback goes last: Tauri would warn on the console of
/// events that come meanwhile.
async fn run(
    transport: Rc<dyn Transport>,
    target: Target,
    event: String,
    line: Line,
    inner: Rc<RefCell<Inner>>,
) {
    let arguments = json!({ "event": event, "target": target, "handler": line.id });
    let id = invoke_on(&*transport, "plugin:event|listen", &arguments).await.and_then(|id| id.json::<u32>());
    let id = match id {
        Ok(id) => id,
        Err(error) => return inner.borrow_mut().fail(error),
    };
    inner.borrow_mut().begin();
    poll_fn(|cx| {
        let mut inner = inner.borrow_mut();
        inner.wakers.watch(cx);
        if inner.dropped { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    // No one is left who could be told that this fails.
    drop(invoke_on(&*transport, "plugin:event|unlisten", &json!({ "event": event, "eventId": id })).await);
}
