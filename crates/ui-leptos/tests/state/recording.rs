use std::fs;

use millstream_shared::Code;
use millstream_ui_leptos::state::recording::read_recording;
use serde_json::{Value, json};

use crate::fixtures::fixture;

/// What is said of a text that is no recording.
fn refused(text: &str) -> String {
    let error = read_recording(text).unwrap_err();
    assert_eq!(error.code, Code::BAD_RECORDING);
    error.message
}

/// What is said of a recording in which this was put in place of that.
fn changed(pointer: &str, value: Value) -> String {
    let mut recording: Value = fixture("hash/one-file.json");
    *recording.pointer_mut(pointer).unwrap() = value;
    refused(&recording.to_string())
}

#[test]
fn reads_what_was_recorded() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/fixtures/hash/one-file.json");
    let recording = read_recording(&fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!((recording.command.as_str(), recording.outlets["outlet"].len()), ("hash", 9));
}

#[test]
fn says_where_a_file_stops_being_json() {
    assert_eq!(
        refused("{\n  \"version\": 1,\n  oh"),
        "This is no recording: it is no JSON at line 3, column 3."
    );
}

#[test]
fn says_what_is_wrong_in_a_file_that_is_json_and_where() {
    let said = |what: &str| format!("This is no recording: {what}.");
    assert_eq!(refused("[]"), said("the file is no object"));
    assert_eq!(refused("{}"), said("its `version` is missing, and 1 is read here"));
    assert_eq!(changed("/version", json!(2)), said("its `version` is 2, and 1 is read here"));
    assert_eq!(changed("/command", json!(7)), said("`command` is no text"));
    assert_eq!(changed("/outlets", json!([])), said("`outlets` is no object"));
    assert_eq!(changed("/outlets/log", json!(null)), said("`outlets.log` is no list"));
    assert_eq!(changed("/outlets/outlet/1/at", json!(-1)), said("`outlets.outlet[1].at` is no time"));
    let frame = "/outlets/outlet/2/frame";
    assert_eq!(changed(frame, json!(null)), said("`outlets.outlet[2].frame` is no object"));
    assert_eq!(changed(&format!("{frame}/seq"), json!(9)), said("`outlets.outlet[2].frame.seq` is not 3"));
    assert_eq!(
        changed(&format!("{frame}/items"), json!({})),
        said("`outlets.outlet[2].frame.items` is no list")
    );
}
