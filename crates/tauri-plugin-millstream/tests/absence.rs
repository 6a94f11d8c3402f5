//! What is left of a page that was away. Alone in its process, for it counts the tasks there.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]
#![allow(clippy::let_underscore_must_use, reason = "Tauri's macro writes one")]

#[path = "plugin/app.rs"]
#[allow(dead_code, reason = "each test uses its part")]
mod app;

use std::time::{Duration, Instant};

use serde_json::json;
use tauri::async_runtime;
use tauri_plugin_millstream::page_gone;

use app::{Page, STALLED, attach, key, start_as};

#[test]
fn no_task_waits_for_a_page_that_has_come_back_or_a_stream_that_is_over() {
    let page = Page::open_with(Duration::from_secs(3600));
    let before = tasks();
    let key = start_as(&page.window, "hold", key(), json!({ "detached": true }), json!({}));
    page.ring();
    page_gone(page.webview());
    attach(&page.window, key, None).unwrap();
    page_gone(page.webview());
    page_gone(page.webview());
    page.cancel(key).unwrap();
    page.until_none_is_live();
    let start = Instant::now();
    while tasks() > before {
        assert!(start.elapsed() < STALLED, "{} tasks are left", tasks() - before);
        std::thread::yield_now();
    }
}

fn tasks() -> usize {
    async_runtime::handle().inner().metrics().num_alive_tasks()
}
