//! Streams that outlive their page, and streams that are shared.

use std::{sync::atomic::Ordering, time::Duration};

use serde_json::{Value, json};
use tauri::{RunEvent, plugin::Plugin};
use tauri_plugin_millstream::{init, inspect, live_streams, page_gone, stream};

use crate::app::{Page, RUNNING, alone, attach, cancel, drain, invoke, key, start_as};

#[test]
fn a_detached_stream_survives_a_reload_and_goes_on_where_the_page_left_it() {
    let page = Page::open();
    let key = start_as(&page.window, "count", key(), json!({ "detached": true }), json!({ "upTo": 30 }));
    let mut items = page.ring()["items"].as_array().unwrap().clone();
    // The answer to this drain is lost with the page.
    page.next(key, 1);
    page_gone(page.webview());
    assert_eq!(live_streams(&page.app), 1);

    let listed = invoke(&page.window, "plugin:millstream|list", json!({})).unwrap();
    assert_eq!(
        listed,
        json!([{ "key": key, "command": "count", "argument": "outlet", "own": true, "after": 1 }])
    );
    let mut after = attach(&page.window, key, None).unwrap()["after"].as_u64().unwrap();
    assert_eq!(after, 1);
    loop {
        let frame = page.next(key, after);
        items.extend(frame["items"].as_array().unwrap().clone());
        after += 1;
        if !frame["end"].is_null() {
            break;
        }
    }
    assert_eq!(items, (1..=30).map(Value::from).collect::<Vec<_>>(), "nothing twice, nothing missing");
    page.drain(key, after).unwrap();
    // Where the end rang, it is the producer's thread that lets go.
    page.until_none_is_live();
}

#[test]
fn a_page_that_does_not_come_back_in_time_loses_its_streams() {
    let _alone = alone();
    let page = Page::open_with(Duration::ZERO);
    start_as(&page.window, "hold", key(), json!({ "detached": true }), json!({}));
    page.ring();
    page_gone(page.webview());
    page.until_none_is_live();
    assert_eq!(RUNNING.load(Ordering::SeqCst), 0);
}

#[test]
fn an_application_that_exits_waits_for_no_page() {
    let _alone = alone();
    let page = Page::open();
    start_as(&page.window, "hold", key(), json!({ "detached": true }), json!({}));
    page.ring();
    init().on_event(page.app.handle(), &RunEvent::Exit);
    page.until_none_is_live();
}

#[test]
fn a_shared_stream_has_a_second_reader_who_can_leave() {
    let _alone = alone();
    let page = Page::open();
    let other = page.window("other");
    let key = start_as(&page.window, "hold", key(), json!({ "shared": true }), json!({}));
    page.ring();
    assert_eq!(attach(&other, key, None).unwrap(), json!({ "after": 0 }));
    let ring_or_answer = |after| {
        let answer = drain(&other, key, after).unwrap();
        if answer["items"] == json!([]) { page.ring() } else { answer }
    };
    assert_eq!(ring_or_answer(0)["seq"], 1, "its frames are its own");
    assert_eq!(cancel(&other, key).unwrap()["event"], "cancelled");
    assert_eq!(RUNNING.load(Ordering::SeqCst), 1, "it was its reading only");
    assert_eq!(page.cancel(key).unwrap()["event"], "cancelled");
    assert_eq!((RUNNING.load(Ordering::SeqCst), live_streams(&page.app)), (0, 0));
}

#[test]
fn a_bad_attach_is_a_typed_error() {
    let page = Page::open();
    let other = page.window("other");
    assert_eq!(attach(&other, key(), None).unwrap_err()["code"], "unknown_key");
    let key = page.start("count", json!({ "upTo": 30 }));
    assert_eq!(attach(&other, key, None).unwrap_err()["code"], "foreign_stream");
    assert_eq!(attach(&page.window, key, Some(9)).unwrap_err()["code"], "future_frame");
    let request = json!({ "request": { "channel": "7", "key": key, "wire": "json" } });
    let error = invoke(&page.window, "plugin:millstream|attach", request).unwrap_err();
    assert_eq!(error["code"], "bad_argument");
    assert!(error["message"].as_str().unwrap().contains("`channel`"), "{error}");
    page.cancel(key).unwrap();
}

#[test]
fn an_inspector_sees_all_streams_and_can_stop_them() {
    let _alone = alone();
    let page = Page::open();
    page.start("hold", json!({}));
    page.ring();
    let all = inspect(&page.app);
    assert_eq!((all.len(), all[0].command.as_str(), all[0].argument.as_str()), (1, "hold", "outlet"));
    let (place, status) = &all[0].readers[0];
    assert_eq!((place.webview.as_str(), status.frames, status.attached), ("main", 1, true));
    assert!(status.owes.is_some(), "the page has not answered");
    stream(&page.app, all[0].id).unwrap().cancel();
    page.until_none_is_live();
    assert!(stream(&page.app, all[0].id).is_none());
}
