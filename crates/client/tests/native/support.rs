//! A backend that keeps the protocol of `crates/flow`, in memory, with faults to order.

use std::{cell::RefCell, collections::HashMap, mem, rc::Rc};

use millstream_client::{
    AttachOptions, Inlet, Options, Pace, attach, open,
    pace::{delay, spawn},
    transport::{Answer, Body, Line, Rejection, Signal, Transport},
};
use millstream_shared::{
    Account, Code, End, Error, Frame, Key, OutletArgument, Stream,
    stream::{ATTACH, AttachRequest, Attached, CANCEL, CancelRequest, DRAIN, DrainRequest, LIST, StreamInfo},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use self::outlet::{Outlet, out_of_step, with_account};
pub use self::{
    faults::{Fault, Faults},
    reading::{read, settle, take},
};

mod faults;
mod outlet;
mod reading;
pub mod sockets;

/// The stream of these tests: whole numbers.
pub struct Count;

impl Stream for Count {
    const COMMAND: &'static str = "count";
    type Request = u32;
    type Item = u32;
}

/// A backend, and the page's table of callbacks. The number is the page's: one that is gone is not heard.
#[derive(Clone, Default)]
pub struct Backend(Rc<RefCell<State>>, u32);

#[derive(Default)]
struct State {
    ids: u32,
    page: u32,
    handlers: HashMap<u32, Handler>,
    outlets: HashMap<Key, Outlet>,
    /// A stream that another web view shares.
    elsewhere: Option<Key>,
    /// Keys by the names of the arguments, in the order of their starts.
    keys: Vec<(String, Key)>,
    calls: Vec<(String, Value)>,
    /// What commands that are no stream's answer.
    answer: Value,
    faults: Faults,
}

type Handler = Rc<RefCell<Box<dyn FnMut(Signal)>>>;

impl Backend {
    pub fn new(faults: Faults) -> Self {
        let backend = Self::default();
        backend.0.borrow_mut().faults = faults;
        backend
    }

    pub fn options(&self, pace: Pace) -> Options {
        Options { pace, transport: Some(Rc::new(self.page())), ..Options::default() }
    }

    /// What commands that are no stream's answer from now on.
    pub fn answers(&self, answer: Value) {
        self.0.borrow_mut().answer = answer;
    }

    /// Opens the stream `count` and lets it begin.
    pub fn open(&self) -> Inlet<u32> {
        let inlet = open::<Count>(&0, self.options(Pace::Eager));
        settle();
        inlet
    }

    pub fn attach_options(&self, pace: Pace, after: Option<u64>) -> AttachOptions {
        AttachOptions { pace, after, transport: Some(Rc::new(self.page())), ..AttachOptions::default() }
    }

    /// Attaches to the stream `count`, and lets that happen.
    pub fn attach(&self, key: Key, after: Option<u64>) -> Inlet<u32> {
        let inlet = attach::<Count>(key, self.attach_options(Pace::Eager, after));
        settle();
        inlet
    }

    /// The page is loaded anew: what it held is gone, and nobody was told.
    pub fn reload<T>(&self, held: T) {
        self.0.borrow_mut().page += 1;
        drop(held);
        let handlers = mem::take(&mut self.0.borrow_mut().handlers);
        drop(handlers);
    }

    /// The page that is there now.
    fn page(&self) -> Self {
        Self(self.0.clone(), self.0.borrow().page)
    }

    fn is_there(&self) -> Result<(), Error> {
        let there = self.1 == self.0.borrow().page;
        if there { Ok(()) } else { Err(Error::new(Code::NOT_TAURI, "The page is gone.")) }
    }

    /// Another web view shares a stream.
    pub fn share(&self) -> Key {
        let key = Key::new(7);
        let mut state = self.0.borrow_mut();
        state.elsewhere = Some(key);
        state.keys.push(("outlet".into(), key));
        key
    }

    /// The producer offers these.
    pub fn offer<T: Serialize>(&self, items: impl IntoIterator<Item = T>) {
        self.offer_on("outlet", items);
    }

    pub fn offer_on<T: Serialize>(&self, name: &str, items: impl IntoIterator<Item = T>) {
        for item in items {
            self.on(name, |outlet| {
                outlet.account.offered += 1;
                outlet.buffer.push(json!(item));
            });
        }
    }

    /// The producer is done.
    pub fn finish(&self) {
        self.finish_on("outlet");
    }

    pub fn finish_on(&self, name: &str) {
        self.on(name, |outlet| {
            outlet.end = outlet.end.take().or(Some(End::Finished { account: Account::default() }));
        });
    }

    /// The producer fails.
    pub fn fail(&self, error: Error) {
        self.on("outlet", |outlet| outlet.end = Some(End::Failed { error, account: Account::default() }));
    }

    /// The stream is cancelled from elsewhere.
    pub fn cancel_elsewhere(&self) {
        let key = self.key("outlet").expect("a stream");
        self.cancel(&CancelRequest { key }).expect("it is known");
    }

    /// Rings a signal of the test's own.
    pub fn ring(&self, signal: Signal) {
        let callback = *self.0.borrow().handlers.keys().max().expect("a callback");
        self.call(callback, signal);
    }

    /// How many callbacks the page holds.
    pub fn callbacks(&self) -> usize {
        self.0.borrow().handlers.len()
    }

    /// How often a command was called.
    pub fn called(&self, command: &str) -> usize {
        self.0.borrow().calls.iter().filter(|(called, _)| called == command).count()
    }

    /// What a command was called with, each time.
    pub fn arguments(&self, command: &str) -> Vec<Value> {
        let state = self.0.borrow();
        state.calls.iter().filter(|(called, _)| called == command).map(|(_, with)| with.clone()).collect()
    }

    /// What the producer offered and the page did not yet take.
    pub fn buffered(&self) -> usize {
        self.0.borrow().outlets.values().map(|outlet| outlet.buffer.len()).sum()
    }

    fn key(&self, name: &str) -> Option<Key> {
        self.0.borrow().keys.iter().rev().find(|(named, _)| named == name).map(|(_, key)| *key)
    }

    fn on(&self, name: &str, act: impl FnOnce(&mut Outlet)) {
        let key = self.key(name).expect("a stream");
        let ring = {
            let mut state = self.0.borrow_mut();
            let bells = state.faults.bells;
            let outlet = state.outlets.get_mut(&key).expect("a stream");
            if outlet.over {
                return;
            }
            act(outlet);
            outlet.ring(bells).map(|(index, frame)| (outlet.callback, index, frame))
        };
        let Some((callback, index, frame)) = ring else { return };
        let (silent, doubled, garbled) = {
            let state = self.0.borrow();
            (state.faults.silent, state.faults.doubled, state.faults.garbled)
        };
        if silent {
            return;
        }
        let body = Body::Text(if garbled { "{".into() } else { json!(frame).to_string() });
        for _ in 0..=usize::from(doubled) {
            let (backend, body) = (self.clone(), body.clone());
            spawn(async move { backend.call(callback, Signal::Message { index, body }) });
        }
    }

    fn call(&self, callback: u32, signal: Signal) {
        let handler = self.0.borrow().handlers.get(&callback).cloned();
        if let Some(handler) = handler {
            (handler.borrow_mut())(signal);
        }
    }

    fn start(&self, arguments: &Value) {
        let mut state = self.0.borrow_mut();
        for (name, argument) in arguments.as_object().expect("arguments") {
            let Ok(outlet) = serde_json::from_value::<OutletArgument>(argument.clone()) else { continue };
            let callback =
                outlet.channel.strip_prefix("__CHANNEL__:").expect("a channel").parse().expect("an id");
            state.keys.push((name.clone(), outlet.key));
            state.outlets.insert(outlet.key, Outlet::new(callback));
        }
    }

    fn drain(&self, request: &DrainRequest) -> Result<Frame<Value>, Error> {
        let (answer, closed) = {
            let mut state = self.0.borrow_mut();
            let outlet = state.outlets.get_mut(&request.key).ok_or_else(unknown_key)?;
            let over = outlet.over;
            let answer = outlet.drain(request.after);
            (answer, (outlet.over && !over).then_some((outlet.callback, outlet.rung)))
        };
        self.close(closed);
        answer
    }

    fn cancel(&self, request: &CancelRequest) -> Result<End, Error> {
        let unknown = self.unknown(request.key);
        let (end, closed) = {
            let mut state = self.0.borrow_mut();
            let outlet = state.outlets.get_mut(&request.key).ok_or(unknown)?;
            let over = std::mem::replace(&mut outlet.over, true);
            outlet.account.discarded += outlet.buffer.len() as u64;
            outlet.buffer.clear();
            let cancelled = End::Cancelled { account: outlet.account };
            let end = outlet.end.get_or_insert(cancelled).clone();
            (with_account(end, outlet.account), (!over).then_some((outlet.callback, outlet.rung)))
        };
        self.close(closed);
        Ok(end)
    }

    fn attach_to(&self, request: AttachRequest) -> Result<Attached, Error> {
        let mut state = self.0.borrow_mut();
        let callback =
            request.channel.strip_prefix("__CHANNEL__:").expect("a channel").parse().expect("an id");
        if state.elsewhere == Some(request.key) {
            state.outlets.entry(request.key).or_insert_with(|| Outlet::new(callback));
            return Ok(Attached { after: 0 });
        }
        let outlet = state.outlets.get_mut(&request.key).ok_or_else(unknown_key)?;
        let acknowledged = outlet.seq - u64::from(outlet.unacked.is_some());
        let after = request.after.unwrap_or(acknowledged);
        if after > outlet.seq || (after < acknowledged && !outlet.over) {
            return Err(out_of_step(after > outlet.seq));
        }
        (outlet.callback, outlet.rung, outlet.armed) = (callback, 0, false);
        Ok(Attached { after })
    }

    fn list(&self) -> Vec<StreamInfo> {
        let state = self.0.borrow();
        let info = |(argument, key): &(String, Key)| StreamInfo {
            key: *key,
            command: Count::COMMAND.into(),
            argument: argument.clone(),
            own: true,
            after: state.outlets[key].seq,
        };
        state.keys.iter().map(info).collect()
    }

    fn unknown(&self, key: Key) -> Error {
        if self.0.borrow().elsewhere == Some(key) {
            return Error::new(Code::FOREIGN_STREAM, "It is another's.");
        }
        unknown_key()
    }

    fn close(&self, closed: Option<(u32, u64)>) {
        if let Some((callback, index)) = closed {
            let backend = self.clone();
            spawn(async move { backend.call(callback, Signal::End { index }) });
        }
    }

    async fn run(self, command: String, arguments: Value) -> Result<Body, Rejection> {
        self.is_there()?;
        let request = arguments["request"].clone();
        let wait = self.0.borrow_mut().faults.delays.pop_front();
        let body = match command.as_str() {
            DRAIN => {
                let fault = self.0.borrow_mut().faults.drains.pop_front().unwrap_or(Fault::None);
                if let Fault::Refused(code) = fault {
                    return Err(Error::new(code, "refused").into());
                }
                if matches!(fault, Fault::Request) {
                    return Err(Rejection(Body::Text("\"the request was lost\"".into())));
                }
                let frame = self.drain(&typed(request))?;
                match fault {
                    Fault::Answer => return Err(Rejection(Body::Text("\"the answer was lost\"".into()))),
                    Fault::Garbled => Body::Text("{\"seq\":".into()),
                    _ => Body::Text(json!(frame).to_string()),
                }
            }
            CANCEL => {
                if let Some(error) = self.0.borrow_mut().faults.cancels.pop_front() {
                    return Err(error.into());
                }
                Body::Text(json!(self.cancel(&typed(request))?).to_string())
            }
            ATTACH => {
                let late = self.0.borrow().faults.late;
                delay(late).await;
                self.is_there()?;
                Body::Text(json!(self.attach_to(typed(request))?).to_string())
            }
            LIST => Body::Text(json!(self.list()).to_string()),
            _ => {
                let (late, slow, refusal, regret) = {
                    let faults = &self.0.borrow().faults;
                    (faults.late, faults.slow, faults.refusal.clone(), faults.regret.clone())
                };
                delay(late).await;
                if let Some(refusal) = refusal {
                    return Err(refusal);
                }
                self.start(&arguments);
                delay(slow).await;
                if let Some(regret) = regret {
                    return Err(regret);
                }
                Body::Text(self.0.borrow().answer.to_string())
            }
        };
        delay(wait.unwrap_or(0)).await;
        Ok(body)
    }
}

impl Transport for Backend {
    fn invoke(&self, command: &str, arguments: String) -> Answer {
        let arguments: Value = serde_json::from_str(&arguments).expect("JSON");
        if self.is_there().is_ok() {
            self.0.borrow_mut().calls.push((command.into(), arguments.clone()));
        }
        Box::pin(self.clone().run(command.into(), arguments))
    }

    fn register(&self, handler: Box<dyn FnMut(Signal)>) -> Result<Line, Error> {
        let mut state = self.0.borrow_mut();
        state.ids += 1;
        let id = state.ids;
        state.handlers.insert(id, Rc::new(RefCell::new(handler)));
        drop(state);
        Ok(Line::new(id, Registration { id, backend: self.clone() }))
    }

    fn label(&self) -> Option<String> {
        Some("main".into())
    }
}

struct Registration {
    id: u32,
    backend: Backend,
}

impl Drop for Registration {
    fn drop(&mut self) {
        let handler = self.backend.0.borrow_mut().handlers.remove(&self.id);
        drop(handler);
    }
}

fn typed<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("a request")
}

fn unknown_key() -> Error {
    Error::new(Code::UNKNOWN_KEY, "No stream has this key.")
}
