use millstream_client::Recording;
use millstream_shared::{Code, Error, inspector::InspectorEvent};
use millstream_ui_leptos::state::inspector::{
    InspectorState, Phase, begin, reduce, reduce_end, reduce_failure,
};
use serde_json::Value;

use crate::fixtures::{fixture, recordings_of};

/// The state after what was recorded until `until`.
pub fn watched_until(name: &str, until: u32) -> InspectorState {
    let Recording { mut outlets, .. } = fixture(&format!("inspector/{name}.json"));
    let mut state = begin(0);
    for moment in outlets.remove("outlet").unwrap().into_iter().filter(|moment| moment.at <= until) {
        let event = |item| serde_json::from_value::<InspectorEvent>(item).unwrap();
        let items = moment.frame.items.into_iter().map(event);
        items.for_each(|event| reduce(&mut state, event, moment.at.into()));
        moment.frame.end.into_iter().for_each(|end| reduce_end(&mut state, end));
    }
    state
}

#[test]
fn folds_each_recorded_inspector_to_its_state() {
    let names = recordings_of("inspector").into_iter().filter(|name| name != "frames");
    let names: Vec<_> = names.collect();
    assert_eq!(names.len(), 6);
    for name in names {
        // What was seen last before the end, and the end.
        let last =
            fixture::<Recording>(&format!("inspector/{name}.json")).outlets["outlet"].last().unwrap().at;
        let states = [watched_until(&name, last - 1), watched_until(&name, last)];
        let golden: Value = fixture(&format!("inspector/{name}.state.json"));
        assert_eq!(serde_json::to_value(states).unwrap(), golden, "{name}");
    }
}

#[test]
fn forgets_what_was_live_when_it_ends_and_keeps_the_recordings() {
    let state = watched_until("recordings", u32::MAX);
    assert_eq!((state.phase, state.streams.len(), state.recordings.len()), (Phase::Ended, 0, 4));
    assert_eq!(state.totals.streams, 0);
}

#[test]
fn says_why_it_failed() {
    let mut state = begin(0);
    reduce_failure(&mut state, Error::new(Code::GAP, "Lost."));
    assert_eq!((state.phase, state.error.map(|error| error.code)), (Phase::Failed, Some(Code::GAP)));
}

#[test]
fn adds_up_all_readers_of_all_streams() {
    let totals = watched_until("running", 1_500).totals;
    assert_eq!((totals.streams, totals.in_flight, totals.dropped, totals.stalled), (4, 1_202, 12_800, 0));
    assert_eq!(watched_until("stalled", 0).totals.stalled, 0);
    assert_eq!(watched_until("stalled", 500).totals.stalled, 3);
}
