//! Drain and cancel, as a page calls them.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};
use tauri_plugin_millstream::live_streams;

use crate::app::{Page, RUNNING, alone, cancel, drain, key, start};

#[test]
fn a_stream_is_drained_to_its_end() {
    let page = Page::open();
    let key = page.start("count", json!({ "upTo": 10 }));
    let mut frame = page.ring();
    assert_eq!((&frame["seq"], &frame["items"]), (&json!(1), &json!([1])));
    let mut items = vec![];
    for seq in 1.. {
        items.extend(frame["items"].as_array().unwrap().clone());
        if !frame["end"].is_null() {
            break;
        }
        frame = page.next(key, seq);
    }
    assert_eq!(items, (1..=10).map(Value::from).collect::<Vec<_>>());
    assert_eq!(frame["end"]["event"], "finished");
    assert_eq!(frame["end"]["data"]["account"]["delivered"], 10);
}

#[test]
fn a_cancel_answers_when_the_producer_has_stopped_and_always_the_same() {
    let _alone = alone();
    let page = Page::open();
    let key = page.start("hold", json!({}));
    page.ring();
    let end = page.cancel(key).unwrap();
    assert_eq!(RUNNING.load(Ordering::SeqCst), 0);
    assert_eq!(end["event"], "cancelled");
    assert_eq!(page.cancel(key).unwrap(), end);
    assert_eq!(page.drain(key, 1).unwrap()["end"], end);
    assert_eq!(live_streams(&page.app), 0);
    assert!(page.rings.try_recv().is_err(), "the page has left");
}

#[test]
fn a_bad_drain_is_a_typed_error() {
    let page = Page::open();
    assert_eq!(page.drain(key(), 0).unwrap_err()["code"], "unknown_key");
    assert_eq!(page.cancel(key()).unwrap_err()["code"], "unknown_key");
    let key = page.start("count_here", json!({ "upTo": 3 }));
    assert_eq!(page.drain(key, 2).unwrap_err()["code"], "future_frame");
    page.drain(key, 1).unwrap();
    page.drain(key, 2).unwrap();
    let error = page.drain(key, 1).unwrap_err();
    assert_eq!(error["code"], "stale_frame");
    assert!(error["hint"].is_string());
}

#[test]
fn a_stream_belongs_to_the_web_view_that_opened_it() {
    let _alone = alone();
    let page = Page::open();
    let other = page.window("other");
    let key = page.start("hold", json!({}));
    for answer in
        [drain(&other, key, 0), cancel(&other, key), start(&other, "hold", key, json!({})).map(Value::from)]
    {
        assert_eq!(answer.unwrap_err()["code"], "foreign_stream");
    }
    assert_eq!(page.cancel(key).unwrap()["event"], "cancelled");
}
