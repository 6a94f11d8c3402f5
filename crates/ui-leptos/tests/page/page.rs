//! The hash page.

use millstream_shared::{Code, Error, grants::GrantsEvent};
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{
    Page, Stage, all, attribute, click, file, find, has_focus, part, phase, sums, text, until, write,
};

#[wasm_bindgen_test]
fn says_what_to_do_before_the_first_run() {
    Stage::new(f64::INFINITY);
    let _page = Page::open();
    assert!(text("hash-empty").contains("millstream disk.img photos/"));
    assert!(part("hash-drop").class_name().contains("roomy"));
    assert_eq!(text("status-demo"), "Scripted demo");
}

#[wasm_bindgen_test]
async fn hashes_the_files_that_were_picked() {
    let stage = Stage::new(f64::INFINITY).picks(vec![file("one-file")]);
    let _page = Page::open();
    click("hash-algorithm-blake3").await;
    click("hash-add-files").await;
    phase(0, "finished").await;
    let request =
        json!({"grants": ["one-file"], "algorithms": ["sha256", "blake3"], "verify": {"event": "nothing"}});
    assert_eq!(stage.sent("hash"), [request]);
    assert_eq!(text("hash-run-0-name"), "one-file");
    assert!(find("hash-empty").is_none());
}

#[wasm_bindgen_test]
async fn hashes_the_files_that_were_dropped() {
    let stage = Stage::new(f64::INFINITY);
    let _page = Page::at("tail");
    until("another page is there", || find("tail-page").is_some()).await;
    stage.drag(&GrantsEvent::Granted { grants: vec![file("one-file")] }).await;
    phase(0, "finished").await;
    assert_eq!(stage.sent("hash")[0]["grants"], json!(["one-file"]));
    stage.drag(&GrantsEvent::Over).await;
    assert_eq!(attribute("hash-drop", "data-over").as_deref(), Some("true"));
    stage.drag(&GrantsEvent::Left).await;
    assert_eq!(attribute("hash-drop", "data-over").as_deref(), Some("false"));
}

#[wasm_bindgen_test]
async fn hashes_what_the_command_line_named_at_once() {
    let stage = Stage::new(f64::INFINITY);
    stage.named.set(vec![sums("verify-sums"), file("many")]);
    let _page = Page::open();
    phase(0, "finished").await;
    phase(1, "finished").await;
    let sent = stage.sent("hash");
    assert_eq!(sent[0]["verify"], json!({"event": "sums", "data": {"grant": "verify-sums"}}));
    assert_eq!((&sent[0]["grants"], &sent[1]["grants"]), (&json!([]), &json!(["many"])));
}

#[wasm_bindgen_test]
async fn shows_newer_runs_above_older_ones() {
    let stage = Stage::new(f64::INFINITY);
    stage.named.set(vec![sums("verify-sums"), file("many")]);
    let _page = Page::open();
    phase(1, "finished").await;
    let cards: Vec<_> = all("[data-run]").iter().filter_map(|card| card.get_attribute("data-run")).collect();
    assert_eq!(cards, ["1", "0"]);
}

#[wasm_bindgen_test]
async fn sends_the_digest_that_was_pasted_along() {
    let stage = Stage::new(f64::INFINITY).picks(vec![file("verify-digest")]);
    let _page = Page::open();
    click("hash-verify").await;
    click("hash-against-digest").await;
    write("hash-digest", &"0".repeat(64)).await;
    assert_eq!(text("hash-digest-kind"), "SHA-256 or BLAKE3");
    click("hash-add-files").await;
    phase(0, "finished").await;
    let verify = json!({"event": "digest", "data": {"expected": "0".repeat(64)}});
    assert_eq!(stage.sent("hash")[0]["verify"], verify);
}

#[wasm_bindgen_test]
async fn asks_for_the_digest_in_place_of_a_start_without_it() {
    let stage = Stage::new(f64::INFINITY);
    let _page = Page::open();
    click("hash-verify").await;
    click("hash-against-digest").await;
    click("hash-verify").await;
    click("hash-add-files").await;
    assert_eq!(attribute("hash-digest-kind", "role").as_deref(), Some("alert"));
    assert!(text("hash-digest-kind").contains("nothing was started"));
    assert_eq!(attribute("hash-digest", "aria-invalid").as_deref(), Some("true"));
    stage.drag(&GrantsEvent::Granted { grants: vec![file("verify-digest")] }).await;
    assert_eq!([stage.sent("grants_pick"), stage.sent("hash")].concat(), [] as [serde_json::Value; 0]);
    write("hash-digest", "0").await;
    assert_eq!(attribute("hash-digest-kind", "role"), None);
}

#[wasm_bindgen_test]
async fn keeps_the_focus_on_a_card_when_the_one_that_had_it_goes() {
    let stage = Stage::new(f64::INFINITY);
    stage.named.set(vec![sums("verify-sums"), file("one-file")]);
    let _page = Page::open();
    phase(0, "finished").await;
    phase(1, "finished").await;
    click("hash-run-0-again").await;
    assert!(has_focus("hash-run-2"));
    phase(2, "finished").await;
    click("hash-run-1-clear").await;
    assert!(has_focus("hash-run-0"));
    click("hash-run-0-clear").await;
    assert!(has_focus("hash-run-2"));
    click("hash-run-2-clear").await;
    assert!(has_focus("hash-add-files"));
}

#[wasm_bindgen_test]
async fn cancels_a_run_and_keeps_what_it_has() {
    Stage::new(1e-6).picks(vec![file("cancelled")]);
    let _page = Page::open();
    click("hash-add-files").await;
    phase(0, "reading").await;
    assert!(text("rail-hash-live").contains('1'));
    click("hash-run-0-cancel").await;
    phase(0, "cancelled").await;
    assert!(has_focus("hash-run-0"));
    assert_eq!(attribute("hash-run-0-row-0", "data-result").as_deref(), Some("done"));
    click("hash-run-0-clear").await;
    assert!(find("hash-run-0").is_none());
}

#[wasm_bindgen_test]
async fn runs_again_with_the_same_request() {
    let stage = Stage::new(f64::INFINITY).picks(vec![file("one-file")]);
    let _page = Page::open();
    click("hash-add-files").await;
    phase(0, "finished").await;
    click("hash-run-0-again").await;
    phase(1, "finished").await;
    let sent = stage.sent("hash");
    assert_eq!((sent.len(), &sent[1]), (2, &sent[0]));
}

#[wasm_bindgen_test]
async fn shows_why_a_run_failed() {
    Stage::new(f64::INFINITY).picks(vec![file("failed")]);
    let _page = Page::open();
    click("hash-add-files").await;
    phase(0, "failed").await;
    assert_eq!(text("hash-run-0-error-code"), "panicked");
    assert_eq!(text("hash-run-0-account-events-delivered"), "5");
    until("the log has ended", || find("hash-run-0-account-log-delivered").is_some()).await;
    assert_eq!(text("hash-run-0-account-log-delivered"), "0");
}

#[wasm_bindgen_test]
async fn shows_what_went_wrong_outside_of_a_run_until_it_is_closed() {
    let stage = Stage::new(f64::INFINITY);
    stage.picked.borrow_mut().push_back(Err(Error::new(Code::IO, "No dialog.").hint("Try again.")));
    let _page = Page::open();
    click("hash-add-files").await;
    until("it is said", || find("hash-notice").is_some()).await;
    assert!(text("hash-notice").contains("No dialog."));
    assert_eq!(text("hash-notice-code"), "io");
    click("hash-notice-close").await;
    assert!(find("hash-notice").is_none());
}

#[wasm_bindgen_test]
async fn tells_of_a_log_that_cannot_be_read() {
    Stage::new(f64::INFINITY).picks(vec![file("bad-log")]);
    let _page = Page::open();
    click("hash-add-files").await;
    phase(0, "finished").await;
    until("it is said", || find("hash-notice").is_some()).await;
    assert_eq!(text("hash-notice-code"), "bad_item");
}

#[wasm_bindgen_test]
async fn copies_a_digest_as_it_is_and_a_run_as_a_sum_file() {
    let stage = Stage::new(f64::INFINITY).picks(vec![sums("verify-sums")]);
    let _page = Page::open();
    click("hash-add-files").await;
    phase(0, "finished").await;
    click("hash-run-0-row-0-digest").await;
    click("hash-run-0-copy").await;
    until("it is copied", || text("hash-run-0-copy") == "Copied").await;
    let sent = stage.sent("hash_export");
    assert_eq!((&sent[0]["format"], &sent[0]["to"]), (&json!("bare"), &json!("clipboard")));
    assert_eq!(sent[0]["entries"][0]["name"], "alpha.txt");
    assert_eq!((&sent[1]["format"], &sent[1]["to"]), (&json!("gnu"), &json!("clipboard")));
    assert_eq!(sent[1]["entries"].as_array().map(Vec::len), Some(3));
}
