//! The receiving end against a backend that keeps the protocol, with faults to order.

use crate::support::{Backend, Count, Fault, Faults, read, settle, take};
use futures_util::{FutureExt as _, StreamExt as _, stream::FusedStream as _};
use millstream_client::{
    Pace, Parcel, open, open_logged,
    pace::{block_on, delay, now, spawn},
    transport::{Body, Rejection, Signal},
};
use millstream_shared::{
    Account, Code, End, Error, LoggedStream,
    frame::{Attachment, Envelope},
    stream::{CANCEL, DRAIN},
};
use proptest::prelude::*;

impl LoggedStream for Count {
    type Log = String;
}

#[test]
fn delivers_items_in_order_once() {
    let backend = Backend::default();
    let mut inlet = backend.open();
    backend.offer(0..3);
    assert_eq!(take(&mut inlet, 3), [0, 1, 2]);
    backend.offer(3..10);
    backend.finish();
    assert_eq!(read(&mut inlet), (3..10).map(Ok).collect::<Vec<_>>());
}

#[test]
fn gives_one_batch_a_frame() {
    let backend = Backend::default();
    let inlet = backend.open();
    backend.offer([0]);
    backend.offer(1..4);
    backend.finish();
    let batches: Vec<_> = block_on(inlet.batches().collect());
    assert_eq!(batches, [Ok(vec![0]), Ok(vec![1, 2, 3])]);
}

#[test]
fn gives_attachments_with_their_items() {
    let backend = Backend::default();
    let inlet = backend.open();
    let json = br#"{"seq":1,"items":[10,11,12],"more":false}"#;
    let attachments = [(0, &b"zero"[..]), (2, b""), (2, b"two")];
    let attachments = attachments.map(|(item, bytes)| Attachment { item, bytes }).to_vec();
    let bytes = Envelope { json, attachments }.encode().unwrap();
    backend.ring(Signal::Message { index: 0, body: Body::Bytes(bytes) });
    let parcels: Vec<_> = block_on(inlet.parcels().take(3).map(Result::unwrap).collect());
    let items: Vec<_> = parcels.iter().map(|parcel| parcel.item).collect();
    assert_eq!(items, [10, 11, 12]);
    let bytes = |n: usize| parcels[n].attachments.iter().map(|a| a.to_vec()).collect::<Vec<_>>();
    assert_eq!(
        (bytes(0), bytes(1), bytes(2)),
        (vec![b"zero".to_vec()], vec![], vec![vec![], b"two".to_vec()])
    );
}

#[test]
fn gives_parcels_a_frame_at_a_time() {
    let backend = Backend::default();
    let inlet = backend.open();
    let json = br#"{"seq":1,"items":[10,11],"more":false}"#;
    let attachments = vec![Attachment { item: 1, bytes: b"one" }];
    let bytes = Envelope { json, attachments }.encode().unwrap();
    backend.ring(Signal::Message { index: 0, body: Body::Bytes(bytes) });
    let mut batches = inlet.parcels().batches();
    let batch = block_on(batches.next()).unwrap().unwrap();
    let sizes = |parcel: &Parcel<u32>| (parcel.item, parcel.attachments.iter().map(|a| a.len()).collect());
    assert_eq!(batch.iter().map(sizes).collect::<Vec<_>>(), [(10, vec![]), (11, vec![3])]);
    assert_eq!(batches.after(), 1);
}

#[test]
fn another_way_of_reading_goes_on_where_the_first_stopped() {
    let backend = Backend::new(Faults { bells: true, ..Faults::default() });
    let mut inlet = backend.open();
    backend.offer(0..4);
    assert_eq!((take(&mut inlet, 1), inlet.after()), (vec![0], 0));
    let mut parcels = inlet.parcels();
    assert_eq!(block_on(parcels.next()).unwrap().map(|parcel| parcel.item), Ok(1));
    let mut batches = parcels.batches();
    let batch = block_on(batches.next()).unwrap().unwrap();
    let items: Vec<_> = batch.iter().map(|parcel| parcel.item).collect();
    assert_eq!((items, batches.after()), (vec![2, 3], 1));
}

#[test]
fn asks_for_nothing_before_the_reader_does() {
    let backend = Backend::default();
    let mut inlet = backend.open();
    backend.offer(0..5);
    settle();
    assert_eq!(backend.called(DRAIN), 0);
    assert_eq!(take(&mut inlet, 1), [0]);
    assert_eq!((backend.called(DRAIN), backend.buffered()), (0, 4));
    assert_eq!(take(&mut inlet, 1), [1]);
    assert_eq!((backend.called(DRAIN), backend.buffered()), (1, 0));
}

#[test]
fn asks_once_an_animation_frame() {
    let backend = Backend::default();
    let mut inlet = open::<Count>(&0, backend.options(Pace::Frame));
    settle();
    backend.offer(0..2);
    let start = now();
    assert_eq!(take(&mut inlet, 1), [0]);
    assert_eq!(now() - start, 0.0);
    assert_eq!(take(&mut inlet, 1), [1]);
    assert_eq!(now() - start, 16.0);
}

#[test]
fn drains_when_it_hears_an_empty_bell() {
    let backend = Backend::new(Faults { bells: true, ..Faults::default() });
    let mut inlet = backend.open();
    backend.offer(0..3);
    assert_eq!(take(&mut inlet, 3), [0, 1, 2]);
    backend.offer([3]);
    assert_eq!(take(&mut inlet, 1), [3]);
}

#[test]
fn survives_rings_that_are_doubled() {
    let backend = Backend::new(Faults { doubled: true, ..Faults::default() });
    let mut inlet = backend.open();
    backend.offer(0..3);
    backend.finish();
    assert_eq!(read(&mut inlet), [Ok(0), Ok(1), Ok(2)]);
}

#[test]
fn survives_rings_that_cannot_be_read() {
    let backend = Backend::new(Faults { garbled: true, ..Faults::default() });
    let mut inlet = backend.open();
    backend.offer(0..3);
    backend.finish();
    assert_eq!(read(&mut inlet), [Ok(0), Ok(1), Ok(2)]);
}

#[test]
fn tries_a_failed_drain_again() {
    let drains = [Fault::Request, Fault::Answer, Fault::Garbled, Fault::Refused(Code::COMMAND_FAILED)];
    let backend = Backend::new(Faults { drains: drains.into(), ..Faults::default() });
    let mut inlet = backend.open();
    backend.offer(0..3);
    backend.finish();
    let start = now();
    assert_eq!(read(&mut inlet), [Ok(0), Ok(1), Ok(2)]);
    assert_eq!(now() - start, 50.0 + 100.0 + 200.0 + 400.0);
}

#[test]
fn gives_up_after_five_retries() {
    let backend = Backend::new(Faults { drains: vec![Fault::Request; 99].into(), ..Faults::default() });
    let mut inlet = backend.open();
    backend.offer(0..2);
    let error = Error::new(Code::COMMAND_FAILED, "the request was lost");
    assert_eq!(read(&mut inlet), [Ok(0), Err(error.clone())]);
    assert_eq!(backend.called(DRAIN), 6);
    assert_eq!(block_on(inlet.end()), Err(error));
    settle();
    assert_eq!((backend.called(CANCEL), backend.callbacks()), (1, 0));
}

#[test]
fn asks_again_when_nobody_answers() {
    let delays = [0, 1_000_000, 1_000_000].into();
    let backend = Backend::new(Faults { bells: true, delays, ..Faults::default() });
    let mut inlet = backend.open();
    backend.offer(0..3);
    let start = now();
    assert_eq!(take(&mut inlet, 3), [0, 1, 2]);
    assert_eq!((now() - start, backend.called(DRAIN)), (5_000.0 + 10_000.0, 3));
}

#[test]
fn does_not_repeat_what_will_not_change() {
    let drains = [Fault::Refused(Code::STALE_FRAME)];
    let backend = Backend::new(Faults { drains: drains.into(), ..Faults::default() });
    let mut inlet = backend.open();
    backend.offer(0..2);
    assert_eq!(read(&mut inlet), [Ok(0), Err(Error::new(Code::STALE_FRAME, "refused"))]);
    assert_eq!(backend.called(DRAIN), 1);
}

#[test]
fn ends_once_with_the_account() {
    let backend = Backend::default();
    let mut inlet = backend.open();
    backend.offer(0..3);
    backend.finish();
    assert_eq!(read(&mut inlet).len(), 3);
    assert!(inlet.is_terminated());
    assert_eq!(block_on(inlet.next()), None);
    let account = Account { offered: 3, delivered: 3, ..Account::default() };
    assert_eq!(block_on(inlet.end()), Ok(End::Finished { account }));
}

#[test]
fn tells_the_end_after_the_last_item() {
    let backend = Backend::new(Faults { bells: true, ..Faults::default() });
    let mut inlet = backend.open();
    backend.offer([0]);
    backend.finish();
    let end = inlet.end();
    assert_eq!(take(&mut inlet, 1), [0]);
    settle();
    assert!(end.now_or_never().is_none());
    assert_eq!(read(&mut inlet), []);
    assert!(inlet.end().now_or_never().is_some());
}

#[test]
fn fails_with_the_producers_error() {
    let backend = Backend::default();
    let mut inlet = backend.open();
    backend.offer([0]);
    let error = Error::new(Code::IO, "The disk is gone.").hint("Put it back.");
    backend.fail(error.clone());
    assert_eq!(read(&mut inlet), [Ok(0), Err(error.clone())]);
    let account = Account { offered: 1, delivered: 1, ..Account::default() };
    assert_eq!(block_on(inlet.end()), Ok(End::Failed { error, account }));
}

#[test]
fn fails_with_the_error_of_a_refused_command() {
    let error = Error::new(Code::UNKNOWN_GRANT, "No grant has this id.");
    let backend = Backend::new(Faults { refusal: Some(error.clone().into()), ..Faults::default() });
    let mut inlet = backend.open();
    assert_eq!(read(&mut inlet), [Err(error.clone())]);
    assert_eq!(block_on(inlet.end()), Err(error));
    settle();
    block_on(delay(1_000));
    assert_eq!((backend.called(CANCEL), backend.callbacks()), (0, 0));
}

#[test]
fn makes_any_other_rejection_a_typed_error() {
    for (text, message) in [("\"plain text\"", "plain text"), ("{\"a\":1}", "{\"a\":1}"), ("null", "null")] {
        let refusal = Some(Rejection(Body::Text(text.into())));
        let backend = Backend::new(Faults { refusal, ..Faults::default() });
        assert_eq!(read(&mut backend.open()), [Err(Error::new(Code::COMMAND_FAILED, message))]);
    }
}

#[test]
fn a_refused_command_wins_over_a_stream_that_looks_finished() {
    let error = Error::new(Code::BAD_ARGUMENT, "Not like this.");
    let faults = Faults { refusal: Some(error.clone().into()), late: 50, ..Faults::default() };
    let backend = Backend::new(faults);
    let mut inlet = backend.open();
    let ring = r#"{"seq":1,"items":[],"more":false,"end":{"event":"finished","data":{"account":
        {"offered":0,"delivered":0,"coalesced":0,"dropped":0,"discarded":0}}}}"#;
    backend.ring(Signal::Message { index: 0, body: Body::Text(ring.into()) });
    backend.ring(Signal::End { index: 1 });
    assert_eq!(read(&mut inlet), [Err(error)]);
}

#[test]
fn a_refused_command_is_not_drained_because_its_channel_closes() {
    let error = Error::new(Code::BAD_ARGUMENT, "Not like this.");
    let faults = Faults { refusal: Some(error.clone().into()), late: 50, ..Faults::default() };
    let backend = Backend::new(faults);
    let mut inlet = backend.open();
    backend.ring(Signal::End { index: 0 });
    assert_eq!(read(&mut inlet), [Err(error)]);
    assert_eq!(backend.called(DRAIN), 0);
}

#[test]
fn a_command_that_is_refused_after_its_stream_has_begun_is_cancelled() {
    let error = Error::new(Code::IO, "On second thoughts, no.");
    let faults = Faults { regret: Some(error.clone().into()), slow: 50, ..Faults::default() };
    let backend = Backend::new(faults);
    let mut inlet = backend.open();
    backend.offer([0]);
    assert_eq!(take(&mut inlet, 1), [0]);
    block_on(delay(50));
    assert_eq!(read(&mut inlet), [Err(error)]);
    settle();
    assert_eq!((backend.called(CANCEL), backend.callbacks()), (1, 0));
}

#[test]
fn drains_when_its_channel_closes_without_a_last_ring() {
    for slow in [0, 50] {
        let backend = Backend::new(Faults { silent: true, slow, ..Faults::default() });
        let mut inlet = backend.open();
        backend.offer([0, 1]);
        backend.finish();
        backend.ring(Signal::End { index: 0 });
        assert_eq!(read(&mut inlet), [Ok(0), Ok(1)]);
    }
}

#[test]
fn takes_an_end_from_elsewhere() {
    let backend = Backend::default();
    let mut inlet = backend.open();
    backend.offer(0..3);
    assert_eq!(take(&mut inlet, 1), [0]);
    backend.cancel_elsewhere();
    assert_eq!(read(&mut inlet), []);
    let account = Account { offered: 3, delivered: 1, discarded: 2, ..Account::default() };
    assert_eq!(block_on(inlet.end()), Ok(End::Cancelled { account }));
}

#[test]
fn takes_its_callback_back_after_the_end() {
    let backend = Backend::default();
    let mut inlet = backend.open();
    assert_eq!(backend.callbacks(), 1);
    backend.finish();
    assert_eq!(read(&mut inlet), []);
    settle();
    assert_eq!(backend.callbacks(), 0);
}

#[test]
fn a_last_acknowledgement_that_fails_is_no_error() {
    let backend = Backend::new(Faults { drains: [Fault::Request].into(), ..Faults::default() });
    let mut inlet = backend.open();
    backend.finish();
    assert_eq!(read(&mut inlet), []);
    assert_eq!(block_on(inlet.end()), Ok(End::Finished { account: Account::default() }));
    assert_eq!(backend.callbacks(), 1);
    block_on(delay(1_001));
    assert_eq!(backend.callbacks(), 0);
}

#[test]
fn a_logged_stream_is_two_streams_of_one_command() {
    let backend = Backend::default();
    let (mut outlet, mut log) = open_logged::<Count>(&5, backend.options(Pace::Eager));
    settle();
    backend.offer_on("outlet", [1, 2]);
    backend.offer_on("log", ["one"]);
    assert_eq!(take(&mut log, 1), ["one"]);
    backend.finish_on("log");
    assert_eq!(read(&mut log), []);
    assert_eq!(take(&mut outlet, 2), [1, 2]);
    backend.finish_on("outlet");
    assert_eq!(read(&mut outlet), []);
    let started = backend.arguments("count");
    assert_eq!(started.len(), 1);
    assert_eq!(started[0]["request"], 5);
    assert_eq!(started[0]["outlet"]["wire"], "bytes");
    assert_ne!(started[0]["outlet"]["key"], started[0]["log"]["key"]);
}

#[test]
fn an_item_of_another_type_is_an_error_in_its_place() {
    let backend = Backend::new(Faults { bells: true, ..Faults::default() });
    let mut inlet = backend.open();
    backend.offer(["1", "\"two\"", "3"].map(|text| serde_json::from_str::<serde_json::Value>(text).unwrap()));
    backend.finish();
    let read = read(&mut inlet);
    assert_eq!((&read[0], &read[2]), (&Ok(1), &Ok(3)));
    assert_eq!(read[1].as_ref().map_err(|error| &error.code), Err(&Code::BAD_ITEM));
    assert_eq!(read.len(), 3);
}

#[test]
fn a_batch_breaks_around_an_item_of_another_type() {
    let backend = Backend::new(Faults { bells: true, ..Faults::default() });
    let inlet = backend.open();
    backend
        .offer(["1", "2", "null", "4"].map(|text| serde_json::from_str::<serde_json::Value>(text).unwrap()));
    backend.finish();
    let batches: Vec<_> = block_on(inlet.batches().map(|batch| batch.map_err(|error| error.code)).collect());
    assert_eq!(batches, [Ok(vec![1, 2]), Err(Code::BAD_ITEM), Ok(vec![4])]);
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        4 => Just(Fault::None),
        1 => Just(Fault::Request),
        1 => Just(Fault::Answer),
        1 => Just(Fault::Garbled),
    ]
}

proptest! {
    /// However the producer's offers fall between the reader's drains, and whatever is lost on the way.
    #[test]
    fn delivers_everything_once_and_in_order_whatever_is_lost(
        offers in prop::collection::vec((0_u32..5, 0_u32..40), 1..20),
        faults in prop::collection::vec(fault(), 0..40),
        delays in prop::collection::vec(0_u32..30, 0..40),
        (bells, doubled, garbled) in any::<(bool, bool, bool)>(),
        pace in prop::sample::select(vec![Pace::Eager, Pace::Frame]),
    ) {
        // Five failures in a row are one short of giving up.
        prop_assume!(faults.windows(6).all(|run| run.iter().any(|fault| matches!(fault, Fault::None))));
        let drains = faults.into();
        let backend = Backend::new(Faults { drains, bells, doubled, garbled, delays: delays.into(), ..Faults::default() });
        let mut inlet = open::<Count>(&0, backend.options(pace));
        settle();
        let producer = backend.clone();
        let total: u32 = offers.iter().map(|(items, _)| items).sum();
        spawn(async move {
            let mut next = 0;
            for (items, wait) in offers {
                producer.offer(next..next + items);
                next += items;
                delay(wait).await;
            }
            producer.finish();
        });
        prop_assert_eq!(read(&mut inlet), (0..total).map(Ok).collect::<Vec<_>>());
        let account = Account { offered: total.into(), delivered: total.into(), ..Account::default() };
        prop_assert_eq!(block_on(inlet.end()), Ok(End::Finished { account }));
        block_on(delay(2_000));
        prop_assert_eq!(backend.callbacks(), 0);
    }
}
