//! Tauri's events.

use std::rc::Rc;

use crate::support::{Backend, Faults, settle};
use futures_util::{FutureExt as _, StreamExt as _};
use millstream_client::{
    Listener, emit, emit_to,
    event::Target,
    hear, install, listen, listen_to,
    pace::{block_on, delay},
    transport::{Body, Signal},
};
use millstream_shared::{Broadcast, Code, Error};
use serde_json::json;

const LISTEN: &str = "plugin:event|listen";
const UNLISTEN: &str = "plugin:event|unlisten";

fn backend(faults: Faults) -> Backend {
    let backend = Backend::new(faults);
    backend.answers(json!(7));
    install(Rc::new(backend.clone()));
    backend
}

fn happens(backend: &Backend, payload: &str) {
    let event = format!(r#"{{"event":"tick","id":7,"payload":{payload}}}"#);
    backend.ring(Signal::Plain(Body::Text(event)));
}

#[test]
fn gives_the_events_in_order() {
    let backend = backend(Faults::default());
    let mut listener: Listener<u32> = listen("tick");
    settle();
    happens(&backend, "1");
    happens(&backend, "2");
    for payload in [1, 2] {
        let event = block_on(listener.next()).unwrap().unwrap();
        assert_eq!((event.event.as_str(), event.id, event.payload), ("tick", 7, payload));
    }
    assert!(listener.next().now_or_never().is_none());
}

#[test]
fn listens_to_what_is_sent_to_this_web_view_alone() {
    let backend = backend(Faults::default());
    let _listener: Listener<u32> = listen("tick");
    let expected =
        json!({ "event": "tick", "target": { "kind": "AnyLabel", "label": "main" }, "handler": 1 });
    settle();
    assert_eq!(backend.arguments(LISTEN), [expected]);
}

struct Tick;

impl Broadcast for Tick {
    const EVENT: &'static str = "millstream://tick";
    type Payload = u32;
}

#[test]
fn hears_what_the_contract_broadcasts() {
    let backend = backend(Faults::default());
    let _listener: Listener<u32> = hear::<Tick>();
    settle();
    assert_eq!(backend.arguments(LISTEN)[0]["event"], "millstream://tick");
}

#[test]
fn listens_to_another_target() {
    let backend = backend(Faults::default());
    let _listener: Listener<u32> = listen_to(Target::App, "tick");
    settle();
    assert_eq!(backend.arguments(LISTEN)[0]["target"], json!({ "kind": "App" }));
}

#[test]
fn an_event_of_another_type_is_an_error_in_its_place() {
    let backend = backend(Faults::default());
    let listener: Listener<u32> = listen("tick");
    settle();
    ["1", "null", "3"].iter().for_each(|payload| happens(&backend, payload));
    let read = listener.take(3).map(|read| read.map(|event| event.payload).map_err(|error| error.code));
    assert_eq!(block_on(read.collect::<Vec<_>>()), [Ok(1), Err(Code::BAD_ITEM), Ok(3)]);
}

#[test]
fn tells_from_when_on_it_listens() {
    let backend_is_late = backend(Faults { late: 50, ..Faults::default() });
    let mut listener: Listener<u32> = listen("tick");
    block_on(delay(10));
    assert!(listener.listening().now_or_never().is_none());
    block_on(listener.listening());
    assert_eq!(backend_is_late.called(LISTEN), 1);
    let refusal = Error::new(Code::COMMAND_FAILED, "not allowed");
    backend(Faults { refusal: Some(refusal.into()), ..Faults::default() });
    let mut refused: Listener<u32> = listen("tick");
    block_on(refused.listening());
}

#[test]
fn tells_when_tauri_refuses_to_listen() {
    let refusal = Error::new(Code::COMMAND_FAILED, "not allowed");
    let backend = backend(Faults { refusal: Some(refusal.clone().into()), ..Faults::default() });
    let mut listener: Listener<u32> = listen("tick");
    assert_eq!(block_on(listener.next()), Some(Err(refusal)));
    assert_eq!(block_on(listener.next()), None);
    assert_eq!(backend.callbacks(), 0);
}

#[test]
fn stops_when_it_is_let_go() {
    let backend = backend(Faults::default());
    let listener: Listener<u32> = listen("tick");
    settle();
    assert_eq!((backend.called(UNLISTEN), backend.callbacks()), (0, 1));
    drop(listener);
    settle();
    assert_eq!(backend.arguments(UNLISTEN), [json!({ "event": "tick", "eventId": 7 })]);
    assert_eq!(backend.callbacks(), 0);
}

#[test]
fn stops_even_when_it_is_let_go_before_tauri_has_answered() {
    let backend = backend(Faults { late: 50, ..Faults::default() });
    let listener: Listener<u32> = listen("tick");
    drop(listener);
    block_on(delay(200));
    assert_eq!((backend.called(UNLISTEN), backend.callbacks()), (1, 0));
}

#[test]
fn emits_to_everyone_and_to_one() {
    let backend = backend(Faults::default());
    assert_eq!(block_on(emit("tock", &[1, 2])), Ok(()));
    let target = Target::Webview { label: "other".into() };
    assert_eq!(block_on(emit_to(target, "tock", &"text")), Ok(()));
    assert_eq!(backend.arguments("plugin:event|emit"), [json!({ "event": "tock", "payload": [1, 2] })]);
    let target = json!({ "kind": "Webview", "label": "other" });
    let expected = json!({ "target": target, "event": "tock", "payload": "text" });
    assert_eq!(backend.arguments("plugin:event|emit_to"), [expected]);
}
