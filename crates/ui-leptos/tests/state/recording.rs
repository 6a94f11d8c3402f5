use std::{fs, rc::Rc};

use futures_util::StreamExt as _;
use millstream_client::{Options, Pace, Scripted, open, pace::block_on};
use millstream_shared::{Code, Stream};
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
    let recording = read_recording(&text_of("hash/one-file.json")).unwrap();
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

#[test]
fn says_what_is_wrong_with_attachments_and_where() {
    let said = |value: Value| {
        let mut recording: Value = fixture("recordings/attachments.json");
        *recording.pointer_mut("/outlets/outlet/1/attachments").unwrap() = value;
        refused(&recording.to_string())
    };
    let wrong = |what: &str| format!("This is no recording: `outlets.outlet[1].attachments{what}.");
    assert_eq!(said(json!({})), wrong("` is no list"));
    assert_eq!(said(json!([7])), wrong("[0]` is no object"));
    assert_eq!(said(json!([{ "bytes": "" }])), wrong("[0].item` is no item, or not the next"));
    assert_eq!(said(json!([{ "item": 2, "bytes": "" }])), wrong("[0].item` is no item, or not the next"));
    let back = json!([{ "item": 1, "bytes": "" }, { "item": 0, "bytes": "" }]);
    assert_eq!(said(back), wrong("[1].item` is no item, or not the next"));
    for bytes in [json!(null), json!("AQI"), json!("AQ I="), json!("AQJ="), json!("A*ID")] {
        assert_eq!(said(json!([{ "item": 0, "bytes": bytes }])), wrong("[0].bytes` is no base64"), "{bytes}");
    }
}

struct Parts;

impl Stream for Parts {
    const COMMAND: &'static str = "parts";
    type Request = ();
    type Item = String;
}

#[test]
fn plays_the_attachments_that_it_read() {
    let recording = read_recording(&text_of("recordings/attachments.json")).unwrap();
    let transport = Rc::new(Scripted::new(vec![recording]).speed(f64::INFINITY));
    let options = Options { pace: Pace::Eager, transport: Some(transport), ..Options::default() };
    let parcels: Vec<_> = block_on(open::<Parts>(&(), options).parcels().map(Result::unwrap).collect());
    let bytes = parcels.iter().map(|it| it.attachments.iter().map(|bytes| bytes.to_vec()).collect());
    let expected: [Vec<Vec<u8>>; 6] = [
        vec![(0..=255).collect()],
        vec![],
        vec![vec![], vec![1, 2, 3], vec![]],
        vec![vec![255; 8]],
        vec![],
        vec![vec![]],
    ];
    assert_eq!(bytes.collect::<Vec<Vec<Vec<u8>>>>(), expected);
}

fn text_of(path: &str) -> String {
    fs::read_to_string(format!("{}/../../shared/fixtures/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}
