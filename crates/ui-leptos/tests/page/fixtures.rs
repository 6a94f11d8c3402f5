//! What is recorded, for both front ends.

use millstream_client::Recording;
use millstream_ui_leptos::state::hash::{
    HashState, begin, reduce_all, reduce_end, reduce_log, reduce_log_end,
};
use serde_json::Value;

macro_rules! recordings {
    ($stream:literal: $($name:literal),+ $(,)?) => {
        [$(include_str!(concat!("../../../../shared/fixtures/", $stream, "/", $name, ".json"))),+]
    };
}

/// The recorded runs.
pub fn recordings() -> Vec<Recording> {
    let files = recordings![
        "hash": "cancelled",
        "failed",
        "folder",
        "many",
        "names",
        "one-file",
        "verify-digest",
        "verify-sums"
    ];
    files.iter().map(|file| serde_json::from_str(file).unwrap()).collect()
}

/// The recorded inspectors.
pub fn inspectors() -> Vec<Recording> {
    let files = recordings!["inspector": "empty", "failed", "frames", "recordings", "running", "stalled"];
    files.iter().map(|file| serde_json::from_str(file).unwrap()).collect()
}

/// A run whose log holds something that is no line.
pub fn bad_log() -> Recording {
    let mut recording = Recording { title: "bad-log".to_owned(), ..recording("folder") };
    recording.outlets.get_mut("log").unwrap()[0].frame.items[0] = Value::Null;
    recording
}

/// A recorded run.
pub fn recording(name: &str) -> Recording {
    recordings().into_iter().find(|recording| recording.title == name).unwrap()
}

/// The state after a recorded run.
pub fn recorded(name: &str) -> HashState {
    recorded_until(name, u32::MAX)
}

/// The state after what arrived until `until`: all events, then all of the log.
pub fn recorded_until(name: &str, until: u32) -> HashState {
    let Recording { mut outlets, .. } = recording(name);
    let mut state = begin(0);
    outlets.values_mut().for_each(|moments| moments.retain(|moment| moment.at <= until));
    for moment in outlets.remove("outlet").unwrap() {
        let items = moment.frame.items.into_iter().map(|item| serde_json::from_value(item).unwrap());
        reduce_all(&mut state, items, moment.at.into());
        moment.frame.end.into_iter().for_each(|end| reduce_end(&mut state, end, moment.at.into()));
    }
    for moment in outlets.remove("log").unwrap() {
        let lines = moment.frame.items.into_iter().map(|item| serde_json::from_value(item).unwrap());
        reduce_log(&mut state, lines.collect());
        moment.frame.end.iter().for_each(|end| reduce_log_end(&mut state, end));
    }
    state
}
