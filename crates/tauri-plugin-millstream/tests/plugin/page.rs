//! Pages that go.

use std::sync::atomic::Ordering;

use serde_json::json;
use tauri::{RunEvent, plugin::Plugin};
use tauri_plugin_millstream::{init, live_streams, page_gone};

use crate::app::{Page, RUNNING, alone, cancel, invoke, key, start};

#[test]
fn a_page_that_goes_takes_its_streams_along_and_no_others() {
    let _alone = alone();
    let page = Page::open();
    let other = page.window("other");
    let keys = [page.start("hold", json!({})), page.start("hold", json!({}))];
    let others = start(&other, "hold", key(), json!({})).unwrap();
    for _ in 0..3 {
        page.ring();
    }
    page_gone(page.webview());
    for key in keys {
        // The answer comes when the producer has stopped.
        assert_eq!(page.cancel(key).unwrap()["event"], "cancelled");
    }
    assert_eq!((RUNNING.load(Ordering::SeqCst), live_streams(&page.app)), (1, 1));
    assert_eq!(cancel(&other, others).unwrap()["event"], "cancelled");
}

#[test]
fn an_application_that_exits_takes_all_streams_along() {
    let _alone = alone();
    let page = Page::open();
    page.start("hold", json!({}));
    page.ring();
    init().on_event(page.app.handle(), &RunEvent::Exit);
    page.until_none_is_live();
    assert_eq!(RUNNING.load(Ordering::SeqCst), 0);
}

#[test]
fn a_bare_channel_is_cancelled_with_its_page() {
    let _alone = alone();
    let page = Page::open();
    invoke(&page.window, "hold", json!({ "outlet": "__CHANNEL__:5" })).unwrap();
    page.ring();
    assert_eq!(live_streams(&page.app), 1);
    page_gone(page.webview());
    page.until_none_is_live();
    assert_eq!(RUNNING.load(Ordering::SeqCst), 0);
}
