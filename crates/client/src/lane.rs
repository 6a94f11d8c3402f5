//! A second lane for frames: a socket of this machine, where more gets through than by Tauri's own way.

mod road;
#[doc(hidden)]
pub mod socket;

use std::{cell::RefCell, rc::Rc};

use millstream_shared::{
    Error,
    lane::{LANE, Lane as Offer},
    stream::DRAIN,
};
use serde_json::json;

use self::{
    road::Road,
    socket::{Connect, connect},
};
use crate::{
    invoke::invoke_on,
    pace::spawn,
    transport::{Answer, Line, Signal, Transport},
};

/// A transport that drains over a second lane, where the application offers one. All else goes over `base`, and
/// so do drains until the lane is open, whenever it has no answer, and when there is none: a drain that is asked
/// again answers the same, so nothing is lost on the way from one to the other.
///
/// `install(lane(transport()))`, once, before the first stream is opened.
pub fn lane(base: Rc<dyn Transport>) -> Rc<dyn Transport> {
    lane_over(base, Box::new(connect))
}

/// [`lane`], over other sockets than those of a page.
#[doc(hidden)]
pub fn lane_over(base: Rc<dyn Transport>, connect: Connect) -> Rc<dyn Transport> {
    Rc::new(Lane { base, inner: Rc::new(Inner { connect, state: RefCell::default() }) })
}

struct Lane {
    base: Rc<dyn Transport>,
    inner: Rc<Inner>,
}

struct Inner {
    connect: Connect,
    state: RefCell<State>,
}

#[derive(Default)]
enum State {
    #[default]
    Closed,
    Opening,
    None,
    Open(Rc<Road>),
}

impl Transport for Lane {
    fn invoke(&self, command: &str, arguments: String) -> Answer {
        if command != DRAIN {
            return self.base.invoke(command, arguments);
        }
        if matches!(*self.inner.state.borrow(), State::Closed) {
            self.open();
        }
        let road = match &*self.inner.state.borrow() {
            State::Open(road) => road.clone(),
            _ => return self.base.invoke(DRAIN, arguments),
        };
        let base = self.base.clone();
        let answer = road.ask(&arguments);
        Box::pin(async move {
            match answer.await {
                Some(frame) => Ok(frame),
                None => base.invoke(DRAIN, arguments).await,
            }
        })
    }

    fn register(&self, handler: Box<dyn FnMut(Signal)>) -> Result<Line, Error> {
        self.base.register(handler)
    }

    fn label(&self) -> Option<String> {
        self.base.label()
    }
}

impl Lane {
    fn open(&self) {
        self.inner.state.replace(State::Opening);
        let (base, inner) = (self.base.clone(), self.inner.clone());
        spawn(async move {
            // When none is offered, or the page may not use it, Tauri's own way is still there.
            let road = inner.clone().connected(&*base).await.map_or(State::None, State::Open);
            inner.state.replace(road);
        });
    }
}

impl Inner {
    async fn connected(self: Rc<Self>, base: &dyn Transport) -> Result<Rc<Road>, Error> {
        let Offer { url } = invoke_on(base, LANE, &json!({})).await?.json()?;
        let weak = Rc::downgrade(&self);
        let road = Road::new(move |answered| {
            if let Some(this) = weak.upgrade() {
                // One that never led anywhere is not tried again.
                this.state.replace(if answered { State::Closed } else { State::None });
            }
        });
        road.connect(url, &self.connect).await?;
        Ok(road)
    }
}
