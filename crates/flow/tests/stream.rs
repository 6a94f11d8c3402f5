//! A stream from both ends, step by step.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

mod common;

use std::{
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::{Context, Poll, Waker},
};

use common::{BELL, BYTES, JSON, drained, end, frame, open};
use millstream_flow::{Account, Body, Code, End, Error, Failure, Form, Limits, Policy, Stopped, idle};
use serde::{Serialize, Serializer, ser::Error as _};
use serde_json::json;

#[test]
fn the_first_item_after_silence_rings_with_the_item_inside() {
    let (outlet, drain, rings) = open(JSON);
    outlet.send_blocking("a").unwrap();
    outlet.send_blocking("b").unwrap();
    assert_eq!(rings.take(), [Body::Json(r#"{"seq":1,"items":["a"],"more":false}"#.into())]);
    assert_eq!(drained(&drain, 1).items, ["b"]);
}

#[test]
fn an_empty_answer_arms_the_bell() {
    let (outlet, drain, rings) = open(JSON);
    outlet.send_blocking("a").unwrap();
    assert_eq!(rings.frames().len(), 1);
    assert_eq!(drain.drain(1).unwrap(), Body::Json(r#"{"seq":1,"items":[],"more":false}"#.into()));
    outlet.send_blocking("b").unwrap();
    assert_eq!(rings.take(), [Body::Json(r#"{"seq":2,"items":["b"],"more":false}"#.into())]);
}

#[test]
fn a_full_answer_does_not_arm_the_bell() {
    let (outlet, drain, rings) = open(JSON);
    for item in ["a", "b"] {
        outlet.send_blocking(item).unwrap();
    }
    assert_eq!(rings.frames().len(), 1);
    assert_eq!(drained(&drain, 1).seq, 2);
    outlet.send_blocking("c").unwrap();
    assert_eq!(rings.take(), []);
    assert_eq!(drained(&drain, 2).items, ["c"]);
}

#[test]
fn a_frame_too_large_for_a_ring_waits_behind_an_empty_bell() {
    let around = r#"{"seq":1,"items":[""],"more":false}"#.len();
    for (len, inside) in [(8191 - around, true), (8192 - around, false)] {
        let (outlet, drain, rings) = open(JSON);
        outlet.send_blocking("x".repeat(len)).unwrap();
        let ring = rings.frames().remove(0);
        assert_eq!(
            (ring.seq, ring.items.len(), ring.more),
            if inside { (1, 1, false) } else { (0, 0, true) }
        );
        assert_eq!(drained(&drain, 0).items, ["x".repeat(len)]);
    }
}

#[test]
fn the_wire_bytes_has_a_threshold_of_its_own() {
    for (len, inside) in [(900, true), (1000, false)] {
        let (outlet, drain, rings) = open(BYTES);
        outlet.send_blocking_with("a", vec![vec![7; len]]).unwrap();
        assert_eq!(frame(&rings.take()[0]).items.len(), usize::from(inside));
        assert!(drain.drain(0).unwrap().len() > len);
    }
}

#[test]
fn a_ring_that_is_late_does_no_harm() {
    let (outlet, drain, rings) = open(JSON);
    outlet.send_blocking("a").unwrap();
    // The page asks before the ring has arrived: it gets the very frame that is on its way.
    assert_eq!([drain.drain(0).unwrap()], *rings.take());
}

#[test]
fn the_end_rings_when_the_bell_is_armed() {
    let (outlet, drain, rings) = open::<u8>(JSON);
    drop(outlet);
    let last = rings.frames().remove(0);
    assert_eq!((last.seq, last.items.len()), (1, 0));
    assert_eq!(last.end, Some(End::Finished { account: Account::default() }));
    assert_eq!(rings.over(), [end(&drain)]);
    assert_eq!(rings.holders(), 1, "the bell is let go of");
    assert_eq!(drain.status().owes, None, "nothing more is asked of it");
}

#[test]
fn items_and_the_end_go_in_the_same_last_frame() {
    let (outlet, drain, rings) = open(JSON);
    for item in ["a", "b"] {
        outlet.send_blocking(item).unwrap();
    }
    drop(outlet);
    assert_eq!(rings.frames().len(), 1, "the first ring, and none for the end");
    let last = drained(&drain, 1);
    assert_eq!(last.items, ["b"]);
    assert_eq!(last.end, Some(End::Finished { account: delivered(2) }));
}

#[test]
fn an_end_that_comes_after_a_frame_does_not_change_that_frame() {
    let (outlet, drain, _rings) = open(JSON);
    for item in ["a", "b"] {
        outlet.send_blocking(item).unwrap();
    }
    let second = drain.drain(1).unwrap();
    drop(outlet);
    assert_eq!(drain.drain(1).unwrap(), second);
    assert_eq!(drained(&drain, 2).end, Some(End::Finished { account: delivered(2) }));
}

#[test]
fn a_stream_is_over_when_the_end_is_acknowledged() {
    let (outlet, drain, rings) = open(BELL);
    outlet.send_blocking("a").unwrap();
    drop(outlet);
    let last = drained(&drain, 0);
    assert_eq!(rings.over(), []);
    for _ in 0..2 {
        let after = drained(&drain, 1);
        assert_eq!((after.seq, after.items.len(), after.end), (1, 0, last.end.clone()));
    }
    assert_eq!(rings.over(), [last.end.unwrap()]);
    assert_eq!(rings.holders(), 1, "the bell is let go of");
}

#[test]
fn a_late_retry_still_gets_the_end_that_rang() {
    let (outlet, drain, rings) = open::<u8>(JSON);
    drop(outlet);
    assert_eq!([drain.drain(0).unwrap()], *rings.take());
}

#[test]
fn an_end_too_large_for_a_ring_waits_behind_an_empty_bell() {
    let (outlet, drain, rings) = open::<u8>(JSON);
    outlet.finish(Err(Error::new(Code::IO, "x".repeat(9000)).into()));
    let ring = rings.frames().remove(0);
    assert!(ring.more && ring.end.is_none());
    assert_eq!(rings.over(), []);
    assert!(matches!(drained(&drain, 0).end, Some(End::Failed { .. })));
}

#[test]
fn only_the_last_clone_ends_the_stream() {
    let (outlet, drain, rings) = open(JSON);
    let clone = outlet.clone();
    drop(outlet);
    assert_eq!(rings.take(), []);
    clone.send_blocking(1).unwrap();
    drop(clone);
    assert_eq!(drained(&drain, 1).end, Some(End::Finished { account: delivered(1) }));
}

#[test]
fn finish_ends_at_once_and_only_once() {
    let (outlet, drain, rings) = open(JSON);
    let error = Error::new(Code::IO, "The disk is gone.");
    outlet.finish(Err(error.clone().into()));
    outlet.finish(Ok(()));
    assert_eq!(outlet.send_blocking(1), Err(Stopped));
    assert!(outlet.is_stopped());
    drop(outlet);
    assert_eq!(rings.frames().len(), 1);
    assert_eq!(end(&drain), End::Failed { error, account: Account::default() });
}

#[test]
fn a_producer_that_was_stopped_ends_as_cancelled() {
    let (outlet, drain, _rings) = open::<u8>(JSON);
    outlet.finish(Err(Failure::Stopped));
    assert_eq!(end(&drain), End::Cancelled { account: Account::default() });
}

#[test]
fn a_panic_fails_the_stream() {
    let (outlet, drain, _rings) = open(JSON);
    let clone = outlet.clone();
    let panicked = catch_unwind(AssertUnwindSafe(move || {
        clone.send_blocking(1).unwrap();
        panic!("on purpose");
    }));
    assert!(panicked.is_err());
    assert!(!outlet.is_stopped(), "the other half of the producer lives");
    drop(outlet);
    let End::Failed { error, account } = end(&drain) else { panic!("it ended well") };
    assert_eq!((error.code, account), (Code::PANICKED, delivered(1)));
}

#[test]
fn a_cancel_discards_and_is_told_once_the_producer_stops() {
    let (outlet, drain, rings) = open(JSON);
    for item in ["a", "b", "c"] {
        outlet.send_blocking(item).unwrap();
    }
    rings.take();
    drain.cancel();
    drain.cancel();
    assert!(outlet.is_stopped() && outlet.token().is_cancelled());
    assert_eq!(outlet.send_blocking("d"), Err(Stopped));
    assert_eq!(drained(&drain, 1).end, None, "the producer has not stopped");
    assert_eq!(rings.over(), []);
    drop(outlet);
    let account = Account { offered: 3, delivered: 1, discarded: 2, ..Account::default() };
    assert_eq!(end(&drain), End::Cancelled { account });
    assert_eq!(drained(&drain, 1).end, Some(end(&drain)));
    assert_eq!((rings.take(), rings.over()), (vec![], vec![end(&drain)]));
}

#[test]
fn a_cancel_after_the_producer_has_finished_leaves_the_end_as_it_is() {
    let (outlet, drain, rings) = open(BELL);
    outlet.send_blocking("a").unwrap();
    drop(outlet);
    drain.cancel();
    let account = Account { offered: 1, discarded: 1, ..Account::default() };
    assert_eq!(rings.over(), [End::Finished { account }]);
    assert_eq!(drained(&drain, 0).end, Some(End::Finished { account }));
}

#[test]
fn a_cancel_hides_no_panic_but_every_other_result() {
    let results = [Ok(()), Err(Failure::Stopped), Err(Error::new(Code::IO, "It broke off.").into())];
    for result in results {
        let (outlet, drain, _rings) = open::<u8>(JSON);
        drain.cancel();
        outlet.finish(result);
        assert_eq!(end(&drain), End::Cancelled { account: Account::default() });
    }
    let (outlet, drain, _rings) = open::<u8>(JSON);
    drain.cancel();
    outlet.finish(Err(Error::new(Code::PANICKED, "It panicked.").into()));
    assert!(matches!(end(&drain), End::Failed { .. }));
}

#[test]
fn a_drain_that_is_dropped_cancels() {
    let (outlet, drain, rings) = open::<u8>(JSON);
    drop(drain);
    assert!(outlet.is_stopped());
    drop(outlet);
    assert_eq!(rings.over(), [End::Cancelled { account: Account::default() }]);
}

#[test]
fn a_reader_out_of_reach_stops_the_producer() {
    let (outlet, drain, rings) = open(JSON);
    rings.cut();
    outlet.send_blocking(1).unwrap();
    assert_eq!(outlet.send_blocking(2), Err(Stopped));
    drop(outlet);
    let End::Failed { error, account } = end(&drain) else { panic!("nobody was told of it") };
    assert_eq!((error.code, account), (Code::IO, delivered(1)));
    assert_eq!(rings.over().len(), 1);
}

#[test]
fn a_full_buffer_makes_the_producer_wait_for_a_drain() {
    let (outlet, drain, _rings) = open(BELL);
    let outlet = outlet.limits(Limits { items: 1, bytes: 100 });
    outlet.send_blocking("a").unwrap();
    let mut waiting = pin!(outlet.send("b"));
    assert_eq!(poll(&mut waiting), Poll::Pending);
    assert_eq!(drained(&drain, 0).items, ["a"]);
    assert_eq!(poll(&mut waiting), Poll::Ready(Ok(())));
    assert_eq!(drained(&drain, 1).items, ["b"]);
}

#[test]
fn an_item_that_never_got_room_was_not_offered() {
    let (outlet, drain, _rings) = open(BELL);
    let outlet = outlet.limits(Limits { items: 1, bytes: 100 });
    outlet.send_blocking("a").unwrap();
    {
        let mut waiting = pin!(outlet.send("b"));
        assert_eq!(poll(&mut waiting), Poll::Pending);
        drain.cancel();
        assert_eq!(poll(&mut waiting), Poll::Ready(Err(Stopped)));
    }
    drop(outlet);
    assert_eq!(*end(&drain).account(), Account { offered: 1, discarded: 1, ..Account::default() });
}

#[test]
fn latest_keeps_the_newest() {
    let (outlet, drain, _rings) = open(BELL);
    let outlet = outlet.policy(Policy::Latest).limits(Limits { items: 1, bytes: 1 });
    for number in 0..100 {
        outlet.send_blocking(number).unwrap();
    }
    drop(outlet);
    let last = drained(&drain, 0);
    assert_eq!(last.items, [99]);
    let account = Account { offered: 100, delivered: 1, coalesced: 99, ..Account::default() };
    assert_eq!(last.end, Some(End::Finished { account }));
}

#[test]
fn latest_by_slot_keeps_what_has_none() {
    let (outlet, drain, _rings) = open(BELL);
    let outlet = outlet.latest(|item: &(Option<u64>, u8)| item.0);
    for item in [(Some(1), 1), (None, 2), (Some(1), 3), (Some(2), 4), (Some(1), 5)] {
        outlet.send_blocking(item).unwrap();
    }
    assert_eq!(drained(&drain, 0).items, [json!([null, 2]), json!([2, 4]), json!([1, 5])]);
    assert_eq!(drain.status().account.coalesced, 2);
}

#[test]
fn attachments_do_not_travel_on_the_wire_json() {
    let (outlet, drain, _rings) = open(JSON);
    assert_eq!(outlet.send_blocking_with(1, vec![vec![0]]), Err(Stopped));
    drop(outlet);
    let End::Failed { error, account } = end(&drain) else { panic!("it ended well") };
    assert_eq!((error.code, account), (Code::BAD_ITEM, Account::default()));
    assert!(error.hint.unwrap().contains("bytes"));
}

#[test]
fn an_item_that_is_no_json_fails_the_stream_behind_what_was_sent() {
    let (outlet, drain, _rings) = open(BELL);
    outlet.send_blocking(Odd(false)).unwrap();
    assert_eq!(outlet.send_blocking(Odd(true)), Err(Stopped));
    assert!(outlet.is_stopped());
    assert_eq!(outlet.send_blocking(Odd(false)), Err(Stopped));
    drop(outlet);
    let last = drained(&drain, 0);
    assert_eq!(last.items, ["even"]);
    let Some(End::Failed { error, account }) = last.end else { panic!("it ended well") };
    assert_eq!((error.code, account), (Code::BAD_ITEM, delivered(1)));
    assert!(error.message.contains("it is odd"), "{}", error.message);
}

#[test]
fn a_bare_form_passes_the_items_on() {
    let (outlet, drain, rings) = open(Form::Items);
    outlet.send_blocking("a").unwrap();
    outlet.send_blocking("b").unwrap();
    assert_eq!(rings.take(), [Body::Json(r#""a""#.into()), Body::Json(r#""b""#.into())]);
    drop(outlet);
    assert_eq!((rings.take(), rings.over()), (vec![], vec![End::Finished { account: delivered(2) }]));
    assert_eq!(rings.holders(), 1, "the bell is let go of");
    drop(drain);
}

#[test]
fn a_bare_form_can_be_cancelled() {
    let (outlet, drain, rings) = open(Form::Items);
    drain.cancel();
    assert_eq!(outlet.send_blocking("a"), Err(Stopped));
    drop(outlet);
    assert_eq!(rings.over().len(), 1);
}

#[test]
fn an_idle_outlet_is_stopped() {
    let outlet = idle();
    assert!(outlet.is_stopped());
    assert_eq!(outlet.send_blocking(1), Err(Stopped));
}

#[test]
fn cancelling_a_token_does_nothing_to_the_stream() {
    let (outlet, _drain, _rings) = open(JSON);
    outlet.token().cancel();
    assert!(!outlet.is_stopped() && !outlet.token().is_cancelled());
    outlet.send_blocking(1).unwrap();
}

/// Refuses to be written when it is odd.
struct Odd(bool);

impl Serialize for Odd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 { Err(S::Error::custom("it is odd")) } else { serializer.serialize_str("even") }
    }
}

fn delivered(items: u64) -> Account {
    Account { offered: items, delivered: items, ..Account::default() }
}

fn poll<F: Future>(future: &mut std::pin::Pin<&mut F>) -> Poll<F::Output> {
    future.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}
