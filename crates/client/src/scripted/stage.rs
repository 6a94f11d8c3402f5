//! The callbacks of the page, and the streams that play.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
};

use millstream_shared::{
    Code, End, Error, Key, OutletArgument,
    stream::{AttachRequest, Attached, CancelRequest, DrainRequest, StreamInfo},
};

use crate::{
    pace::{delay, now, spawn},
    playback::{Playback, body_of},
    transport::{Body, Line, Signal},
};

pub(super) struct Stage {
    speed: Rc<Cell<f64>>,
    ids: Cell<u32>,
    handlers: RefCell<HashMap<u32, Handler>>,
    /// Those that have not ended, the oldest first.
    streams: RefCell<Vec<Playing>>,
}

type Handler = Rc<RefCell<Box<dyn FnMut(Signal)>>>;

struct Playing {
    info: StreamInfo,
    /// Whether a page can take it up.
    attachable: bool,
    playback: Playback,
    /// None while no page is there.
    callback: Option<u32>,
    /// Rings so far.
    rung: u64,
    start: f64,
    /// Where in the recording that was, in milliseconds.
    offset: f64,
    speed: Rc<Cell<f64>>,
}

impl Default for Stage {
    fn default() -> Self {
        let speed = Rc::new(Cell::new(1.0));
        Self { speed, ids: Cell::default(), handlers: RefCell::default(), streams: RefCell::default() }
    }
}

impl Stage {
    pub fn set_speed(&self, speed: f64) {
        self.speed.set(speed);
    }

    pub fn register(self: &Rc<Self>, handler: Box<dyn FnMut(Signal)>) -> Line {
        let id = self.ids.get() + 1;
        self.ids.set(id);
        self.handlers.borrow_mut().insert(id, Rc::new(RefCell::new(handler)));
        Line::new(id, Registration { id, stage: self.clone() })
    }

    pub fn callbacks(&self) -> usize {
        self.handlers.borrow().len()
    }

    pub fn streams(&self) -> usize {
        self.streams.borrow().len()
    }

    pub fn start(
        self: &Rc<Self>,
        command: &str,
        argument: &str,
        outlet: OutletArgument,
        playback: Playback,
    ) -> Result<(), Error> {
        let key = outlet.key;
        let callback = Some(id_of(&outlet.channel)?);
        let (command, argument) = (command.into(), argument.into());
        let info = StreamInfo { key, command, argument, own: true, after: 0 };
        self.play(info, outlet.detached, playback, callback);
        self.ring_later(key);
        Ok(())
    }

    /// A stream whose page is away, and which goes on from where that page was.
    pub fn run(&self, playback: Playback, info: StreamInfo) {
        self.play(info, true, playback, None);
    }

    pub fn drain(self: &Rc<Self>, request: DrainRequest) -> Result<Body, Error> {
        let moment = self.with(request.key, |playing| {
            let time = playing.time();
            playing.playback.drain(request.after, time)
        })??;
        self.ring_later(request.key);
        body_of(&moment)
    }

    pub fn cancel(self: &Rc<Self>, request: CancelRequest) -> Result<End, Error> {
        let end = self.with(request.key, |playing| playing.playback.cancel())?;
        self.ring_later(request.key);
        Ok(end)
    }

    pub fn attach(&self, request: AttachRequest) -> Result<Attached, Error> {
        let callback = id_of(&request.channel)?;
        self.with(request.key, |playing| {
            let after = playing.playback.attach(request.after)?;
            (playing.callback, playing.rung) = (Some(callback), 0);
            Ok(Attached { after })
        })?
    }

    pub fn list(&self) -> Vec<StreamInfo> {
        let streams = self.streams.borrow();
        let attachable = streams.iter().filter(|playing| playing.attachable && !playing.playback.is_over());
        attachable
            .map(|playing| StreamInfo { after: playing.playback.acknowledged(), ..playing.info.clone() })
            .collect()
    }

    fn play(&self, info: StreamInfo, attachable: bool, playback: Playback, callback: Option<u32>) {
        let (start, offset, speed) = (now(), playback.sent_at().into(), self.speed.clone());
        let playing = Playing { info, attachable, playback, callback, rung: 0, start, offset, speed };
        self.streams.borrow_mut().push(playing);
    }

    /// Rings when the next frame's time has come, if the page has not drained it by then; closes the
    /// channel when the stream is over.
    fn ring_later(self: &Rc<Self>, key: Key) {
        let Ok(Some(wait)) = self.with(key, |playing| playing.waits()) else { return };
        let stage = self.clone();
        spawn(async move {
            delay(wait).await;
            stage.ring(key);
        });
    }

    fn ring(self: &Rc<Self>, key: Key) {
        let Ok((callback, signal)) = self.with(key, |playing| (playing.callback, playing.signal())) else {
            return;
        };
        let Some(signal) = signal else {
            // A timer may be early.
            return self.ring_later(key);
        };
        if matches!(signal, Signal::End { .. }) {
            // What was recorded need not be kept for a stream that is over.
            self.streams.borrow_mut().retain(|playing| playing.info.key != key);
        }
        let handler = callback.and_then(|id| self.handlers.borrow().get(&id).cloned());
        if let Some(handler) = handler {
            (handler.borrow_mut())(signal);
        }
    }

    fn with<R>(&self, key: Key, act: impl FnOnce(&mut Playing) -> R) -> Result<R, Error> {
        let unknown = || Error::new(Code::UNKNOWN_KEY, format!("No stream has the key {key}."));
        let mut streams = self.streams.borrow_mut();
        streams.iter_mut().find(|playing| playing.info.key == key).map(act).ok_or_else(unknown)
    }
}

impl Playing {
    /// How long to wait, in milliseconds, before the next signal; none when there is none to come.
    fn waits(&self) -> Option<u32> {
        if self.playback.is_over() {
            return Some(0);
        }
        let at = f64::from(self.playback.rings_at()?);
        Some(((at - self.time()) / self.speed.get()).max(0.0).ceil() as u32)
    }

    fn signal(&mut self) -> Option<Signal> {
        let index = self.rung;
        if self.playback.is_over() {
            return Some(Signal::End { index });
        }
        let moment = self.playback.ring(self.time())?;
        self.rung += 1;
        // What cannot be written down is no frame, and its reader is told so.
        let body = body_of(&moment).unwrap_or_else(|error| Body::Text(error.message));
        Some(Signal::Message { index, body })
    }

    /// Milliseconds of the recording.
    fn time(&self) -> f64 {
        let speed = self.speed.get();
        if speed.is_finite() { self.offset + (now() - self.start) * speed } else { f64::INFINITY }
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

/// The callback's id, in what a command takes for a channel.
fn id_of(channel: &str) -> Result<u32, Error> {
    let id = channel.strip_prefix("__CHANNEL__:").and_then(|id| id.parse().ok());
    id.ok_or_else(|| Error::new(Code::BAD_ARGUMENT, "The argument `channel` is no channel."))
}
