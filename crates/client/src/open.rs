//! Opening a stream.

use std::{array, collections::BTreeMap, rc::Rc};

use millstream_shared::{Code, Error, LoggedStream, Stream, Wire};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::{
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
    /// Whom to ask; the installed transport, or Tauri, when there is none here.
    pub transport: Option<Rc<dyn Transport>>,
}

impl Default for Options {
    fn default() -> Self {
        Self { wire: Wire::Bytes, pace: Pace::Frame, transport: None }
    }
}

/// Opens a stream: calls its command, and returns the receiving end at once. A command that is refused
/// makes an inlet that fails with its error.
pub fn open<S: Stream>(request: &S::Request, options: Options) -> Inlet<S::Item> {
    let [outlet] = start(S::COMMAND, request, ["outlet"], options);
    Inlet::new(outlet)
}

/// Opens a stream that has a log beside it: two streams of one command, each read, cancelled and ended
/// by itself.
pub fn open_logged<S: LoggedStream>(
    request: &S::Request,
    options: Options,
) -> (Inlet<S::Item>, Inlet<S::Log>) {
    let [outlet, log] = start(S::COMMAND, request, ["outlet", "log"], options);
    (Inlet::new(outlet), Inlet::new(log))
}

fn start<const N: usize>(
    command: &str,
    request: &impl Serialize,
    names: [&str; N],
    options: Options,
) -> [Rc<Receiver>; N] {
    let Options { wire, pace, transport: chosen } = options;
    let transport = chosen.unwrap_or_else(transport);
    let receivers = array::from_fn(|_| Receiver::new(transport.clone(), pace));
    // Called here and not in the task: the command is on its way when the inlet is returned.
    let answer = arguments(request, names.into_iter().zip(&receivers), wire)
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
    wire: Wire,
) -> Result<String, Error> {
    let mut arguments = BTreeMap::from([("request", raw(request)?)]);
    for (name, receiver) in outlets {
        arguments.insert(name, raw(&receiver.connect(wire)?)?);
    }
    json(&arguments)
}

fn raw(argument: &impl Serialize) -> Result<Box<RawValue>, Error> {
    RawValue::from_string(json(argument)?).map_err(|error| {
        Error::new(Code::BAD_ARGUMENT, format!("The arguments cannot be written as JSON: {error}."))
    })
}
