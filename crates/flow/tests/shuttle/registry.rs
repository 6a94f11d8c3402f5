//! Starts that arrive twice, pages that leave and return, and streams that retire meanwhile.

use std::sync::Arc;

use millstream_flow::{Bell, Body, End, Error, Form, Key, Name, Outlet, Place, Registry, Start, Wire};
use serde_json::Value;
use shuttle::thread;

use crate::explore;

const KEY: Key = Key::new(7);
const FORM: Form = Form::Frames { wire: Wire::Json, inline: 0 };

#[test]
fn of_two_starts_with_one_key_one_is_a_stream() {
    explore(|| {
        let registry = Registry::default();
        let other = registry.clone();
        let twin = thread::spawn(move || open(&other));
        let (first, second) = (open(&registry), twin.join().unwrap());
        assert_ne!(first.is_stopped(), second.is_stopped());
        assert_eq!(registry.live(), 1);
    });
}

#[test]
fn a_page_that_returns_while_its_stream_expires_has_it_or_its_end() {
    explore(|| {
        let registry = Registry::default();
        let outlet = open(&registry);
        let absences = registry.leave(|_| true);
        let other = registry.clone();
        let timer = thread::spawn(move || absences.into_iter().for_each(|absence| other.expire(absence)));
        let after = registry.attach(KEY, place(), FORM, None, bell(&registry)).unwrap();
        timer.join().unwrap();
        if outlet.send_blocking(1).is_ok() {
            let drain = registry.find(KEY, "main").unwrap();
            drop(outlet);
            drain.drain(after).unwrap();
            drain.drain(after + 1).unwrap();
        } else {
            drop(outlet);
        }
        assert_eq!(registry.live(), 0);
    });
}

#[test]
fn a_cancel_while_a_stream_retires_leaves_nothing() {
    explore(|| {
        let registry = Registry::default();
        let outlet = open(&registry);
        outlet.send_blocking(1).unwrap();
        let drain = registry.find(KEY, "main").unwrap();
        let (canceller, other) = (Arc::clone(&drain), registry.clone());
        let threads = [
            thread::spawn(move || canceller.cancel()),
            thread::spawn(move || drop(outlet)),
            thread::spawn(move || assert!(other.leave(|_| false).is_empty())),
        ];
        let drained = drain.drain(0).map(|_| drain.drain(1));
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        // Whether the page got the end or has left: a last drain lets go.
        drop(drained);
        drain.drain(1).ok();
        drain.drain(2).ok();
        assert_eq!(registry.live(), 0);
    });
}

fn open(registry: &Registry) -> Outlet<u32> {
    let start = Start {
        key: Some(KEY),
        place: place(),
        command: "count".into(),
        argument: "outlet".into(),
        arguments: Value::Null,
        form: FORM,
        detached: true,
        shared: false,
    };
    registry.open(start, bell(registry)).unwrap()
}

fn bell(registry: &Registry) -> impl FnOnce(Name) -> PageBell + use<> {
    let registry = registry.clone();
    move |name| PageBell { registry, name }
}

fn place() -> Place {
    Place { webview: "main".into(), window: "main".into() }
}

/// As the plugin's: it tells the registry when the stream is over.
struct PageBell {
    registry: Registry,
    name: Name,
}

impl Bell for PageBell {
    fn ring(&self, _: Body) -> Result<(), Error> {
        Ok(())
    }

    fn over(&self, _: &End) {
        self.registry.over(self.name, "main");
    }
}
