//! Which frame to take, and when to ask for the next.

use millstream_client::sequence::{Head, Sequence, Verdict, backoff};
use proptest::prelude::*;

const fn frame(seq: u64) -> Head {
    Head { seq, items: true, more: false, end: false }
}

const fn empty(seq: u64) -> Head {
    Head { seq, items: false, more: false, end: false }
}

const fn bell(seq: u64) -> Head {
    Head { seq, items: false, more: true, end: false }
}

const fn end(seq: u64) -> Head {
    Head { seq, items: false, more: false, end: true }
}

#[test]
fn waits_for_a_ring_at_first() {
    assert_eq!(Sequence::default().due(), None);
}

#[test]
fn takes_frames_in_order_whichever_way_they_come() {
    let mut sequence = Sequence::default();
    assert_eq!(sequence.rung(frame(1)), Verdict::Take);
    assert_eq!(sequence.due(), Some(1));
    sequence.asked();
    assert_eq!(sequence.answered(1, frame(2)), Verdict::Take);
    assert_eq!(sequence.due(), Some(2));
    sequence.asked();
    assert_eq!(sequence.answered(2, empty(2)), Verdict::Pass);
    assert_eq!(sequence.due(), None);
    assert_eq!(sequence.rung(frame(3)), Verdict::Take);
    assert_eq!(sequence.after(), 3);
}

#[test]
fn passes_over_what_it_has_already() {
    let mut sequence = Sequence::default();
    assert_eq!(sequence.rung(frame(1)), Verdict::Take);
    assert_eq!(sequence.rung(frame(1)), Verdict::Pass);
    sequence.asked();
    assert_eq!(sequence.rung(frame(2)), Verdict::Take);
    assert_eq!(sequence.answered(1, frame(2)), Verdict::Pass);
    assert_eq!(sequence.after(), 2);
}

#[test]
fn asks_for_what_a_gap_shows_to_be_missing() {
    let mut sequence = Sequence::default();
    assert_eq!(sequence.rung(frame(2)), Verdict::Pass);
    assert_eq!(sequence.due(), Some(0));
}

#[test]
fn asks_for_what_a_ring_announces_or_was_lost() {
    let mut sequence = Sequence::default();
    assert_eq!(sequence.rung(bell(0)), Verdict::Pass);
    assert_eq!(sequence.due(), Some(0));
    sequence.asked();
    assert_eq!(sequence.due(), None);
    sequence.lost();
    assert_eq!(sequence.due(), Some(0));
}

#[test]
fn goes_on_behind_the_frame_where_it_is_attached() {
    let mut sequence = Sequence::default();
    sequence.attached(7);
    assert_eq!(sequence.due(), Some(7));
    assert_eq!(sequence.rung(frame(7)), Verdict::Pass);
    assert_eq!(sequence.answered(7, frame(8)), Verdict::Take);
    let mut new = Sequence::default();
    assert_eq!(new.rung(frame(1)), Verdict::Take);
    new.attached(0);
    assert_eq!(new.due(), Some(1));
}

#[test]
fn does_not_lose_a_bell_that_rings_while_a_drain_is_under_way() {
    let mut sequence = Sequence::default();
    sequence.lost();
    sequence.asked();
    assert_eq!(sequence.rung(bell(0)), Verdict::Pass);
    assert_eq!(sequence.answered(0, empty(0)), Verdict::Pass);
    assert_eq!(sequence.due(), Some(0));
}

#[test]
fn takes_an_answer_out_of_step_for_a_failure() {
    let mut sequence = Sequence::default();
    assert_eq!(sequence.rung(frame(1)), Verdict::Take);
    sequence.asked();
    for wrong in [frame(1), frame(3), empty(0), empty(2)] {
        assert_eq!(sequence.answered(1, wrong), Verdict::Broken);
    }
    assert_eq!(sequence.failed(1), Some(50));
    assert_eq!(sequence.due(), Some(1));
}

#[test]
fn gives_up_after_five_retries_each_after_a_longer_wait() {
    let mut sequence = Sequence::default();
    let waits: Vec<_> = (0..6).map(|_| sequence.failed(0)).collect();
    assert_eq!(waits, [Some(50), Some(100), Some(200), Some(400), Some(800), None]);
    assert_eq!(backoff(0), Some(0));
}

#[test]
fn counts_failures_in_a_row_only() {
    let mut sequence = Sequence::default();
    assert_eq!(sequence.failed(0), Some(50));
    assert_eq!(sequence.answered(0, empty(0)), Verdict::Pass);
    assert_eq!(sequence.failed(0), Some(50));
    assert_eq!(sequence.rung(frame(1)), Verdict::Take);
    assert_eq!(sequence.failed(0), Some(0));
    assert_eq!(sequence.failed(1), Some(50));
}

#[test]
fn takes_nothing_after_the_end() {
    let mut sequence = Sequence::default();
    assert_eq!(sequence.rung(Head { end: true, ..frame(1) }), Verdict::Take);
    assert_eq!(sequence.due(), None);
    assert_eq!(sequence.rung(frame(2)), Verdict::Pass);
    sequence.lost();
    assert_eq!(sequence.due(), None);
}

#[test]
fn takes_an_end_from_elsewhere_whatever_its_number() {
    let mut sequence = Sequence::default();
    sequence.asked();
    assert_eq!(sequence.answered(0, end(7)), Verdict::Take);
    assert_eq!(sequence.due(), None);
}

proptest! {
    #[test]
    fn takes_each_number_once_and_in_order(
        steps in prop::collection::vec((any::<bool>(), 0_u64..12, any::<(bool, bool)>()), 0..200),
    ) {
        let mut sequence = Sequence::default();
        let mut taken = Vec::new();
        for (ring, seq, (items, more)) in steps {
            let head = Head { seq, items, more, end: false };
            let after = sequence.after();
            let verdict = if ring { sequence.rung(head) } else { sequence.answered(after, head) };
            if verdict == Verdict::Take {
                taken.push(seq);
            }
            prop_assert!(sequence.due().is_none_or(|due| due == sequence.after()));
        }
        prop_assert_eq!(&taken, &(1..=taken.len() as u64).collect::<Vec<_>>());
    }
}
