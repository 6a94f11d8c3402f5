//! The inspector page.

use leptos::prelude::document;
use serde_json::{Value, json};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{DataTransfer, Event, File, HtmlInputElement, js_sys::Array};

use crate::{
    fixtures::{inspectors, recording},
    stage::{Page, Stage, all, attribute, click, find, part, phase, press, text, until, write},
};

/// So slow that nothing comes after what is due at once.
const STILL: f64 = 1e-6;

/// Plays what an inspector told.
async fn show(name: &'static str, speed: f64) -> (Page, Stage) {
    let stage = Stage::new(speed).inspects(name);
    let page = Page::at("inspector");
    let told = || find("inspector-page").is_some() && attribute("inspector-page", "data-phase") != starting();
    until("it tells something", told).await;
    (page, stage)
}

fn starting() -> Option<String> {
    Some("starting".to_owned())
}

fn rows() -> usize {
    all("[data-testid=inspector-streams-grid] .rows [role=row]").len()
}

/// Chooses a file that holds this.
fn choose(content: &Value) {
    let input: HtmlInputElement = part("inspector-file").unchecked_into();
    let parts = Array::of1(&content.as_str().map_or_else(|| content.to_string(), str::to_owned).into());
    let chosen = DataTransfer::new().unwrap();
    chosen.items().add_with_file(&File::new_with_str_sequence(&parts, "chosen.json").unwrap()).unwrap();
    input.set_files(chosen.files().as_ref());
    input.dispatch_event(&Event::new("change").unwrap()).unwrap();
}

#[wasm_bindgen_test]
async fn shows_what_flows_in_numbers_and_in_lines() {
    let _shown = show("running", STILL).await;
    assert_eq!(text("inspector-total-streams"), "4 streams");
    assert_eq!(text("inspector-total-items"), "72.2 k items/s");
    assert_eq!(text("inspector-total-dropped"), "5,000 dropped");
    assert_eq!(rows(), 5);
    for word in ["Running", "hash · outlet", "main json", "block", "200", "11.8 / 24.2"] {
        assert!(text("inspector-row-0").contains(word), "{word}");
    }
    assert!(text("inspector-row-3").contains("Reader"));
    assert_eq!(attribute("inspector-row-3-buffer", "aria-valuenow").as_deref(), Some("36"));
    assert!(find("inspector-empty").is_none());
}

#[wasm_bindgen_test]
async fn changes_its_lines_in_place() {
    let _shown = show("running", 1.0).await;
    let line = part("inspector-row-2");
    let before = text("inspector-total-dropped");
    until("more is dropped", || text("inspector-total-dropped") != before).await;
    assert_eq!(part("inspector-row-2"), line);
}

#[wasm_bindgen_test]
async fn says_that_a_stream_is_stalled() {
    let _shown = show("stalled", 0.5).await;
    until("it stalls", || {
        find("inspector-row-0").and_then(|row| row.get_attribute("data-result")).as_deref() == Some("stalled")
    })
    .await;
    assert_eq!(text("inspector-total-stalled"), "3 streams stalled");
}

#[wasm_bindgen_test]
async fn says_which_reader_of_a_stream_is_stalled_also_while_it_ends() {
    let _shown = show("stalled", 0.2).await;
    let result =
        |row: u32| find(&format!("inspector-row-{row}")).and_then(|it| it.get_attribute("data-result"));
    until("it stalls", || result(2).as_deref() == Some("stalled")).await;
    let state = part("inspector-row-2").query_selector(".state").unwrap().unwrap();
    assert_eq!(state.get_attribute("title").as_deref(), Some("A drain is owed by second"));
    let results = [1, 3, 4].map(|row| result(row).unwrap());
    assert_eq!(results, ["running", "stalled", "stalled"]);
    click("inspector-row-2").await;
    let warned =
        |place: u32| part(&format!("inspector-chosen-{place}-owes")).query_selector(".warn").unwrap();
    assert_eq!((text("inspector-chosen-0-owes").as_str(), warned(0).is_none()), ("no", true));
    let owes = warned(1).unwrap().text_content().unwrap();
    assert!(owes.starts_with("for ") && owes.ends_with(" s"), "{owes}");
}

#[wasm_bindgen_test]
async fn shows_a_stream_in_full_which_keys_lead_to() {
    let _shown = show("running", STILL).await;
    part("inspector-streams-grid").focus().unwrap();
    press("ArrowDown").await;
    assert_eq!(text("inspector-chosen-name"), "hash · outlet");
    assert_eq!(text("inspector-chosen-0-offered"), "1,200");
    click("inspector-row-3").await;
    assert_eq!(text("inspector-chosen-name"), "tail · outlet");
    assert_eq!(text("inspector-chosen-1-dropped"), "5,000");
    assert_eq!(attribute("inspector-row-3", "aria-selected").as_deref(), Some("true"));
}

#[wasm_bindgen_test]
async fn finds_streams_by_command_or_web_view() {
    let _shown = show("running", STILL).await;
    press("/").await;
    assert_eq!(document().active_element().as_ref(), Some(part("inspector-search").as_ref()));
    write("inspector-search", "second").await;
    assert_eq!(rows(), 2);
    assert_eq!(text("inspector-left"), "2 lines shown");
}

#[wasm_bindgen_test]
async fn asks_before_it_cancels_a_stream_but_not_for_its_own() {
    let (_page, stage) = show("running", STILL).await;
    click("inspector-row-4-cancel").await;
    assert_eq!(stage.sent("inspector_cancel"), [json!({"id": 12})]);
    click("inspector-row-0-cancel").await;
    assert!(text("inspector-confirm").contains("hash · outlet"));
    click("inspector-confirm-no").await;
    assert!(find("inspector-confirm").is_none());
    click("inspector-row-0-cancel").await;
    click("inspector-confirm-yes").await;
    assert_eq!(stage.sent("inspector_cancel"), [json!({"id": 12}), json!({"id": 3})]);
}

#[wasm_bindgen_test]
async fn shows_the_frames_of_a_stream_none_of_them_as_markup() {
    let (_page, stage) = show("running", 5.0).await;
    click("inspector-row-0-look").await;
    until("it ends", || text("inspector-peek-count") == "4 frames, the stream has ended").await;
    assert_eq!(stage.sent("inspector_frames"), [json!({"id": 3})]);
    click("inspector-peek-row-2").await;
    assert!(text("inspector-peek-text").contains("<img src=x onerror=alert(1)>"));
    assert!(all(".peek img").is_empty());
    click("inspector-peek-close").await;
    assert!(find("inspector-peek").is_none());
}

#[wasm_bindgen_test]
async fn stands_still_while_frames_come() {
    let _shown = show("running", 0.2).await;
    click("inspector-row-0-look").await;
    until("a frame comes", || text("inspector-peek-count") == "1 frame").await;
    click("inspector-peek-pause").await;
    until("one more comes", || text("inspector-peek-count") == "1 frame, 1 more since").await;
    click("inspector-peek-pause").await;
    assert!(text("inspector-peek-count").starts_with(['2', '3', '4']));
}

#[wasm_bindgen_test]
async fn shows_what_is_recorded_and_stops_it() {
    let (_page, stage) = show("recordings", STILL).await;
    let states = [1, 2, 3, 4].map(|id| text(&format!("inspector-recordings-{id}-state")));
    assert_eq!(states, ["Complete", "Failed", "Recording", "Waiting"]);
    assert!(text("inspector-recordings-2-error").contains("no space left"));
    assert!(find("inspector-recordings-1-stop").is_none());
    click("inspector-recordings-3-stop").await;
    assert_eq!(stage.sent("inspector_stop"), [json!({"id": 3})]);
}

#[wasm_bindgen_test]
async fn records_a_stream_or_the_next_command_and_opens_a_window() {
    let (_page, stage) = show("running", STILL).await;
    click("inspector-row-2-record").await;
    click("inspector-record").await;
    assert_eq!(stage.sent("inspector_record"), [json!({"id": 9}), json!({})]);
    click("inspector-window").await;
    assert_eq!(stage.sent("inspector_window"), [Value::Null]);
}

#[wasm_bindgen_test]
async fn says_that_nothing_else_flows() {
    let _shown = show("empty", STILL).await;
    assert!(text("inspector-empty").contains("Nothing else flows"));
    assert_eq!(rows(), 1);
}

#[wasm_bindgen_test]
async fn says_why_it_broke_off_and_watches_again() {
    let (_page, stage) = show("failed", f64::INFINITY).await;
    until("it breaks off", || find("inspector-error").is_some()).await;
    assert_eq!(text("inspector-error-code"), "panicked");
    assert_eq!(text("inspector-shown"), "Not watching");
    click("inspector-again").await;
    assert_eq!(stage.sent("inspector").len(), 2);
}

#[wasm_bindgen_test]
async fn watches_only_while_its_page_is_shown() {
    let (_page, stage) = show("running", STILL).await;
    press("Ctrl+1").await;
    until("the page is another", || find("hash-page").is_some()).await;
    until("it is cancelled", || stage.sent("plugin:millstream|cancel").len() == 1).await;
    assert_eq!(stage.sent("inspector").len(), 1);
}

#[wasm_bindgen_test]
async fn plays_a_recording_in_the_page_of_its_command_marked_as_one() {
    let (_page, stage) = show("running", STILL).await;
    choose(&serde_json::to_value(recording("one-file")).unwrap());
    phase(0, "finished").await;
    assert_eq!(text("hash-run-0-replay"), "Replay");
    assert!(stage.sent("hash").is_empty());
    click("hash-run-0-again").await;
    assert_eq!(text("hash-run-1-replay"), "Replay");
}

#[wasm_bindgen_test]
async fn plays_what_an_inspector_told_and_goes_back_to_what_flows() {
    let _shown = show("running", STILL).await;
    let stalled = inspectors().into_iter().find(|it| it.title == "stalled").unwrap();
    choose(&serde_json::to_value(stalled).unwrap());
    let told = |what: &'static str| {
        move || find("inspector-row-0").is_some_and(|row| row.text_content().unwrap().contains(what))
    };
    until("it is played", told("process · outlet")).await;
    assert_eq!(text("inspector-shown"), "Replay of stalled");
    assert!(find("inspector-row-0-cancel").is_none());
    click("inspector-again").await;
    until("it flows", told("hash · outlet")).await;
}

#[wasm_bindgen_test]
async fn says_that_a_replay_is_over() {
    let _shown = show("running", STILL).await;
    let empty = inspectors().into_iter().find(|it| it.title == "empty").unwrap();
    choose(&serde_json::to_value(empty).unwrap());
    until("it is over", || {
        find("inspector-shown").is_some_and(|it| it.inner_text() == "Replay of empty is over")
    })
    .await;
    assert_eq!(attribute("inspector-page", "data-phase").as_deref(), Some("ended"));
    click("inspector-again").await;
    until("it flows", || {
        find("inspector-row-0").is_some_and(|row| row.inner_text().contains("hash · outlet"))
    })
    .await;
    assert!(find("inspector-shown").is_none());
}

#[wasm_bindgen_test]
async fn says_what_is_wrong_with_a_file_that_it_cannot_play() {
    let _shown = show("running", STILL).await;
    let code =
        |code: &'static str| move || find("inspector-notice-code").is_some_and(|it| it.inner_text() == code);
    choose(&json!("{"));
    until("it is said", code("bad_recording")).await;
    click("inspector-notice-close").await;
    let mut other = serde_json::to_value(recording("one-file")).unwrap();
    other["command"] = json!("tail");
    choose(&other);
    until("it is said", code("no_page")).await;
}
