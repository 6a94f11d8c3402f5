//! Taking up a stream that exists, after a reload or from another web view.

use std::rc::Rc;

use crate::support::{Backend, Count, Faults, read, settle, take};
use futures_util::{FutureExt as _, StreamExt as _};
use millstream_client::{
    Inlet, Options, Pace, attach, attach_log, install, list, open, open_logged,
    pace::{block_on, delay, now, spawn},
};
use millstream_shared::{
    Account, Code, End, Error, Key,
    stream::{ATTACH, CANCEL, DRAIN, LIST, StreamInfo},
};
use proptest::prelude::*;
use serde_json::json;

#[test]
fn lists_the_streams_that_can_be_attached_to() {
    let backend = Backend::default();
    let (outlet, _log) = open_logged::<Count>(&0, backend.options(Pace::Eager));
    settle();
    install(Rc::new(backend.clone()));
    let streams = block_on(list()).unwrap();
    let info = StreamInfo {
        key: outlet.key(),
        command: "count".into(),
        argument: "outlet".into(),
        own: true,
        after: 0,
    };
    assert!(streams.contains(&info), "{streams:?}");
    assert_eq!((streams.len(), backend.arguments(LIST)), (2, vec![json!({})]));
}

#[test]
fn says_that_a_stream_is_detached_or_shared() {
    let backend = Backend::default();
    let options = || backend.options(Pace::Eager);
    let _inlets = [
        open::<Count>(&0, options()),
        open::<Count>(&0, Options { detached: true, ..options() }),
        open::<Count>(&0, Options { shared: true, ..options() }),
    ];
    let said = |arguments: serde_json::Value| {
        let outlet = arguments["outlet"].as_object().unwrap();
        (outlet.len(), outlet.get("detached").cloned(), outlet.get("shared").cloned())
    };
    let said: Vec<_> = backend.arguments("count").into_iter().map(said).collect();
    assert_eq!(said, [(3, None, None), (4, Some(json!(true)), None), (4, None, Some(json!(true)))]);
}

#[test]
fn tells_the_last_frame_that_was_read_whole() {
    let backend = Backend::default();
    let mut inlet = backend.open();
    backend.offer(0..4);
    let mut after = vec![inlet.after()];
    for _ in 0..4 {
        take(&mut inlet, 1);
        after.push(inlet.after());
    }
    // The first frame is the ring with one item, the second is all that waited.
    assert_eq!(after, [0, 1, 1, 1, 2]);
    backend.finish();
    assert_eq!(read(&mut inlet), []);
    assert_eq!(inlet.after(), 2);
}

#[test]
fn each_batch_ends_at_a_frames_edge() {
    let backend = Backend::default();
    let mut batches = backend.open().batches();
    backend.offer(0..4);
    assert_eq!((block_on(batches.next()), batches.after()), (Some(Ok(vec![0])), 1));
    assert_eq!((block_on(batches.next()), batches.after()), (Some(Ok(vec![1, 2, 3])), 2));
    assert_eq!(batches.key().to_string(), backend.arguments("count")[0]["outlet"]["key"]);
}

#[test]
fn goes_on_behind_what_was_read() {
    let backend = Backend::default();
    let mut inlet = backend.open();
    let key = inlet.key();
    backend.offer(0..4);
    assert_eq!(take(&mut inlet, 4), [0, 1, 2, 3]);
    // The frame that is read is not acknowledged yet: only the page knows that it has it.
    backend.reload(inlet);
    backend.offer(4..6);
    let mut again = backend.attach(key, Some(2));
    assert_eq!((again.key(), again.after()), (key, 2));
    backend.finish();
    assert_eq!(read(&mut again), [Ok(4), Ok(5)]);
    settle();
    assert_eq!(backend.callbacks(), 0);
}

#[test]
fn goes_on_behind_what_was_acknowledged_when_told_nothing() {
    let backend = Backend::default();
    let mut inlet = backend.open();
    let key = inlet.key();
    backend.offer(0..4);
    assert_eq!(take(&mut inlet, 4), [0, 1, 2, 3]);
    backend.reload(inlet);
    let mut again = backend.attach(key, None);
    assert_eq!(again.after(), 1);
    assert_eq!((take(&mut again, 3), again.after()), (vec![1, 2, 3], 2));
}

#[test]
fn a_frame_that_was_half_read_comes_again() {
    let backend = Backend::default();
    let mut inlet = backend.open();
    let key = inlet.key();
    backend.offer(0..4);
    backend.finish();
    // It holds the end as well, which is no reason to acknowledge it.
    assert_eq!(take(&mut inlet, 2), [0, 1]);
    settle();
    let after = inlet.after();
    backend.reload(inlet);
    let mut again = backend.attach(key, Some(after));
    assert_eq!(read(&mut again), [Ok(1), Ok(2), Ok(3)]);
    let account = Account { offered: 4, delivered: 4, ..Account::default() };
    assert_eq!(block_on(again.end()), Ok(End::Finished { account }));
}

#[test]
fn acknowledges_the_end_when_its_reader_leaves() {
    let backend = Backend::default();
    let mut inlet = backend.open();
    backend.offer(0..4);
    backend.finish();
    assert_eq!(take(&mut inlet, 2), [0, 1]);
    settle();
    assert_eq!((backend.called(DRAIN), backend.callbacks()), (1, 1));
    drop(inlet);
    settle();
    assert_eq!((backend.called(DRAIN), backend.called(CANCEL), backend.callbacks()), (2, 0, 0));
}

#[test]
fn drains_at_once() {
    let backend = Backend::default();
    let mut inlet = backend.open();
    let key = inlet.key();
    backend.offer(0..3);
    assert_eq!(take(&mut inlet, 1), [0]);
    backend.reload(inlet);
    let mut again = attach::<Count>(key, backend.attach_options(Pace::Frame, Some(1)));
    let start = now();
    // Neither a ring is waited for, which may have gone to the page before, nor an animation frame.
    assert_eq!(take(&mut again, 2), [1, 2]);
    assert_eq!((now() - start, backend.called(DRAIN)), (0.0, 1));
}

#[test]
fn asks_for_the_stream_as_it_is_told() {
    let backend = Backend::default();
    let inlet = backend.open();
    let info = StreamInfo {
        key: inlet.key(),
        command: "count".into(),
        argument: "outlet".into(),
        own: true,
        after: 0,
    };
    backend.reload(inlet);
    let told = [backend.attach_options(Pace::Eager, None), backend.attach_options(Pace::Eager, Some(0))];
    let _inlets = told.map(|options| attach_log::<Count>(&info, options));
    // Before anything has run.
    let asked = backend.arguments(ATTACH);
    let request = |n: usize| asked[n]["request"].as_object().unwrap();
    assert_eq!(request(0).keys().collect::<Vec<_>>(), ["channel", "key", "wire"]);
    assert_eq!((&request(0)["key"], &request(0)["wire"]), (&json!(info.key), &json!("bytes")));
    assert_eq!(request(1)["after"], 0);
    assert_ne!(request(0)["channel"], request(1)["channel"]);
}

#[test]
fn fails_with_the_error_of_a_refused_attach() {
    let backend = Backend::default();
    let mut inlet = attach::<Count>(Key::new(1), backend.attach_options(Pace::Frame, None));
    let error = Error::new(Code::UNKNOWN_KEY, "No stream has this key.");
    assert_eq!(read(&mut inlet), [Err(error.clone())]);
    assert_eq!(block_on(inlet.end()), Err(error));
    block_on(delay(1_001));
    assert_eq!((backend.called(CANCEL), backend.callbacks()), (0, 0));
}

#[test]
fn what_was_acknowledged_does_not_come_again() {
    let backend = Backend::default();
    let mut inlet = backend.open();
    let key = inlet.key();
    backend.offer(0..4);
    assert_eq!(take(&mut inlet, 2), [0, 1]);
    backend.reload(inlet);
    let codes = [0, 3].map(|after| {
        let read = read(&mut backend.attach(key, Some(after)));
        read.into_iter().map(|item| item.map_err(|error| error.code)).collect::<Vec<_>>()
    });
    assert_eq!(codes, [[Err(Code::STALE_FRAME)], [Err(Code::FUTURE_FRAME)]]);
}

#[test]
fn a_shared_stream_may_ring_before_the_answer() {
    let backend = Backend::new(Faults { delays: [50].into(), ..Faults::default() });
    let key = backend.share();
    let mut inlet = backend.attach(key, None);
    backend.offer([0, 1]);
    let start = now();
    assert_eq!((take(&mut inlet, 1), now() - start), (vec![0], 0.0));
    backend.finish();
    block_on(delay(50));
    assert_eq!((inlet.after(), read(&mut inlet)), (1, vec![Ok(1)]));
}

#[test]
fn cancel_waits_until_a_shared_stream_is_attached_to() {
    let backend = Backend::new(Faults { late: 120, ..Faults::default() });
    let key = backend.share();
    let inlet = backend.attach(key, None);
    assert_eq!(block_on(inlet.cancel()), Ok(End::Cancelled { account: Account::default() }));
    assert_eq!(backend.called(CANCEL), 4);
}

#[test]
fn cancel_after_attaching_answers_the_end() {
    let backend = Backend::default();
    let key = backend.share();
    let mut inlet = backend.attach(key, None);
    backend.offer(0..3);
    assert_eq!(take(&mut inlet, 1), [0]);
    let account = Account { offered: 3, delivered: 1, discarded: 2, ..Account::default() };
    assert_eq!(block_on(inlet.cancel()), Ok(End::Cancelled { account }));
    settle();
    assert_eq!(backend.callbacks(), 0);
}

proptest! {
    /// The page folds batches and writes down where it is, and is loaded anew in the middle of anything.
    #[test]
    fn nothing_comes_twice_and_nothing_is_missing_however_often_the_page_is_loaded_anew(
        offers in prop::collection::vec((0_u32..5, 0_u32..40), 1..20),
        lives in prop::collection::vec((0_usize..6, 0_u32..60), 0..8),
        delays in prop::collection::vec(0_u32..30, 0..40),
        (bells, doubled) in any::<(bool, bool)>(),
        pace in prop::sample::select(vec![Pace::Eager, Pace::Frame]),
    ) {
        let backend = Backend::new(Faults { bells, doubled, delays: delays.into(), ..Faults::default() });
        let inlet = open::<Count>(&0, Options { detached: true, ..backend.options(pace) });
        block_on(delay(50));
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
        let key = inlet.key();
        let mut written = (0, Vec::new());
        let mut inlet = Some(inlet);
        let attached = |after| attach::<Count>(key, backend.attach_options(pace, Some(after)));
        for (items, wait) in lives {
            let mut page = inlet.take().unwrap_or_else(|| attached(written.0));
            live(&mut page, items, wait, &mut written);
            backend.reload(page);
        }
        let mut last = inlet.take().unwrap_or_else(|| attached(written.0));
        written.1.extend(read(&mut last).into_iter().map(Result::unwrap));
        prop_assert_eq!(written.1, (0..total).collect::<Vec<_>>());
        prop_assert!(block_on(last.end()).is_ok());
        block_on(delay(2_000));
        prop_assert_eq!(backend.callbacks(), 0);
    }
}

/// Reads so many items, or until so much time has passed, and writes down what was read at each frame's edge.
fn live(page: &mut Inlet<u32>, items: usize, wait: u32, written: &mut (u64, Vec<u32>)) {
    let mut folded = written.1.clone();
    let reading = async {
        for _ in 0..items {
            let Some(Ok(item)) = page.next().await else { break };
            folded.push(item);
            if page.after() != written.0 {
                *written = (page.after(), folded.clone());
            }
        }
    };
    let mut reading = Box::pin(reading.fuse());
    block_on(async {
        let mut over = Box::pin(delay(wait).fuse());
        futures_util::select! { () = reading => (), () = over => () }
    });
}
