//! The engine does what the scripts say, in each form in which its frames travel.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::Mutex,
};

use millstream_conformance::{
    check_outlet,
    outlet::{Bell, Offer, Opening, Outlet, Stop},
};
use millstream_flow::{Body, Drain, End, Error, Failure, Form, Wire, stream};
use millstream_shared::{Frame, frame::Envelope};

#[test]
fn the_engine_does_what_the_scripts_say() {
    for wire in [Wire::Json, Wire::Bytes] {
        for inline in [8192, 0] {
            let form = Form::Frames { wire, inline };
            let report = check_outlet(|opening| Engine::new(form, opening));
            assert!(report.is_good(), "{form:?}\n{report}");
            assert!(report.passed > 30, "{report}");
        }
    }
}

struct Engine {
    form: Form,
    outlet: Mutex<Option<millstream_flow::Outlet<u64>>>,
    drain: Mutex<Option<Drain>>,
}

struct Doorbell(Bell);

impl millstream_flow::Bell for Doorbell {
    fn ring(&self, body: Body) -> Result<(), Error> {
        self.0.ring(frame(&body))
    }

    fn over(&self, end: &End) {
        self.0.over(end);
    }
}

impl Engine {
    fn new(form: Form, Opening { bell, policy, limits, .. }: Opening) -> Self {
        let (outlet, drain) = stream(form, Doorbell(bell));
        let outlet = Mutex::new(Some(outlet.policy(policy).limits(limits)));
        Self { form, outlet, drain: Mutex::new(Some(drain)) }
    }

    fn drain<T>(&self, with: impl FnOnce(&Drain) -> T) -> T {
        with(self.drain.lock().unwrap().as_ref().expect("the reader's end is there"))
    }
}

impl Outlet for Engine {
    fn offer(&self, item: u64) -> Offer {
        let outlet = self.outlet.lock().unwrap().clone();
        Box::pin(async move {
            match outlet {
                Some(outlet) => outlet.send(item).await.is_ok(),
                None => false,
            }
        })
    }

    fn stop(&self, how: Stop) {
        let mut own = self.outlet.lock().unwrap();
        match (how, own.as_ref()) {
            (Stop::Finished, Some(outlet)) => outlet.finish(Ok(())),
            (Stop::Failed(error), Some(outlet)) => outlet.finish(Err(Failure::Error(error))),
            (Stop::Told, Some(outlet)) => outlet.finish(Err(Failure::Stopped)),
            (Stop::LetGo, _) => drop(own.take()),
            (Stop::Panicked, _) => {
                let outlet = own.take();
                drop(own);
                let panicked = catch_unwind(AssertUnwindSafe(move || {
                    let _outlet = outlet;
                    resume_unwind(Box::new("the producer panics"))
                }));
                assert!(panicked.is_err());
            }
            (_, None) => {}
        }
    }

    fn is_stopped(&self) -> bool {
        self.drain.lock().unwrap().as_ref().map_or_else(
            || self.outlet.lock().unwrap().as_ref().is_none_or(millstream_flow::Outlet::is_stopped),
            |drain| drain.status().stopped,
        )
    }

    fn drain(&self, after: u64) -> Result<Frame<u64>, Error> {
        self.drain(|drain| drain.drain(after)).map(|body| frame(&body))
    }

    fn cancel(&self) {
        self.drain(Drain::cancel);
    }

    fn detach(&self) {
        self.drain(Drain::detach);
    }

    fn attach(&self, bell: Bell, after: Option<u64>) -> Result<u64, Error> {
        self.drain(|drain| drain.attach(self.form, Doorbell(bell), after))
    }

    fn hang_up(&self) {
        *self.drain.lock().unwrap() = None;
    }
}

fn frame(body: &Body) -> Frame<u64> {
    match body {
        Body::Json(text) => serde_json::from_str(text).unwrap(),
        Body::Bytes(bytes) => serde_json::from_slice(Envelope::decode(bytes).unwrap().json).unwrap(),
    }
}
