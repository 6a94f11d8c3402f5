//! Opening a stream.

use std::{collections::BTreeMap, rc::Rc};

use millstream_shared::{Code, Error, Key, LoggedStream, OutletArgument, Stream, Wire};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::{
    frame::{Read, reader},
    inlet::Inlet,
    invoke::json,
    pace::{Pace, spawn},
    receiver::Receiver,
    transport::{Transport, transport},
};

/// How a stream is opened: `Options { pace: Pace::Eager, ..Options::default() }`. More can be added in any
/// release, so the rest is always left to the default.
#[derive(Clone)]
pub struct Options {
    /// How frames are written: `bytes`, unless said otherwise, since WebAssembly reads JSON faster from
    /// bytes than from a page's objects.
    pub wire: Wire,
    /// When the next frame is asked for.
    pub pace: Pace,
    /// Whether the stream outlives this page for a while, so that the page can take it up again with
    /// [`attach`](crate::attach()) after a reload. What is offered meanwhile waits, up to the limits; then
    /// the producer does, unless other web views read on. To drop the inlet still cancels it.
    pub detached: bool,
    /// Whether other web views may attach to the stream. None then waits for another: under the policy
    /// `block` too, a page whose buffer is full misses what others still have room for, and its account counts
    /// it as dropped.
    pub shared: bool,
    /// Whom to ask; the installed transport, or Tauri, when there is none here.
    pub transport: Option<Rc<dyn Transport>>,
}

impl Default for Options {
    fn default() -> Self {
        Self { wire: Wire::Bytes, pace: Pace::Frame, detached: false, shared: false, transport: None }
    }
}

/// Opens a stream: calls its command, and returns the receiving end at once. A command that is refused
/// makes an inlet that fails with its error.
pub fn open<S: Stream>(request: &S::Request, options: Options) -> Inlet<S::Item> {
    let [outlet] = start(S::COMMAND, request, [("outlet", reader::<S::Item>())], options);
    Inlet::new(outlet)
}

/// Opens a stream that has a log beside it: two streams of one command, each read, cancelled and ended
/// by itself.
pub fn open_logged<S: LoggedStream>(
    request: &S::Request,
    options: Options,
) -> (Inlet<S::Item>, Inlet<S::Log>) {
    let outlets = [("outlet", reader::<S::Item>()), ("log", reader::<S::Log>())];
    let [outlet, log] = start(S::COMMAND, request, outlets, options);
    (Inlet::new(outlet), Inlet::new(log))
}

fn start<const N: usize>(
    command: &str,
    request: &impl Serialize,
    outlets: [(&str, Read); N],
    options: Options,
) -> [Rc<Receiver>; N] {
    let transport = options.transport.clone().unwrap_or_else(transport);
    let receivers = outlets.map(|(_, read)| Receiver::new(transport.clone(), options.pace, read));
    let names = outlets.map(|(name, _)| name);
    // Called here and not in the task: the command is on its way when the inlet is returned.
    let answer = arguments(request, names.into_iter().zip(&receivers), &options)
        .map(|arguments| transport.invoke(command, arguments));
    let told = receivers.clone();
    spawn(async move {
        let answer = match answer {
            Ok(answer) => answer.await.map(|_| ()).map_err(Error::from),
            Err(error) => Err(error),
        };
        told.iter().for_each(|receiver| receiver.opened(answer.clone()));
    });
    receivers
}

fn arguments<'a>(
    request: &impl Serialize,
    outlets: impl Iterator<Item = (&'a str, &'a Rc<Receiver>)>,
    options: &Options,
) -> Result<String, Error> {
    let mut arguments = BTreeMap::from([("request", raw(request)?)]);
    for (name, receiver) in outlets {
        arguments.insert(name, raw(&outlet(receiver, options)?)?);
    }
    json(&arguments)
}

fn outlet(receiver: &Rc<Receiver>, options: &Options) -> Result<OutletArgument, Error> {
    let key = random_key()?;
    let channel = receiver.connect(key)?;
    let Options { wire, detached, shared, .. } = *options;
    Ok(OutletArgument { channel, key, wire, detached, shared })
}

/// 128 random bits.
fn random_key() -> Result<Key, Error> {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits).map_err(|error| {
        Error::new(Code::COMMAND_FAILED, format!("There is no randomness here: {error}."))
    })?;
    Ok(Key::new(u128::from_le_bytes(bits)))
}

fn raw(argument: &impl Serialize) -> Result<Box<RawValue>, Error> {
    RawValue::from_string(json(argument)?).map_err(|error| {
        Error::new(Code::BAD_ARGUMENT, format!("The arguments cannot be written as JSON: {error}."))
    })
}
