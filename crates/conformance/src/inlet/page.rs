use std::{
    cell::RefCell,
    collections::BTreeMap,
    future::ready,
    rc::{Rc, Weak},
};

use futures_channel::oneshot;
use millstream_client::transport::{Answer, Body, Line, Rejection, Signal, Transport};
use millstream_shared::{
    Code, End, Error, Frame, Key, OutletArgument, Wire,
    frame::Envelope,
    stream::{CANCEL, CancelRequest, DRAIN, DrainRequest},
};
use serde::{Deserialize as _, de::DeserializeOwned};
use serde_json::{Value, json};

/// The page of a receiving end: it carries what a script says, and remembers what it was asked.
#[derive(Default)]
pub struct Page(Rc<RefCell<State>>);

#[derive(Default)]
struct State {
    handlers: BTreeMap<u32, Handler>,
    ids: u32,
    outlet: Option<OutletArgument>,
    starts: usize,
    rung: u64,
    drains: Vec<(u64, Answerer)>,
    cancels: Vec<Answerer>,
}

type Handler = Rc<RefCell<Box<dyn FnMut(Signal)>>>;
type Answerer = oneshot::Sender<Result<Body, Rejection>>;

impl Page {
    /// Carries a ring.
    pub(super) fn ring(&self, frame: Option<&Frame<u64>>) {
        let body = self.body(frame);
        let index = {
            let mut state = self.0.borrow_mut();
            state.rung += 1;
            state.rung - 1
        };
        self.signal(Signal::Message { index, body });
    }

    /// The channel tells its end.
    pub(super) fn close(&self) {
        let index = self.0.borrow().rung;
        self.signal(Signal::End { index });
    }

    /// Answers the drain that was asked behind this frame; says whether there is one.
    pub(super) fn answer(&self, after: u64, answer: Result<Body, Rejection>) -> bool {
        let answerer = {
            let drains = &mut self.0.borrow_mut().drains;
            drains.iter().position(|(asked, _)| *asked == after).map(|at| drains.remove(at).1)
        };
        // An asker who waits no longer has no need of it.
        answerer.map(|answerer| drop(answerer.send(answer))).is_some()
    }

    /// Answers the first cancel; says whether there is one.
    pub(super) fn cancelled(&self, answer: Result<Body, Rejection>) -> bool {
        let answerer = {
            let cancels = &mut self.0.borrow_mut().cancels;
            if cancels.is_empty() { None } else { Some(cancels.remove(0)) }
        };
        answerer.map(|answerer| drop(answerer.send(answer))).is_some()
    }

    /// A frame on the wire that was asked for; with none, what is no frame on any.
    pub(super) fn body(&self, frame: Option<&Frame<u64>>) -> Body {
        let Some(frame) = frame else { return Body::Text("{".into()) };
        let text = json!(frame).to_string();
        match self.0.borrow().outlet.as_ref().map(|outlet| outlet.wire) {
            Some(Wire::Bytes) => {
                let envelope = Envelope { json: text.as_bytes(), attachments: vec![] };
                Body::Bytes(envelope.encode().unwrap_or_default())
            }
            _ => Body::Text(text),
        }
    }

    /// The drains that wait for an answer, by the frames that they acknowledge.
    pub(super) fn asks(&self) -> Vec<u64> {
        self.0.borrow().drains.iter().map(|(after, _)| *after).collect()
    }

    pub(super) fn cancels(&self) -> usize {
        self.0.borrow().cancels.len()
    }

    pub(super) fn callbacks(&self) -> usize {
        self.0.borrow().handlers.len()
    }

    pub(super) fn starts(&self) -> usize {
        self.0.borrow().starts
    }

    fn signal(&self, signal: Signal) {
        let handler = {
            let state = self.0.borrow();
            let channel = state.outlet.as_ref().map_or("", |outlet| outlet.channel.as_str());
            let id = channel.strip_prefix("__CHANNEL__:").and_then(|id| id.parse().ok());
            id.and_then(|id: u32| state.handlers.get(&id).cloned())
        };
        if let Some(handler) = handler {
            (handler.borrow_mut())(signal);
        }
    }

    fn ask(
        &self,
        command: &str,
        arguments: &str,
    ) -> Result<oneshot::Receiver<Result<Body, Rejection>>, Error> {
        let mut state = self.0.borrow_mut();
        let arguments: Value = typed(serde_json::from_str(arguments))?;
        let (answerer, answer) = oneshot::channel();
        match command {
            DRAIN => {
                let DrainRequest { key, after } = request(&arguments)?;
                state.known(key)?;
                state.drains.push((after, answerer));
            }
            CANCEL => {
                let CancelRequest { key } = request(&arguments)?;
                state.known(key)?;
                state.cancels.push(answerer);
            }
            _ => {
                let named = arguments.as_object().into_iter().flatten();
                state.outlet = named.filter_map(|(_, value)| OutletArgument::deserialize(value).ok()).next();
                state.starts += 1;
                drop(answerer.send(Ok(Body::Text("null".into()))));
            }
        }
        Ok(answer)
    }
}

impl Transport for Page {
    fn invoke(&self, command: &str, arguments: String) -> Answer {
        match self.ask(command, &arguments) {
            Ok(answer) => Box::pin(async move { answer.await.unwrap_or_else(|_| Err(lost())) }),
            Err(error) => Box::pin(ready(Err(error.into()))),
        }
    }

    fn register(&self, handler: Box<dyn FnMut(Signal)>) -> Result<Line, Error> {
        let mut state = self.0.borrow_mut();
        state.ids += 1;
        let id = state.ids;
        state.handlers.insert(id, Rc::new(RefCell::new(handler)));
        Ok(Line::new(id, Registration { id, page: Rc::downgrade(&self.0) }))
    }

    fn label(&self) -> Option<String> {
        Some("main".into())
    }
}

impl State {
    fn known(&self, key: Key) -> Result<(), Error> {
        let is_known = self.outlet.as_ref().is_some_and(|outlet| outlet.key == key);
        if is_known { Ok(()) } else { Err(Error::new(Code::UNKNOWN_KEY, "No stream has this key.")) }
    }
}

struct Registration {
    id: u32,
    page: Weak<RefCell<State>>,
}

impl Drop for Registration {
    fn drop(&mut self) {
        let handler = self.page.upgrade().map(|page| page.borrow_mut().handlers.remove(&self.id));
        // What a handler owns may be a registration too.
        drop(handler);
    }
}

/// How a cancel is answered.
pub(super) fn ended(end: &End) -> Body {
    Body::Text(json!(end).to_string())
}

/// What a page is told when an answer gets lost.
pub(super) fn lost() -> Rejection {
    Rejection(Body::Text("\"the answer was lost\"".into()))
}

fn request<T: DeserializeOwned>(arguments: &Value) -> Result<T, Error> {
    typed(T::deserialize(&arguments["request"]))
}

fn typed<T>(read: Result<T, serde_json::Error>) -> Result<T, Error> {
    read.map_err(|error| Error::new(Code::BAD_ARGUMENT, error.to_string()))
}
