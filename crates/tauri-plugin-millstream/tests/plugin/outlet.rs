//! An outlet as a command's argument, and how it ends.

use std::sync::atomic::Ordering;

use serde_json::json;
use tauri::{
    WebviewWindowBuilder,
    ipc::InvokeResponseBody,
    test::{mock_builder, mock_context, noop_assets},
};
use tauri_plugin_millstream::live_streams;

use crate::app::{self, Page, STALLED, STARTED, alone, call, invoke, key, start};

#[test]
fn a_start_that_arrives_twice_is_one_stream() {
    let _alone = alone();
    let page = Page::open();
    let before = STARTED.load(Ordering::SeqCst);
    let key = page.start("hold", json!({}));
    let first = page.ring();
    start(&page.window, "hold", key, json!({})).unwrap();
    // The second outlet is dropped at once, and does not end the first one's stream.
    start(&page.window, "refuse", key, json!({})).unwrap_err();
    assert_eq!(live_streams(&page.app), 1);
    page.cancel(key).unwrap();
    // Also when the stream has ended meanwhile.
    start(&page.window, "hold", key, json!({})).unwrap();
    assert_eq!(live_streams(&page.app), 0);
    assert_eq!(STARTED.load(Ordering::SeqCst), before + 1);
    assert_eq!(first["items"], json!([1]));
    assert!(page.rings.try_recv().is_err(), "the second start rings no bell");
}

#[test]
fn a_bare_channel_gets_the_plain_items() {
    let page = Page::open();
    invoke(&page.window, "count", json!({ "upTo": 100, "outlet": "__CHANNEL__:5" })).unwrap();
    for number in 1..=100 {
        assert_eq!(page.ring(), number);
    }
    assert!(page.rings.try_recv().is_err(), "there is no end in it");
}

#[test]
fn a_producer_that_panics_fails_its_stream() {
    let page = Page::open();
    page.start("explode", json!({}));
    let end = page.ring()["end"].clone();
    assert_eq!((&end["event"], &end["data"]["code"]), (&json!("failed"), &json!("panicked")));
    assert_eq!(end["data"]["message"], "The producer panicked: on purpose.");
}

#[test]
fn a_command_that_fails_leaves_no_stream() {
    let page = Page::open();
    let error = start(&page.window, "refuse", key(), json!({})).unwrap_err();
    assert_eq!(error["code"], "not_found");
    assert_eq!(live_streams(&page.app), 0);
}

#[test]
fn the_wire_bytes_is_answered_raw() {
    let page = Page::open();
    let key = key();
    let outlet = json!({ "channel": "__CHANNEL__:1", "key": key, "wire": "bytes" });
    invoke(&page.window, "picture", json!({ "outlet": outlet })).unwrap();
    let InvokeResponseBody::Raw(ring) = page.rings.recv_timeout(STALLED).unwrap() else {
        panic!("the ring is no bytes")
    };
    assert_eq!((&ring[..4], &ring[ring.len() - 3..]), (&b"MSF1"[..], &[7, 7, 7][..]));
    let again = json!({ "request": { "key": key, "after": 0 } });
    let again = call(&page.window, "plugin:millstream|drain", again.into()).unwrap();
    let InvokeResponseBody::Raw(again) = again else { panic!("the answer is no bytes") };
    assert_eq!(again, ring);
}

#[test]
fn without_the_plugin_there_is_an_error_that_says_so() {
    let app = mock_builder()
        .invoke_handler(tauri::generate_handler![app::hold])
        .build(mock_context(noop_assets()))
        .unwrap();
    let window = WebviewWindowBuilder::new(&app, "main", Default::default()).build().unwrap();
    let error = start(&window, "hold", key(), json!({})).unwrap_err();
    assert_eq!(error["code"], "command_failed");
    assert!(error["hint"].as_str().unwrap().contains("tauri_plugin_millstream::init()"));
}
