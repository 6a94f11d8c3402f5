//! A WebSocket of the page.

use std::{
    cell::{Cell, RefCell},
    future::poll_fn,
    rc::Rc,
    task::{Poll, Waker},
};

use js_sys::ArrayBuffer;
use millstream_shared::{Code, Error};
use wasm_bindgen::{JsCast as _, JsValue, prelude::Closure};
use web_sys::{BinaryType, MessageEvent, WebSocket};

use crate::lane::socket::{Connecting, Socket, SocketEvents};
use crate::tauri::moved;
use crate::transport::Body;

/// Opens a `WebSocket`.
pub fn connect(url: String, events: SocketEvents) -> Connecting {
    Box::pin(async move {
        let open = Rc::new(Opening::default());
        let page = Page::new(&url, events, open.clone()).map_err(|_| unopened())?;
        poll_fn(|cx| match open.outcome.get() {
            None => {
                open.waker.replace(Some(cx.waker().clone()));
                Poll::Pending
            }
            Some(opened) => Poll::Ready(opened),
        })
        .await
        .then(|| Box::new(page) as Box<dyn Socket>)
        .ok_or_else(unopened)
    })
}

#[derive(Default)]
struct Opening {
    outcome: Cell<Option<bool>>,
    waker: RefCell<Option<Waker>>,
}

impl Opening {
    fn is(&self, open: bool) {
        self.outcome.set(Some(open));
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

/// A socket, with what hears it.
struct Page {
    socket: WebSocket,
    _message: Closure<dyn Fn(MessageEvent)>,
    _open: Closure<dyn Fn()>,
    _close: Closure<dyn Fn()>,
}

impl Page {
    fn new(url: &str, events: SocketEvents, opening: Rc<Opening>) -> Result<Self, JsValue> {
        let SocketEvents { message, closed } = events;
        let socket = WebSocket::new(url)?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let data = event.data();
            match data.dyn_ref::<ArrayBuffer>() {
                Some(buffer) => message(Body::Bytes(moved(buffer))),
                None => message(Body::Text(data.as_string().unwrap_or_default())),
            }
        });
        let open = Closure::<dyn Fn()>::new({
            let opening = opening.clone();
            move || opening.is(true)
        });
        let close = Closure::<dyn Fn()>::new(move || {
            opening.is(false);
            closed();
        });
        socket.set_onmessage(Some(message.as_ref().unchecked_ref()));
        socket.set_onopen(Some(open.as_ref().unchecked_ref()));
        socket.set_onclose(Some(close.as_ref().unchecked_ref()));
        Ok(Self { socket, _message: message, _open: open, _close: close })
    }
}

impl Socket for Page {
    fn send(&self, text: &str) {
        if self.socket.send_with_str(text).is_err() {
            // It says itself that it is closed, and the question is asked elsewhere.
            debug_assert_ne!(self.socket.ready_state(), WebSocket::OPEN);
        }
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.socket.set_onmessage(None);
        self.socket.set_onopen(None);
        self.socket.set_onclose(None);
        if self.socket.close().is_err() {
            // Only a code or a reason can be wrong, and there is neither.
            debug_assert_ne!(self.socket.ready_state(), WebSocket::OPEN);
        }
    }
}

fn unopened() -> Error {
    Error::new(Code::NO_LANE, "The socket could not be opened.")
}
