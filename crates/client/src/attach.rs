//! Taking up a stream that exists.

use std::rc::Rc;

use millstream_shared::{
    Error, Key, LoggedStream, Stream, Wire,
    stream::{ATTACH, AttachRequest, LIST, StreamInfo},
};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::{
    frame::reader,
    inlet::Inlet,
    invoke::{ask, invoke},
    pace::{Pace, spawn},
    receiver::Receiver,
    transport::{Transport, transport},
};

/// How a stream is taken up.
#[derive(Clone)]
pub struct AttachOptions {
    /// How frames are written from now on; as in [`Options`](crate::Options).
    pub wire: Wire,
    /// When the next frame is asked for.
    pub pace: Pace,
    /// The last frame that the page has, as [`Inlet::after`] told it; none for the last one that it
    /// acknowledged.
    pub after: Option<u64>,
    /// Whom to ask; the installed transport, or Tauri, when there is none here.
    pub transport: Option<Rc<dyn Transport>>,
}

impl Default for AttachOptions {
    fn default() -> Self {
        Self { wire: Wire::Bytes, pace: Pace::Frame, after: None, transport: None }
    }
}

/// Takes up a stream that this web view opened `detached`, or that another one opened `shared`, and
/// returns the receiving end at once. `key` is a [`Key`] that was written down, or one of [`list`].
///
/// - One of its own goes on behind `after`: the page gets again what it had been sent but had not
///   acknowledged, and then the rest. A frame that was acknowledged is gone, so an older `after` is
///   refused with `stale_frame`.
/// - One of another web view begins with what is offered from now on, as frame 1. Cancelling it, or
///   dropping the inlet, ends this reading only, with an end and an account of its own.
///
/// What is refused (an unknown key, a foreign stream) makes an inlet that fails with its error. A stream
/// has one inlet in a page: attach where there is none any more, since the earlier one would drain as
/// well.
pub fn attach<S: Stream>(key: impl Into<Key>, options: AttachOptions) -> Inlet<S::Item> {
    take_up(key.into(), options)
}

/// As [`attach`], for the log of a stream that has one: the [`StreamInfo`] whose `argument` is `log`.
pub fn attach_log<S: LoggedStream>(key: impl Into<Key>, options: AttachOptions) -> Inlet<S::Log> {
    take_up(key.into(), options)
}

/// The streams that this web view can attach to, the oldest first.
///
/// # Errors
/// Of the kind that [`invoke()`] answers.
pub async fn list() -> Result<Vec<StreamInfo>, Error> {
    invoke(LIST, &json!({})).await
}

fn take_up<T: DeserializeOwned + 'static>(key: Key, options: AttachOptions) -> Inlet<T> {
    let AttachOptions { wire, pace, after, transport: chosen } = options;
    let transport = chosen.unwrap_or_else(transport);
    let receiver = Receiver::new(transport.clone(), pace, reader::<T>());
    // Asked here and not in the task: the request is on its way when the inlet is returned.
    let answer = receiver
        .connect(key)
        .map(|channel| ask(&*transport, ATTACH, &AttachRequest { channel, key, wire, after }));
    let told = receiver.clone();
    spawn(async move {
        let answer = match answer {
            Ok(answer) => answer.await.and_then(|attached| attached.json()),
            Err(error) => Err(error),
        };
        told.attached(answer);
    });
    Inlet::new(receiver)
}
