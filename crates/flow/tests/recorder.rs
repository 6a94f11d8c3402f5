//! Recording what flows, to be played again.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]
#![cfg(feature = "recorder")]

mod common;

use std::{io::Cursor, thread};

use common::{BYTES, JSON, drained, open};
use millstream_flow::{Code, Error, Failure, Limits, Recorded, Recorder, Written};
use serde_json::{Value, json};

#[test]
fn a_recording_holds_all_outlets_from_the_first_item_to_the_end() {
    let (outlet, drain, _rings) = open::<u32>(JSON);
    let (log, log_drain, _log_rings) = open::<&str>(JSON);
    let (recorder, recording) = Recorder::new("two outlets");
    recording.tap("outlet", &drain);
    recording.tap("log", &log_drain);
    let writer = thread::spawn(move || record(recorder));
    for item in 1..=3 {
        outlet.send_blocking(item).unwrap();
    }
    log.send_blocking("a line").unwrap();
    outlet.finish(Err(Failure::Error(Error::new(Code::IO, "It broke."))));
    drop(log);
    let document = writer.join().unwrap();
    assert_eq!(
        (&document["version"], &document["title"], &document["command"], &document["request"]),
        (&json!(1), &json!("two outlets"), &json!("count"), &json!({ "upTo": 3 }))
    );
    assert_eq!(items(&document, "outlet"), [json!(1), json!(2), json!(3)]);
    assert_eq!(items(&document, "log"), [json!("a line")]);
    assert_eq!(end(&document, "outlet")["data"]["code"], "io");
    assert_eq!(end(&document, "log")["event"], "finished");
}

#[test]
fn a_recording_that_is_stopped_has_an_end_and_the_stream_goes_on() {
    let (outlet, drain, _rings) = open::<u32>(JSON);
    let (recorder, recording) = Recorder::new("stopped");
    recording.tap("outlet", &drain);
    outlet.send_blocking(1).unwrap();
    recording.stop();
    let document = record(recorder);
    assert_eq!(items(&document, "outlet"), [json!(1)]);
    assert_eq!(end(&document, "outlet")["event"], "cancelled");
    outlet.send_blocking(2).unwrap();
    assert_eq!(drained(&drain, 1).items, [json!(2)]);
}

#[test]
fn nobody_waits_for_a_recorder_and_nobody_loses_by_it() {
    let (outlet, drain, _rings) = open::<u32>(JSON);
    let outlet = outlet.limits(Limits { items: 2, bytes: 1000 });
    let (recorder, recording) = Recorder::new("observer");
    recording.tap("outlet", &drain);
    // The recorder does not run: its buffer is full soon, and nobody cares.
    let mut got = 0;
    for item in 1..=9 {
        outlet.send_blocking(item).unwrap();
        got += drained(&drain, got).items.len() as u64;
    }
    assert_eq!(drain.status().account.dropped, 0);
    drop((outlet, recorder));
}

#[test]
fn raw_bytes_are_written_as_base64() {
    let (outlet, drain, _rings) = open::<&str>(BYTES);
    let (recorder, recording) = Recorder::new("bytes");
    recording.tap("outlet", &drain);
    outlet.send_blocking_with("pixels", vec![vec![1, 2, 3], vec![]]).unwrap();
    drop(outlet);
    let document = record(recorder);
    let attachments = &document["outlets"]["outlet"][0]["attachments"];
    assert_eq!(*attachments, json!([{ "item": 0, "bytes": "AQID" }, { "item": 0, "bytes": "" }]));
}

fn record(recorder: Recorder) -> Value {
    let (mut spool, mut out, mut last) = (Cursor::new(vec![]), vec![], Written::default());
    let command = || Recorded { command: "count".into(), request: json!({ "upTo": 3 }) };
    recorder
        .run(&mut spool, &mut out, command, |written| {
            assert!(written.frames > last.frames && written.bytes > last.bytes);
            last = written;
        })
        .unwrap();
    serde_json::from_slice(&out).unwrap()
}

fn moments<'a>(document: &'a Value, outlet: &str) -> &'a Vec<Value> {
    document["outlets"][outlet].as_array().unwrap()
}

fn items(document: &Value, outlet: &str) -> Vec<Value> {
    let moments = moments(document, outlet);
    for (seq, moment) in (1..).zip(moments) {
        assert_eq!(moment["frame"]["seq"], seq, "frames count from 1 without gaps");
    }
    moments.iter().flat_map(|moment| moment["frame"]["items"].as_array().unwrap().clone()).collect()
}

fn end<'a>(document: &'a Value, outlet: &str) -> &'a Value {
    &moments(document, outlet).last().unwrap()["frame"]["end"]
}
