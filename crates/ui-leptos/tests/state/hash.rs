use millstream_shared::{
    Code, Error,
    hash::{HashEvent, HashLog},
};
use millstream_ui_leptos::state::hash::{
    LOG_LIMIT, Phase, Result, begin, reduce, reduce_all, reduce_failure, reduce_log,
};
use serde_json::{Value, json};

use crate::fixtures::{event, fixture, line, recorded, recordings};

fn opened(file: u32) -> HashEvent {
    event(json!({"event": "opened", "data": {"file": file, "name": format!("{file}.bin"), "totalBytes": 10}}))
}

fn done(file: u32) -> HashEvent {
    event(json!({"event": "done", "data": {"file": file, "bytes": 10, "md5": "00"}}))
}

#[test]
fn folds_each_recording_to_its_state() {
    for name in recordings() {
        let golden: Value = fixture(&format!("hash/{name}.state.json"));
        assert_eq!(serde_json::to_value(recorded(&name)).unwrap(), golden, "{name}");
    }
}

#[test]
fn folds_a_batch_as_it_folds_its_events_one_by_one() {
    let recording: millstream_client::Recording = fixture("hash/folder.json");
    let events: Vec<_> =
        recording.outlets["outlet"].iter().flat_map(|moment| moment.frame.items.clone()).map(event).collect();
    let (mut single, mut batch) = (begin(0), begin(0));
    events.iter().cloned().for_each(|event| reduce(&mut single, event, 5));
    reduce_all(&mut batch, events, 5);
    assert_eq!(batch, single);
}

#[test]
fn puts_files_in_the_order_of_their_numbers() {
    let mut state = begin(0);
    reduce_all(&mut state, [2, 0, 3, 1].map(opened), 1);
    let files: Vec<_> = state.rows.iter().filter_map(|row| row.file).collect();
    assert_eq!(files, [0, 1, 2, 3]);
}

#[test]
fn takes_a_file_that_was_never_opened_as_unreadable() {
    let error = json!({"code": "permission_denied", "message": "No."});
    let mut state = begin(0);
    reduce(
        &mut state,
        event(json!({"event": "unreadable", "data": {"file": 4, "name": "x", "error": error}})),
        1,
    );
    let row = json!({
        "file": 4, "name": "x", "result": "unreadable", "bytesRead": 0, "digests": {}, "error": error,
    });
    assert_eq!(serde_json::to_value(&state.rows).unwrap(), json!([row]));
    assert_eq!(state.counts.unreadable, 1);
}

#[test]
fn passes_over_a_digest_of_a_file_that_it_does_not_know() {
    let mut state = begin(0);
    reduce(&mut state, done(9), 1);
    assert_eq!(state.rows, []);
}

#[test]
fn never_reads_backwards() {
    let chunk = |bytes_read| HashEvent::Chunk { bytes_read, reading: Vec::new() };
    let mut state = begin(0);
    reduce_all(&mut state, [chunk(50), chunk(20)], 1);
    assert_eq!(state.bytes_read, 50);
}

#[test]
fn keeps_what_was_done_when_the_run_fails() {
    let mut state = begin(0);
    reduce_all(&mut state, [opened(0), done(0), opened(1)], 1);
    reduce_failure(&mut state, Error::new(Code::GAP, "Lost."), 9);
    let results: Vec<_> = state.rows.iter().map(|row| row.result).collect();
    assert_eq!(results, [Result::Done, Result::Stopped]);
    assert_eq!((state.phase, state.ended_at), (Phase::Failed, Some(9)));
    assert_eq!(state.error.map(|error| error.code), Some(Code::GAP));
}

#[test]
fn keeps_a_bounded_log_and_counts_all_of_it() {
    let error = json!({"code": "not_a_file", "message": "No file."});
    let skipped = line(json!({"event": "skipped", "data": {"name": "x", "error": error}}));
    let lines = |count| -> Vec<HashLog> { vec![skipped.clone(); count] };
    let mut state = begin(0);
    reduce_log(&mut state, lines(LOG_LIMIT - 1));
    reduce_log(&mut state, lines(3));
    assert_eq!((state.log.len(), state.logged), (LOG_LIMIT, LOG_LIMIT as u64 + 2));
}
