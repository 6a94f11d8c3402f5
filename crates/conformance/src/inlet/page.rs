use std::{
    cell::RefCell,
    collections::{BTreeMap, VecDeque},
    future::ready,
    mem,
    rc::{Rc, Weak},
};

use futures_channel::oneshot;
use millstream_client::transport::{Answer, Body, Line, Rejection, Signal, Transport};
use millstream_shared::{
    Code, End, Error, Key, OutletArgument, Wire,
    frame::{Attachment, Envelope},
    stream::{ATTACH, AttachRequest, Attached, CANCEL, CancelRequest, DRAIN, DrainRequest},
};
use serde::{Deserialize as _, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::parcel::Parcels;

/// The page of a receiving end: it carries what a script says, and remembers what it was asked.
#[derive(Default)]
pub struct Page(Rc<RefCell<State>>);

#[derive(Default)]
struct State {
    handlers: BTreeMap<u32, Handler>,
    ids: u32,
    /// The stream's name, once it has one.
    key: Option<Key>,
    channel: String,
    wire: Wire,
    starts: usize,
    rung: u64,
    drains: Vec<(u64, Answerer)>,
    cancels: VecDeque<Answerer>,
    attaches: VecDeque<(Option<u64>, Answerer)>,
    /// How much was asked since the last look at it, and what is not answered any more.
    asked: usize,
    unheard: Vec<Answerer>,
}

/// No step leads to more questions. Who asks on would do so for ever, and gets no answer.
const ENOUGH: usize = 1_000;

type Handler = Rc<RefCell<Box<dyn FnMut(Signal)>>>;
type Answerer = oneshot::Sender<Result<Body, Rejection>>;

impl Page {
    /// The stream's name, for who attaches to it.
    pub fn key(&self) -> Key {
        self.0.borrow().key.unwrap_or_else(|| Key::new(0))
    }

    /// Another page, on which nobody reads the stream yet.
    pub(super) fn another(&self) -> Self {
        let key = self.0.borrow().key;
        Self(Rc::new(RefCell::new(State { key, ..State::default() })))
    }

    /// Carries a ring.
    pub(super) fn ring(&self, frame: Option<&Parcels>) {
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
        let answerer = self.0.borrow_mut().cancels.pop_front();
        answerer.map(|answerer| drop(answerer.send(answer))).is_some()
    }

    /// Answers the first attach; says whether there is one.
    pub(super) fn attached(&self, answer: Result<Body, Rejection>) -> bool {
        let answerer = self.0.borrow_mut().attaches.pop_front();
        answerer.map(|(_, answerer)| drop(answerer.send(answer))).is_some()
    }

    /// Whether a frame can be carried on the wire that was asked for.
    pub(super) fn can_carry(&self, parcels: &Parcels) -> bool {
        parcels.attachments.is_empty() || self.0.borrow().wire == Wire::Bytes
    }

    /// A frame on the wire that was asked for; with none, what is no frame on any.
    pub(super) fn body(&self, parcels: Option<&Parcels>) -> Body {
        let Some(Parcels { frame, attachments }) = parcels else { return Body::Text("{".into()) };
        let text = json!(frame).to_string();
        match self.0.borrow().wire {
            Wire::Json => Body::Text(text),
            Wire::Bytes => {
                let attachments =
                    attachments.iter().map(|(item, bytes)| Attachment { item: *item, bytes }).collect();
                let envelope = Envelope { json: text.as_bytes(), attachments };
                Body::Bytes(envelope.encode().unwrap_or_default())
            }
        }
    }

    /// Whether no more was asked since the last call than a step can lead to.
    pub(super) fn is_calm(&self) -> bool {
        mem::take(&mut self.0.borrow_mut().asked) <= ENOUGH
    }

    /// The attaches that wait for an answer, by the frames behind which they go on.
    pub(super) fn attaches(&self) -> Vec<Option<u64>> {
        self.0.borrow().attaches.iter().map(|(after, _)| *after).collect()
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
            let id = state.channel.strip_prefix("__CHANNEL__:").and_then(|id| id.parse().ok());
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
        state.asked += 1;
        if state.asked > ENOUGH {
            state.unheard.push(answerer);
            return Ok(answer);
        }
        match command {
            DRAIN => {
                let DrainRequest { key, after } = request(&arguments)?;
                state.known(key)?;
                state.drains.push((after, answerer));
            }
            CANCEL => {
                let CancelRequest { key } = request(&arguments)?;
                state.known(key)?;
                state.cancels.push_back(answerer);
            }
            ATTACH => {
                let AttachRequest { channel, key, wire, after } = request(&arguments)?;
                state.known(key)?;
                (state.channel, state.wire) = (channel, wire);
                state.attaches.push_back((after, answerer));
            }
            _ => {
                let named = arguments.as_object().into_iter().flatten();
                let outlet = named.filter_map(|(_, value)| OutletArgument::deserialize(value).ok()).next();
                if let Some(OutletArgument { channel, key, wire, .. }) = outlet {
                    (state.channel, state.key, state.wire) = (channel, Some(key), wire);
                }
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
        if self.key == Some(key) {
            Ok(())
        } else {
            Err(Error::new(Code::UNKNOWN_KEY, "No stream has this key."))
        }
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

/// How an attach is answered.
pub(super) fn attached(after: u64) -> Body {
    Body::Text(json!(Attached { after }).to_string())
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
