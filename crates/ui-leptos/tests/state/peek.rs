use millstream_client::Recording;
use millstream_shared::{Code, Error, inspector::InspectedFrame};
use millstream_ui_leptos::state::peek::{KEPT, Peek, begin, missed, pause, reduce, reduce_end, shown};
use serde_json::Value;

use crate::fixtures::fixture;

fn frames(seqs: std::ops::Range<u64>) -> Vec<InspectedFrame> {
    let frame = |seq| InspectedFrame { seq, at: seq, items: 1, bytes: 2, text: "{}".into(), last: false };
    seqs.map(frame).collect()
}

fn looked(seqs: std::ops::Range<u64>) -> Peek {
    let mut peek = begin(3, "hash · outlet");
    reduce(&mut peek, frames(seqs));
    peek
}

#[test]
fn folds_the_recorded_frames_to_their_state() {
    let Recording { mut outlets, .. } = fixture("inspector/frames.json");
    let mut peek = begin(3, "hash · outlet");
    for moment in outlets.remove("outlet").unwrap() {
        let items = moment.frame.items.into_iter().map(|item| serde_json::from_value(item).unwrap());
        reduce(&mut peek, items.collect());
        moment.frame.end.into_iter().for_each(|_| reduce_end(&mut peek, None));
    }
    let golden: Value = fixture("inspector/frames.state.json");
    assert_eq!(serde_json::to_value(peek).unwrap(), golden);
}

#[test]
fn keeps_the_newest_frames_and_counts_them_all() {
    let peek = looked(0..KEPT as u64 + 5);
    assert_eq!((peek.frames.len(), peek.frames[0].seq, peek.seen), (KEPT, 5, KEPT as u64 + 5));
}

#[test]
fn stands_still_while_more_come_and_goes_on_with_the_newest() {
    let mut peek = looked(0..3);
    pause(&mut peek);
    reduce(&mut peek, frames(3..7));
    assert_eq!((shown(&peek).len(), missed(&peek)), (3, 4));
    pause(&mut peek);
    assert_eq!((shown(&peek).len(), missed(&peek)), (7, 0));
}

#[test]
fn keeps_what_it_has_when_it_breaks_off() {
    let mut peek = looked(0..3);
    reduce_end(&mut peek, Some(Error::new(Code::UNKNOWN_STREAM, "No stream has the number 3.")));
    assert_eq!((peek.open, peek.frames.len()), (false, 3));
    assert_eq!(peek.error.map(|error| error.code), Some(Code::UNKNOWN_STREAM));
}
