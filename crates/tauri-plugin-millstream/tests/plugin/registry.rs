//! What is kept of a stream, and for how long.

use serde_json::json;
use tauri_plugin_millstream::live_streams;

use crate::app::{Page, invoke};

#[test]
fn after_the_end_nothing_is_left_but_the_memory_of_it() {
    let page = Page::open();
    let key = page.start("count_here", json!({ "upTo": 3 }));
    assert_eq!(live_streams(&page.app), 1);
    let last = page.drain(key, 1).unwrap();
    assert_eq!((&last["items"], &last["end"]["event"]), (&json!([2, 3]), &json!("finished")));
    assert_eq!(live_streams(&page.app), 1, "the page may not have got it");
    for _ in 0..2 {
        let answer = page.drain(key, 2).unwrap();
        assert_eq!((&answer["seq"], &answer["items"], &answer["end"]), (&json!(2), &json!([]), &last["end"]));
        assert_eq!(live_streams(&page.app), 0);
    }
    assert_eq!(page.cancel(key).unwrap(), last["end"]);
}

#[test]
fn a_stream_whose_end_rang_is_let_go_of_at_once() {
    let page = Page::open();
    let key = page.start("count_here", json!({ "upTo": 0 }));
    let ring = page.ring();
    assert_eq!(ring["end"]["event"], "finished");
    assert_eq!(live_streams(&page.app), 0);
    assert_eq!(page.drain(key, 0).unwrap(), ring, "a late drain gets the same frame");
}

#[test]
fn ended_streams_are_remembered_up_to_a_bound() {
    let page = Page::open();
    let first = page.start("count_here", json!({ "upTo": 0 }));
    for _ in 0..1023 {
        page.start("count_here", json!({ "upTo": 0 }));
    }
    // What has no key is not remembered.
    invoke(&page.window, "count_here", json!({ "upTo": 0, "outlet": "__CHANNEL__:5" })).unwrap();
    page.drain(first, 0).unwrap();
    page.start("count_here", json!({ "upTo": 0 }));
    assert_eq!(page.drain(first, 0).unwrap_err()["code"], "unknown_key");
}
