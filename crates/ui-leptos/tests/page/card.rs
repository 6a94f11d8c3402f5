//! One run.

use leptos::prelude::*;
use millstream_shared::hash::{Algorithm, HashRequest};
use millstream_ui_leptos::{
    Card, Runs, Store,
    state::{
        hash::{HashState, begin},
        rate::{Rate, Sample},
        runs::Run,
    },
    use_store,
};
use serde::Deserialize;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    fixtures::{recorded, recorded_until, recording},
    stage::{Page, Stage, all, attribute, click, find, has_focus, part, press, settle, text, until, write},
};

/// Draws a run as it was at its last event.
async fn show(hash: HashState) -> Page {
    let now = hash.moved_at;
    show_at(hash, now).await
}

async fn show_at(hash: HashState, now: u64) -> Page {
    shown(hash, now, false).await.0
}

async fn shown(hash: HashState, now: u64, asking: bool) -> (Page, Store<Run>) {
    let request = HashRequest::deserialize(recording("verify-sums").request).unwrap();
    let run = Store::new(Run {
        id: 0,
        name: "SHA256SUMS".to_owned(),
        request,
        hash,
        shown: None,
        asking,
        replayed: false,
    });
    let known = run.clone();
    let page = Page::of(move || {
        let runs = Runs::new();
        runs.runs.set(vec![(0, run.clone())]);
        provide_context(runs);
        view! { <Card run=use_store(&run) now=now /> }
    });
    settle().await;
    (page, known)
}

fn rows() -> usize {
    all("[data-testid=hash-run-0-files-grid] [role=row]").len()
}

#[wasm_bindgen_test]
async fn shows_how_far_a_run_is() {
    let _page = show(recorded_until("cancelled", 900)).await;
    assert_eq!(attribute("hash-run-0", "data-phase").as_deref(), Some("reading"));
    assert_eq!(attribute("hash-run-0-meter", "aria-valuenow").as_deref(), Some("20"));
    assert_eq!(text("hash-run-0-progress"), "1.20 GB of 6.00 GB");
    assert_eq!(attribute("hash-run-0-progress", "title").as_deref(), Some("1,200,000,013 bytes"));
    assert_eq!(text("hash-run-0-files"), "1 of 2 files");
    assert_eq!(text("hash-run-0-rate"), "1.33 GB/s");
    assert!(find("hash-run-0-clear").is_none());
}

#[wasm_bindgen_test]
async fn shows_how_long_it_has_taken_and_beside_it_how_long_it_will_take() {
    let hash = recorded_until("cancelled", 900);
    let page = show_at(hash.clone(), 900).await;
    assert_eq!(text("hash-run-0-time"), "for 900 ms");
    drop(page);
    let sample = |second: u64| Sample { at: second * 1000, value: second * 400_000_000 };
    let rate = Rate { samples: (0..4).map(sample).collect() };
    let _page = show_at(HashState { rate, ..hash }, 3000).await;
    assert_eq!(text("hash-run-0-time"), "for 3.00 s, 12 s left");
}

#[wasm_bindgen_test]
async fn shows_a_meter_without_a_value_while_files_are_looked_for() {
    let _page = show(begin(0)).await;
    assert_eq!(attribute("hash-run-0-meter", "aria-valuenow"), None);
    assert_eq!(attribute("hash-run-0-meter", "aria-valuetext").as_deref(), Some("Looking for files"));
}

#[wasm_bindgen_test]
async fn says_that_a_run_is_stalled() {
    let _page = show_at(recorded_until("cancelled", 900), 9900).await;
    assert_eq!(attribute("hash-run-0", "data-phase").as_deref(), Some("stalled"));
    assert_eq!(text("hash-run-0-stalled"), "Stalled for 9.00 s");
}

#[wasm_bindgen_test]
async fn shows_what_was_expected_beside_what_is() {
    let hash = recorded("verify-sums");
    let row = hash.rows[1].clone();
    let _page = show(hash).await;
    assert_eq!(text("hash-run-0-outcome"), "1 does not match");
    assert_eq!(Some(text("hash-run-0-detail-expected")), row.verdict.map(|verdict| verdict.expected));
    assert_eq!(Some(text("hash-run-0-detail-sha256")), row.digests.sha256);
    assert_eq!(text("hash-run-0-detail-source"), "Held against SHA256SUMS by SHA-256");
}

#[wasm_bindgen_test]
async fn shows_one_file_in_full_without_a_list() {
    let hash = recorded("one-file");
    let digests = hash.rows[0].digests.clone();
    let _page = show(hash).await;
    assert!(all("[role=grid]").is_empty());
    for (algorithm, id) in Algorithm::ALL.into_iter().zip(["sha256", "sha512", "blake3", "sha1", "md5"]) {
        assert_eq!(Some(text(&format!("hash-run-0-detail-{id}")).as_str()), digests.get(algorithm));
    }
}

#[wasm_bindgen_test]
async fn says_nothing_more_of_one_file_before_there_is_more_to_say() {
    let _page = show(recorded_until("one-file", 0)).await;
    assert!(find("hash-run-0-detail").is_none());
}

#[wasm_bindgen_test]
async fn shows_why_a_run_failed_what_to_do_and_what_was_kept() {
    let _page = show(recorded("failed")).await;
    assert_eq!(attribute("hash-run-0-error", "role").as_deref(), Some("alert"));
    assert_eq!(text("hash-run-0-error-code"), "panicked");
    assert!(text("hash-run-0-error-hint").contains("Start the run again"));
    assert!(text("hash-run-0-error").contains("1 finished digest stays."));
    assert_eq!(attribute("hash-run-0-row-1", "data-result").as_deref(), Some("stopped"));
}

#[wasm_bindgen_test]
async fn shows_only_the_files_with_the_result_that_is_pressed() {
    let _page = show(recorded("verify-sums")).await;
    click("hash-run-0-count-malformed").await;
    assert_eq!(attribute("hash-run-0-count-malformed", "aria-pressed").as_deref(), Some("true"));
    assert_eq!(rows(), 3);
    assert!(text("hash-run-0-row-0").contains("Line 6"));
    click("hash-run-0-count-malformed").await;
    assert_eq!(rows(), 8);
}

#[wasm_bindgen_test]
async fn searches_in_names() {
    let _page = show(recorded("many")).await;
    write("hash-run-0-search", "0777").await;
    assert_eq!(text("hash-run-0-left"), "1 file shown");
    assert_eq!(rows(), 2);
}

#[wasm_bindgen_test]
async fn draws_a_few_of_many_files_and_moves_among_them_by_keys() {
    let _page = show(recorded("many")).await;
    let grid = part("hash-run-0-files-grid");
    assert_eq!(grid.get_attribute("aria-rowcount").as_deref(), Some("1001"));
    assert!(rows() < 40);
    grid.focus().unwrap();
    press("End").await;
    until("the last row is drawn", || find("hash-run-0-row-999").is_some()).await;
    assert_eq!(grid.get_attribute("aria-activedescendant").as_deref(), Some("hash-run-0-row-999"));
    assert_eq!(attribute("hash-run-0-row-999", "aria-selected").as_deref(), Some("true"));
    press("Home").await;
    until("the first row is drawn", || find("hash-run-0-row-0").is_some()).await;
    assert_eq!(attribute("hash-run-0-row-0", "aria-rowindex").as_deref(), Some("2"));
}

#[wasm_bindgen_test]
async fn copies_a_digest_and_says_so_in_its_place() {
    let stage = Stage::new(f64::INFINITY);
    let hash = recorded("verify-sums");
    let digest = hash.rows[0].digests.sha256.clone();
    let _page = show(hash).await;
    click("hash-run-0-row-0-digest").await;
    let copied = || attribute("hash-run-0-row-0-digest", "data-copied").as_deref() == Some("true");
    until("it is copied", copied).await;
    let sent = stage.sent("hash_export");
    assert_eq!((sent.len(), sent[0]["entries"][0]["digest"].as_str()), (1, digest.as_deref()));
}

#[wasm_bindgen_test]
async fn copies_and_exports_what_there_is_and_nothing_else() {
    let stage = Stage::new(f64::INFINITY);
    let empty = show(begin(0)).await;
    assert!(part("hash-run-0-copy").has_attribute("disabled"));
    assert!(part("hash-run-0-export").has_attribute("disabled"));
    drop(empty);
    let _page = show(recorded("verify-sums")).await;
    click("hash-run-0-copy").await;
    until("it is copied", || text("hash-run-0-copy") == "Copied").await;
    click("hash-run-0-export").await;
    click("hash-run-0-export-bsd").await;
    let sent = stage.sent("hash_export");
    assert_eq!((sent.len(), &sent[1]["format"], &sent[1]["to"]), (2, &"bsd".into(), &"file".into()));
    assert!(all("[role=menu]").is_empty());
}

#[wasm_bindgen_test]
async fn leads_through_the_export_menu_by_keys() {
    let _page = show(recorded("verify-sums")).await;
    click("hash-run-0-export").await;
    assert!(has_focus("hash-run-0-export-gnu"));
    press("End").await;
    assert!(has_focus("hash-run-0-export-bsd"));
    press("ArrowDown").await;
    assert!(has_focus("hash-run-0-export-gnu"));
    press("ArrowUp").await;
    assert!(has_focus("hash-run-0-export-bsd"));
    press("Home").await;
    assert!(has_focus("hash-run-0-export-gnu"));
    press("Escape").await;
    assert!(has_focus("hash-run-0-export"));
    assert!(all("[role=menu]").is_empty());
}

#[wasm_bindgen_test]
async fn cancels_but_asks_first_when_it_was_told_to_ask() {
    let (_page, run) = shown(recorded_until("cancelled", 900), 900, true).await;
    assert_eq!(attribute("hash-run-0-confirm", "role").as_deref(), Some("alertdialog"));
    assert_eq!(document().active_element().as_ref(), Some(part("hash-run-0-confirm-yes").as_ref()));
    assert!(text("hash-run-0-confirm").contains("1 finished digest stays."));
    click("hash-run-0-confirm-no").await;
    assert!(!run.peek(|run| run.asking));
    run.update(|run| run.asking = true);
    settle().await;
    click("hash-run-0-confirm-yes").await;
    assert!(!run.peek(|run| run.asking));
}

#[wasm_bindgen_test]
async fn keeps_the_focus_when_the_run_ends_by_itself() {
    let (going, ended) = (recorded_until("cancelled", 900), recorded("cancelled"));
    let (_page, run) = shown(going.clone(), 900, false).await;
    let come = async |hash: &HashState, asking| {
        run.update(|run| (run.hash, run.asking) = (hash.clone(), asking));
        settle().await;
    };
    part("hash-run-0-cancel").focus().unwrap();
    come(&ended, false).await;
    assert!(has_focus("hash-run-0"));
    come(&going, false).await;
    part("hash-run-0-cancel").focus().unwrap();
    come(&going, true).await;
    assert!(has_focus("hash-run-0-confirm-yes"));
    come(&ended, true).await;
    assert!(has_focus("hash-run-0"));
}

#[wasm_bindgen_test]
async fn shows_names_as_they_are_and_nothing_in_them_as_markup() {
    let _page = show(recorded("names")).await;
    assert!(text("hash-run-0-row-3").contains("<img src=x onerror=alert(1)>.html"));
    assert!(text("hash-run-0-row-5").contains("\\u{202e}gpj.exe"));
    assert!(all(".card img").is_empty());
}

#[wasm_bindgen_test]
async fn keeps_its_log_and_its_account_one_click_away() {
    let _page = show(recorded("folder")).await;
    assert_eq!(all("[data-testid=hash-run-0-log] li").len(), 4);
    assert_eq!(text("hash-run-0-account-events-offered"), "36");
    assert_eq!(text("hash-run-0-account-log-delivered"), "4");
}

#[wasm_bindgen_test]
async fn says_its_end_once_and_not_its_numbers() {
    let _page = show(recorded_until("cancelled", 900)).await;
    assert_eq!(text("hash-run-0-status"), "SHA256SUMS: hashing 2 files");
    assert_eq!(part("hash-run-0-status").tag_name(), "OUTPUT");
}
