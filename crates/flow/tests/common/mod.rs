//! What the tests share: a bell that remembers, and frames taken apart.

#![allow(dead_code, reason = "each test uses its part")]
#![allow(clippy::unwrap_used, reason = "a test may")]

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use millstream_flow::{Bell, Body, Code, Drain, End, Error, Form, Outlet, Wire, stream};
use millstream_shared::{Frame, frame::Envelope};
use serde::Serialize;
use serde_json::Value;

pub const JSON: Form = Form::Frames { wire: Wire::Json, inline: 8192 };
pub const BYTES: Form = Form::Frames { wire: Wire::Bytes, inline: 1024 };
/// Every ring is an empty bell.
pub const BELL: Form = Form::Frames { wire: Wire::Json, inline: 0 };

/// A bell that remembers what it was given.
#[derive(Clone, Default)]
pub struct Rings(Arc<Inner>);

#[derive(Default)]
struct Inner {
    rung: Mutex<Vec<Body>>,
    over: Mutex<Vec<End>>,
    cut: AtomicBool,
}

impl Rings {
    /// What was rung since the last call.
    pub fn take(&self) -> Vec<Body> {
        std::mem::take(&mut self.0.rung.lock().unwrap())
    }

    /// The frames that were rung since the last call.
    pub fn frames(&self) -> Vec<Frame<Value>> {
        self.take().iter().map(frame).collect()
    }

    /// Every end that it was told.
    pub fn over(&self) -> Vec<End> {
        self.0.over.lock().unwrap().clone()
    }

    /// From now on the reader is out of reach.
    pub fn cut(&self) {
        self.0.cut.store(true, Ordering::SeqCst);
    }

    /// How many hold this bell.
    pub fn holders(&self) -> usize {
        Arc::strong_count(&self.0)
    }
}

impl Bell for Rings {
    fn ring(&self, body: Body) -> Result<(), Error> {
        if self.0.cut.load(Ordering::SeqCst) {
            return Err(Error::new(Code::IO, "The wire is cut."));
        }
        self.0.rung.lock().unwrap().push(body);
        Ok(())
    }

    fn over(&self, end: &End) {
        self.0.over.lock().unwrap().push(end.clone());
    }
}

pub fn open<T: Serialize>(form: Form) -> (Outlet<T>, Drain, Rings) {
    let rings = Rings::default();
    let (outlet, drain) = stream(form, rings.clone());
    (outlet, drain, rings)
}

/// A frame as a reader decodes it, whatever the wire.
pub fn frame(body: &Body) -> Frame<Value> {
    match body {
        Body::Json(text) => serde_json::from_str(text).unwrap(),
        Body::Bytes(bytes) => serde_json::from_slice(Envelope::decode(bytes).unwrap().json).unwrap(),
    }
}

/// Drains and decodes.
pub fn drained(drain: &Drain, after: u64) -> Frame<Value> {
    frame(&drain.drain(after).unwrap())
}

/// The end, which must be there already.
pub fn end(drain: &Drain) -> End {
    let mut ended = std::pin::pin!(drain.ended());
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match ended.as_mut().poll(&mut context) {
        std::task::Poll::Ready(end) => end,
        std::task::Poll::Pending => panic!("the stream has not ended"),
    }
}
