//! The engine does what the scripts say, in each form in which its frames travel.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{Arc, Mutex},
};

use millstream_conformance::{
    Parcels, check_outlet,
    outlet::{Bell, Offer, Opening, Outlet, Stop},
};
use millstream_flow::{
    Absence, Body, Drain, End, Error, Failure, Form, Key, Name, Place, Registry, Start, Wire,
};
use millstream_shared::{Frame, frame::Envelope};
use serde_json::Value;

#[test]
fn the_engine_does_what_the_scripts_say() {
    for wire in [Wire::Json, Wire::Bytes] {
        for inline in [8192, 0] {
            let form = Form::Frames { wire, inline };
            let report = check_outlet(|opening| Engine::new(form, opening));
            assert!(report.is_good(), "{form:?}\n{report}");
            assert!(report.passed > 30, "{report}");
            // Only that wire has a place for raw bytes.
            assert_eq!(report.left_out == 0, wire == Wire::Bytes, "{report}");
        }
    }
}

/// A stream as one web view has it.
struct Engine {
    registry: Registry,
    form: Form,
    webview: &'static str,
    /// The producer's end, until it is let go of.
    outlet: Mutex<Option<millstream_flow::Outlet<u64>>>,
    away: Mutex<Vec<Absence>>,
}

/// A page's bell, as the plugin makes it: it tells the registry when the stream is over.
struct Doorbell {
    bell: Bell,
    registry: Registry,
    name: Name,
    webview: &'static str,
}

impl millstream_flow::Bell for Doorbell {
    fn ring(&self, body: Body) -> Result<(), Error> {
        self.bell.ring(parcels(&body))
    }

    fn over(&self, end: &End) {
        self.bell.over(end);
        self.registry.over(self.name, self.webview);
    }
}

const KEY: Key = Key::new(7);

impl Engine {
    fn new(form: Form, Opening { bell, policy, limits, .. }: Opening) -> Self {
        let engine = Self::of(Registry::default(), form, "main");
        let outlet = engine.open(bell).policy(policy).limits(limits);
        engine.outlet.lock().unwrap().replace(outlet);
        engine
    }

    fn of(registry: Registry, form: Form, webview: &'static str) -> Self {
        Self { registry, form, webview, outlet: Mutex::default(), away: Mutex::default() }
    }

    fn open(&self, bell: Bell) -> millstream_flow::Outlet<u64> {
        let start = Start {
            key: Some(KEY),
            place: self.place(),
            command: "count".into(),
            argument: "outlet".into(),
            arguments: Value::Null,
            form: self.form,
            detached: true,
            shared: true,
        };
        self.registry.open(start, self.doorbell(bell)).unwrap()
    }

    fn place(&self) -> Place {
        Place { webview: self.webview.into(), window: self.webview.into() }
    }

    fn doorbell(&self, bell: Bell) -> impl FnOnce(Name) -> Doorbell {
        let (registry, webview) = (self.registry.clone(), self.webview);
        move |name| Doorbell { bell, registry, name, webview }
    }

    fn reading(&self) -> Result<Arc<Drain>, Error> {
        self.registry.find(KEY, self.webview)
    }

    fn send(&self, item: u64, attachments: Vec<Vec<u8>>) -> Offer {
        let outlet = self.outlet.lock().unwrap().clone();
        Box::pin(async move {
            match outlet {
                Some(outlet) => outlet.send_with(item, attachments).await.is_ok(),
                None => false,
            }
        })
    }
}

impl Outlet for Engine {
    fn offer(&self, item: u64) -> Offer {
        self.send(item, vec![])
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
        self.outlet.lock().unwrap().as_ref().is_none_or(millstream_flow::Outlet::is_stopped)
    }

    fn drain(&self, after: u64) -> Result<Frame<u64>, Error> {
        self.drain_parcels(after).map(|parcels| parcels.frame)
    }

    fn cancel(&self) {
        self.reading().unwrap().cancel();
    }

    fn detach(&self) {
        let away = self.registry.leave(|place| place.webview == self.webview);
        self.away.lock().unwrap().extend(away);
    }

    fn attach(&self, bell: Bell, after: Option<u64>) -> Result<u64, Error> {
        self.registry.attach(KEY, self.place(), self.form, after, self.doorbell(bell))
    }

    fn hang_up(&self) {
        self.detach();
        self.away.lock().unwrap().drain(..).for_each(|absence| self.registry.expire(absence));
    }

    fn offer_with(&self, item: u64, attachments: Vec<Vec<u8>>) -> Option<Offer> {
        matches!(self.form, Form::Frames { wire: Wire::Bytes, .. }).then(|| self.send(item, attachments))
    }

    fn drain_parcels(&self, after: u64) -> Result<Parcels, Error> {
        Ok(parcels(&self.reading()?.drain(after)?))
    }

    fn start(&self, bell: Bell) -> Option<Self> {
        let again = Self::of(self.registry.clone(), self.form, self.webview);
        let outlet = again.open(bell);
        again.outlet.lock().unwrap().replace(outlet);
        Some(again)
    }

    fn join(&self, bell: Bell) -> Option<Self> {
        let other = Self::of(self.registry.clone(), self.form, "other");
        other.attach(bell, None).unwrap();
        Some(other)
    }
}

fn parcels(body: &Body) -> Parcels {
    match body {
        Body::Json(text) => serde_json::from_str::<Frame<u64>>(text).unwrap().into(),
        Body::Bytes(bytes) => {
            let Envelope { json, attachments } = Envelope::decode(bytes).unwrap();
            let attachments = attachments.iter().map(|part| (part.item, part.bytes.to_vec())).collect();
            Parcels { frame: serde_json::from_slice(json).unwrap(), attachments }
        }
    }
}
