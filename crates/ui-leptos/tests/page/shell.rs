//! The rail, and the keys that work everywhere.

use leptos::prelude::{document, window};
use millstream_shared::inspector::{InspectorRecorded, RecordedCommand, RecordedHere};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Page, Stage, attribute, click, file, find, part, phase, press, text, until};

#[wasm_bindgen_test]
async fn opens_each_streams_page_and_says_which_are_not_built_yet() {
    Stage::new(f64::INFINITY);
    let _page = Page::open();
    press("Ctrl+7").await;
    until("the page is there", || find("tail-page").is_some()).await;
    assert!(text("tail-page").contains("Not built yet"));
    assert_eq!(attribute("rail-tail", "aria-current").as_deref(), Some("page"));
    press("Cmd+1").await;
    until("the page is back", || find("hash-page").is_some()).await;
}

#[wasm_bindgen_test]
async fn asks_for_files_on_ctrl_o() {
    let stage = Stage::new(f64::INFINITY);
    let _page = Page::open();
    press("Ctrl+o").await;
    assert_eq!(stage.sent("grants_pick"), [serde_json::json!({"kind": "file"})]);
}

#[wasm_bindgen_test]
async fn cancels_on_esc_and_asks_first_when_something_was_read() {
    // Slow enough that it does not end meanwhile.
    Stage::new(0.2).picks(vec![file("cancelled")]);
    let _page = Page::open();
    click("hash-add-files").await;
    until("something was read", || {
        find("hash-run-0-progress").is_some_and(|it| !it.inner_text().starts_with("0 B"))
    })
    .await;
    press("Escape").await;
    assert!(text("hash-run-0-confirm").contains("Cancel this run?"));
    press("Escape").await;
    assert!(find("hash-run-0-confirm").is_none());
    press("Escape").await;
    click("hash-run-0-confirm-yes").await;
    phase(0, "cancelled").await;
}

#[wasm_bindgen_test]
async fn searches_on_() {
    Stage::new(f64::INFINITY).picks(vec![file("many")]);
    let _page = Page::open();
    click("hash-add-folder").await;
    phase(0, "finished").await;
    press("/").await;
    assert_eq!(document().active_element().as_ref(), Some(part("hash-run-0-search").as_ref()));
}

#[wasm_bindgen_test]
async fn says_what_is_recorded_from_when_the_page_loads_until_that_ends() {
    let of = |command: &str, name: &str| RecordedCommand { command: command.into(), name: name.into() };
    let commands = vec![of("hash", "run.json")];
    let stage = Stage::new(f64::INFINITY);
    *stage.recorded.borrow_mut() = RecordedHere { commands: commands.clone() };
    let _page = Page::open();
    let says = |what: &'static str| move || find("status-recorded").is_some_and(|it| it.inner_text() == what);
    until("it is said", says("Recording hash")).await;
    assert_eq!(attribute("status-recorded", "title").as_deref(), Some("hash into run.json"));
    let commands = [commands, vec![of("tail", "log.json")]].concat();
    stage.tell::<InspectorRecorded>(&RecordedHere { commands }).await;
    until("more is said", says("Recording hash, tail")).await;
    stage.tell::<InspectorRecorded>(&RecordedHere::default()).await;
    until("it is over", || find("status-recorded").is_none()).await;
    assert_eq!(stage.sent("inspector_recorded_here").len(), 1);
}

#[wasm_bindgen_test]
async fn remembers_the_theme() {
    window().local_storage().unwrap().unwrap().clear().unwrap();
    let theme = || document().document_element().unwrap().get_attribute("data-theme");
    Stage::new(f64::INFINITY);
    let first = Page::open();
    click("rail-theme").await;
    click("rail-theme").await;
    assert_eq!(theme().as_deref(), Some("dark"));
    drop(first);
    let _page = Page::open();
    assert_eq!(text("rail-theme"), "Theme: dark");
    click("rail-theme").await;
    assert_eq!(theme(), None);
}
