use millstream_shared::Limits;
use millstream_ui_leptos::state::lines::{fill, is_quiet, key_of, lines, stalled_in, title_of};

use crate::inspector::watched_until;

#[test]
fn are_a_stream_with_its_owner_then_its_further_readers() {
    let state = watched_until("running", 0);
    let keys: Vec<_> = lines(&state.streams, "").iter().map(key_of).collect();
    assert_eq!(keys, ["3.0", "4.0", "9.0", "9.1", "12.0"]);
    assert_eq!(title_of(&state.streams[1]), "hash · log");
}

#[test]
fn are_found_by_command_argument_or_web_view_in_any_case() {
    let state = watched_until("running", 0);
    let found = |search| lines(&state.streams, search).iter().map(key_of).collect::<Vec<_>>();
    assert_eq!(found("HASH"), ["3.0", "4.0"]);
    assert_eq!(found("log"), ["4.0"]);
    assert_eq!(found("Second"), ["9.0", "9.1"]);
    assert!(found("nowhere").is_empty());
}

#[test]
fn keep_a_stream_without_readers() {
    let mut state = watched_until("running", 0);
    state.streams[0].readers.clear();
    let lines = lines(&state.streams, "");
    assert_eq!((lines.len(), &lines[0].reader), (5, &None));
}

#[test]
fn name_the_web_views_whose_readers_are_stalled() {
    let state = watched_until("stalled", 500);
    let stalled: Vec<_> = state.streams.iter().map(stalled_in).collect();
    assert_eq!(stalled, [vec!["main"], vec![], vec!["second"], vec!["main"]]);
}

#[test]
fn tell_whether_anything_flows_but_inspectors() {
    assert!(is_quiet(&watched_until("empty", 0).streams));
    assert!(!is_quiet(&watched_until("running", 0).streams));
}

#[test]
fn are_as_full_as_the_fuller_of_items_and_bytes() {
    let mut reader = watched_until("running", 0).streams[0].readers[0].clone();
    (reader.items, reader.bytes) = (10, 900);
    assert_eq!(fill(&reader, Limits { items: 100, bytes: 1_000 }), 90);
    assert_eq!(fill(&reader, Limits { items: 10, bytes: 1_000 }), 100);
    (reader.items, reader.bytes) = (30, 0);
    assert_eq!(fill(&reader, Limits { items: 10, bytes: 1_000 }), 100);
}
