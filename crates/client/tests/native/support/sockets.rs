//! Sockets that answer drains as a backend does, with faults to order.

use std::{cell::RefCell, future::ready, rc::Rc};

use millstream_client::{
    lane::socket::{Connecting, Socket, SocketEvents},
    pace::spawn,
    transport::{Body, Transport as _},
};
use millstream_shared::{Code, Error, stream::DRAIN};
use serde_json::json;

use super::Backend;

#[derive(Clone)]
pub struct Sockets(Rc<RefCell<State>>);

/// What goes wrong.
#[derive(Clone, Copy, Default)]
pub struct SocketFaults {
    /// None can be opened.
    pub closed: bool,
    /// They say that there is no frame.
    pub empty: bool,
    /// They hear, and never answer.
    pub mute: bool,
}

struct State {
    backend: Backend,
    faults: SocketFaults,
    opened: usize,
    asked: usize,
    answered: usize,
    events: Option<Rc<SocketEvents>>,
}

impl Sockets {
    pub fn new(backend: &Backend, faults: SocketFaults) -> Self {
        backend.answers(json!({ "url": "ws://127.0.0.1:1/secret" }));
        let backend = backend.clone();
        Self(Rc::new(RefCell::new(State { backend, faults, opened: 0, asked: 0, answered: 0, events: None })))
    }

    pub fn connect(&self, url: &str, events: SocketEvents) -> Connecting {
        let mut state = self.0.borrow_mut();
        state.opened += 1;
        if state.faults.closed || url != "ws://127.0.0.1:1/secret" {
            return Box::pin(ready(Err(Error::new(Code::NO_LANE, "closed"))));
        }
        let events = Rc::new(events);
        state.events = Some(events.clone());
        let socket = Scripted { sockets: self.clone(), events };
        Box::pin(ready(Ok(Box::new(socket) as Box<dyn Socket>)))
    }

    /// From now on they hear, and never answer.
    pub fn mute(&self) {
        self.0.borrow_mut().faults.mute = true;
    }

    /// How many were asked for.
    pub fn opened(&self) -> usize {
        self.0.borrow().opened
    }

    /// How many drains they were asked.
    pub fn asked(&self) -> usize {
        self.0.borrow().asked
    }

    /// How many of them the backend was asked.
    pub fn answered(&self) -> usize {
        self.0.borrow().answered
    }

    /// Whether one is open.
    pub fn is_open(&self) -> bool {
        self.0.borrow().events.is_some()
    }

    /// The other side closes the one that is open.
    pub fn cut(&self) {
        let events = self.0.borrow().events.clone();
        if let Some(events) = events {
            (events.closed)();
        }
    }
}

struct Scripted {
    sockets: Sockets,
    events: Rc<SocketEvents>,
}

impl Socket for Scripted {
    fn send(&self, text: &str) {
        let (this, events, text) = (self.sockets.clone(), self.events.clone(), text.to_owned());
        let mut state = this.0.borrow_mut();
        state.asked += 1;
        if state.faults.mute {
            return;
        }
        let backend = (!state.faults.empty).then(|| state.backend.clone());
        state.answered += usize::from(backend.is_some());
        drop(state);
        spawn(async move {
            let frame = match backend {
                Some(backend) => backend.invoke(DRAIN, text).await.ok(),
                None => None,
            };
            let open = this.0.borrow().events.as_ref().is_some_and(|open| Rc::ptr_eq(open, &events));
            if open {
                (events.message)(frame.unwrap_or_else(|| Body::Text(String::new())));
            }
        });
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.sockets.0.borrow_mut().events = None;
    }
}
