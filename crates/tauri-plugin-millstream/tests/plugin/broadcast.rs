//! What many pages hear.

use std::sync::mpsc::channel;

use millstream_shared::Broadcast;
use tauri::{Listener, test::MockRuntime};
use tauri_plugin_millstream::broadcast;

use crate::app::Page;

struct Tick;

impl Broadcast for Tick {
    const EVENT: &'static str = "millstream://tick";
    type Payload = u32;
}

#[test]
fn a_broadcast_is_heard_by_those_who_are_meant() {
    let page = Page::open();
    let other = page.window("other");
    let (tx, heard) = channel();
    for window in [&page.window, &other] {
        let (tx, label) = (tx.clone(), window.label().to_owned());
        window.listen(Tick::EVENT, move |event| tx.send(format!("{label} {}", event.payload())).unwrap());
    }
    let tell = |meant: fn(&str) -> bool, tick| {
        broadcast::<Tick, MockRuntime>(&page.app, meant, &tick).unwrap();
        let mut all: Vec<_> = heard.try_iter().collect();
        all.sort();
        all
    };
    assert_eq!(tell(|_| true, 1), ["main 1", "other 1"]);
    assert_eq!(tell(|webview| webview == "other", 2), ["other 2"]);
    assert_eq!(tell(|_| false, 3), [] as [String; 0]);
}
