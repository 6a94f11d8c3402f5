//! Wanting nothing more: by cancelling, by letting go, by falling over.

use std::panic::{AssertUnwindSafe, catch_unwind};

use futures_util::StreamExt as _;
use millstream_client::pace::{block_on, delay, now, spawn};
use millstream_shared::{
    Account, Code, End, Error,
    stream::{CANCEL, DRAIN},
};

use crate::support::{Backend, Faults, read, settle, take};

#[test]
fn cancel_answers_the_end() {
    let backend = Backend::default();
    let mut inlet = backend.open();
    backend.offer(0..9);
    assert_eq!(take(&mut inlet, 1), [0]);
    let end = inlet.end();
    let account = Account { offered: 9, delivered: 1, discarded: 8, ..Account::default() };
    assert_eq!(block_on(inlet.cancel()), Ok(End::Cancelled { account }));
    assert_eq!(block_on(end), Ok(End::Cancelled { account }));
}

#[test]
fn delivers_nothing_after_cancel() {
    let backend = Backend::new(Faults { bells: true, ..Faults::default() });
    let mut inlet = backend.open();
    backend.offer(0..9);
    assert_eq!(take(&mut inlet, 1), [0]);
    let canceller = inlet.canceller();
    let (first, second) = (canceller.cancel(), canceller.cancel());
    assert_eq!(read(&mut inlet), []);
    assert_eq!(block_on(first), block_on(second));
    assert_eq!(backend.called(CANCEL), 1);
}

#[test]
fn cancel_ends_a_read_that_waits() {
    let backend = Backend::default();
    let mut inlet = backend.open();
    let canceller = inlet.canceller();
    spawn(async move {
        delay(10).await;
        assert!(canceller.cancel().await.is_ok());
    });
    assert_eq!(read(&mut inlet), []);
}

#[test]
fn cancel_ends_a_read_whose_drain_is_under_way() {
    let backend = Backend::new(Faults { bells: true, delays: [0, 60_000].into(), ..Faults::default() });
    let mut inlet = backend.open();
    backend.offer([0]);
    let canceller = inlet.canceller();
    spawn(async move {
        delay(10).await;
        assert!(canceller.cancel().await.is_ok());
    });
    let start = now();
    assert_eq!(read(&mut inlet), []);
    assert_eq!((now() - start, backend.called(DRAIN)), (10.0, 1));
}

#[test]
fn cancel_waits_for_a_command_that_has_not_begun() {
    let backend = Backend::new(Faults { late: 120, ..Faults::default() });
    let inlet = backend.open();
    assert_eq!(block_on(inlet.cancel()), Ok(End::Cancelled { account: Account::default() }));
    assert_eq!(backend.called(CANCEL), 4);
}

#[test]
fn cancel_tells_when_the_command_was_refused() {
    let error = Error::new(Code::BAD_ARGUMENT, "Not like this.");
    let faults = Faults { refusal: Some(error.clone().into()), late: 120, ..Faults::default() };
    let backend = Backend::new(faults);
    assert_eq!(block_on(backend.open().cancel()), Err(error));
}

#[test]
fn cancel_does_not_wait_for_a_command_that_answers_late() {
    let backend = Backend::new(Faults { slow: 60_000, ..Faults::default() });
    let inlet = backend.open();
    let start = now();
    assert_eq!(block_on(inlet.cancel()), Ok(End::Cancelled { account: Account::default() }));
    assert_eq!(now() - start, 0.0);
}

#[test]
fn cancel_tells_when_the_backend_is_gone() {
    let gone = Error::new(Code::COMMAND_FAILED, "gone");
    let backend = Backend::new(Faults { cancels: vec![gone.clone(); 99].into(), ..Faults::default() });
    let inlet = backend.open();
    assert_eq!(block_on(inlet.cancel()), Err(gone));
    assert_eq!(backend.called(CANCEL), 6);
}

#[test]
fn cancel_asks_again_when_nobody_answers() {
    let backend = Backend::new(Faults { delays: [0, 1_000_000].into(), ..Faults::default() });
    let inlet = backend.open();
    let start = now();
    assert_eq!(block_on(inlet.cancel()), Ok(End::Cancelled { account: Account::default() }));
    assert_eq!((now() - start, backend.called(CANCEL)), (5_000.0, 2));
}

#[test]
fn cancel_after_the_end_answers_the_end() {
    let backend = Backend::default();
    let mut inlet = backend.open();
    backend.finish();
    assert_eq!(read(&mut inlet), []);
    assert_eq!(block_on(inlet.cancel()), Ok(End::Finished { account: Account::default() }));
    assert_eq!(backend.called(CANCEL), 0);
}

#[test]
fn cancels_when_the_reader_leaves_early() {
    let backend = Backend::default();
    let mut inlet = backend.open();
    backend.offer(0..9);
    assert_eq!(take(&mut inlet, 1), [0]);
    drop(inlet);
    settle();
    assert_eq!((backend.called(CANCEL), backend.callbacks()), (1, 0));
}

#[test]
fn a_consumer_that_panics_neither_stalls_nor_leaks() {
    let backend = Backend::default();
    let mut inlet = backend.open();
    backend.offer(0..9);
    let mut other = backend.open();
    backend.offer([7]);
    backend.finish();
    let consumer = AssertUnwindSafe(async move {
        let item = inlet.next().await;
        panic!("the consumer does not like {item:?}");
    });
    assert!(catch_unwind(|| block_on(consumer)).is_err());
    assert_eq!(read(&mut other), [Ok(7)]);
    settle();
    assert_eq!((backend.called(CANCEL), backend.callbacks()), (1, 0));
}
