//! The hash page.

use millstream_shared::{Code, Error};
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Page, Stage, all, attribute, click, file, find, part, phase, sums, text, until, write};

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
async fn cancels_a_run_and_keeps_what_it_has() {
    Stage::new(1e-6).picks(vec![file("cancelled")]);
    let _page = Page::open();
    click("hash-add-files").await;
    phase(0, "reading").await;
    assert!(text("rail-hash-live").contains('1'));
    click("hash-run-0-cancel").await;
    phase(0, "cancelled").await;
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
