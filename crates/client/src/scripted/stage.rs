//! The callbacks of the page, and the streams that play.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
};

use millstream_shared::{
    Code, End, Error, Frame, Key, OutletArgument,
    stream::{CancelRequest, DrainRequest},
};
use serde_json::{Value, json};

use crate::{
    pace::{delay, now, spawn},
    playback::Playback,
    transport::{Body, Line, Signal},
};

#[derive(Default)]
pub(super) struct Stage {
    ids: Cell<u32>,
    handlers: RefCell<HashMap<u32, Handler>>,
    streams: RefCell<HashMap<Key, Playing>>,
}

type Handler = Rc<RefCell<Box<dyn FnMut(Signal)>>>;

struct Playing {
    playback: Playback,
    callback: u32,
    /// Rings so far.
    rung: u64,
    closed: bool,
    start: f64,
    speed: f64,
}

impl Stage {
    pub fn register(self: &Rc<Self>, handler: Box<dyn FnMut(Signal)>) -> Line {
        let id = self.ids.get() + 1;
        self.ids.set(id);
        self.handlers.borrow_mut().insert(id, Rc::new(RefCell::new(handler)));
        Line::new(id, Registration { id, stage: self.clone() })
    }

    pub fn callbacks(&self) -> usize {
        self.handlers.borrow().len()
    }

    pub fn start(
        self: &Rc<Self>,
        outlet: OutletArgument,
        playback: Playback,
        speed: f64,
    ) -> Result<(), Error> {
        let id = outlet.channel.strip_prefix("__CHANNEL__:").and_then(|id| id.parse().ok());
        let callback =
            id.ok_or_else(|| Error::new(Code::BAD_ARGUMENT, "The argument `channel` is no channel."))?;
        let playing = Playing { playback, callback, rung: 0, closed: false, start: now(), speed };
        self.streams.borrow_mut().insert(outlet.key, playing);
        self.ring_later(outlet.key);
        Ok(())
    }

    pub fn drain(self: &Rc<Self>, request: DrainRequest) -> Result<Frame<Value>, Error> {
        let frame = self.with(request.key, |playing| {
            let time = playing.time();
            playing.playback.drain(request.after, time)
        })??;
        self.ring_later(request.key);
        Ok(frame)
    }

    pub fn cancel(self: &Rc<Self>, request: CancelRequest) -> Result<End, Error> {
        let end = self.with(request.key, |playing| playing.playback.cancel())?;
        self.ring_later(request.key);
        Ok(end)
    }

    /// Rings when the next frame's time has come, if the page has not drained it by then; closes the
    /// channel when the stream is over.
    fn ring_later(self: &Rc<Self>, key: Key) {
        let wait = self.streams.borrow().get(&key).and_then(Playing::waits);
        if let Some(wait) = wait {
            let stage = self.clone();
            spawn(async move {
                delay(wait).await;
                stage.ring(key);
            });
        }
    }

    fn ring(self: &Rc<Self>, key: Key) {
        let Ok(signal) = self.with(key, Playing::signal) else { return };
        let Some((callback, signal)) = signal else {
            // A timer may be early.
            return self.ring_later(key);
        };
        let handler = self.handlers.borrow().get(&callback).cloned();
        if let Some(handler) = handler {
            (handler.borrow_mut())(signal);
        }
    }

    fn with<R>(&self, key: Key, act: impl FnOnce(&mut Playing) -> R) -> Result<R, Error> {
        let unknown = || Error::new(Code::UNKNOWN_KEY, format!("No stream has the key {key}."));
        self.streams.borrow_mut().get_mut(&key).map(act).ok_or_else(unknown)
    }
}

impl Playing {
    /// How long to wait, in milliseconds, before the next signal; none when there is none to come.
    fn waits(&self) -> Option<u32> {
        if self.playback.is_over() {
            return (!self.closed).then_some(0);
        }
        let at = f64::from(self.playback.rings_at()?);
        Some(((at - self.time()) / self.speed).max(0.0).ceil() as u32)
    }

    fn signal(&mut self) -> Option<(u32, Signal)> {
        let index = self.rung;
        if self.playback.is_over() {
            let first = !std::mem::replace(&mut self.closed, true);
            return first.then_some((self.callback, Signal::End { index }));
        }
        let frame = self.playback.ring(self.time())?;
        self.rung += 1;
        Some((self.callback, Signal::Message { index, body: Body::Text(json!(frame).to_string()) }))
    }

    /// Milliseconds of the recording.
    fn time(&self) -> f64 {
        if self.speed.is_finite() { (now() - self.start) * self.speed } else { f64::INFINITY }
    }
}

/// A callback of the page, until it is dropped.
struct Registration {
    id: u32,
    stage: Rc<Stage>,
}

impl Drop for Registration {
    fn drop(&mut self) {
        let handler = self.stage.handlers.borrow_mut().remove(&self.id);
        drop(handler);
    }
}
