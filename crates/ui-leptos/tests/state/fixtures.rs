//! What is recorded, for both front ends.

use std::{fs, path::PathBuf};

use millstream_client::Recording;
use millstream_shared::hash::{HashEvent, HashLog};
use millstream_ui_leptos::state::{
    format::Numerals,
    hash::{HashState, begin, reduce_all, reduce_end, reduce_log, reduce_log_end},
};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What a fixture holds, as JSON.
pub fn fixture<T: DeserializeOwned>(path: &str) -> T {
    let text = fs::read_to_string(folder().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The names of the recorded runs.
pub fn recordings() -> Vec<String> {
    recordings_of("hash")
}

/// The names of a stream's recordings.
pub fn recordings_of(stream: &str) -> Vec<String> {
    let files = fs::read_dir(folder().join(stream)).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter_map(|name| name.strip_suffix(".json").map(str::to_owned)).collect();
    names.retain(|name| !name.ends_with(".state"));
    names.sort();
    names
}

/// The state after a recorded run.
pub fn recorded(name: &str) -> HashState {
    recorded_until(name, u32::MAX)
}

/// The state after what arrived until `until`, in the order of time, the outlet before its log.
pub fn recorded_until(name: &str, until: u32) -> HashState {
    let Recording { outlets, .. } = fixture(&format!("hash/{name}.json"));
    let arrivals =
        ["outlet", "log"].into_iter().flat_map(|outlet| outlets[outlet].iter().map(move |it| (outlet, it)));
    let mut arrivals: Vec<_> = arrivals.filter(|(_, moment)| moment.at <= until).collect();
    arrivals.sort_by_key(|(_, moment)| moment.at);
    let mut state = begin(0);
    for (outlet, moment) in arrivals {
        let (at, frame) = (moment.at.into(), moment.frame.clone());
        if outlet == "outlet" {
            reduce_all(&mut state, frame.items.into_iter().map(event), at);
            frame.end.into_iter().for_each(|end| reduce_end(&mut state, end, at));
        } else {
            reduce_log(&mut state, frame.items.into_iter().map(line).collect());
            frame.end.iter().for_each(|end| reduce_log_end(&mut state, end));
        }
    }
    state
}

/// The numerals of English.
pub fn english() -> Numerals {
    let golden: Value = fixture("format.json");
    serde_json::from_value(golden["numerals"]["en"].clone()).unwrap()
}

/// An event, from its JSON.
pub fn event(json: Value) -> HashEvent {
    serde_json::from_value(json).unwrap()
}

/// A line of a log, from its JSON.
pub fn line(json: Value) -> HashLog {
    serde_json::from_value(json).unwrap()
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures")
}
