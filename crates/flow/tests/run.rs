//! Producers that are run: how a stream ends as they end.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

mod common;

use std::{
    future::{pending, ready},
    sync::{Arc, Mutex},
    time::Duration,
};

use common::{BELL, JSON, end, open};
use millstream_flow::{Account, Code, End, Error, Failure, Limits, Outlet, Stopped, idle};
use tokio::time::{Instant, sleep};

#[tokio::test]
async fn a_producer_that_is_done_ends_as_finished() {
    let (outlet, drain, _rings) = open(JSON);
    outlet.run(async |outlet| outlet.send(1).await).await;
    assert_eq!(end(&drain), End::Finished { account: delivered(1) });

    let (outlet, drain, _rings) = open(JSON);
    outlet.run_blocking(|outlet| outlet.send_blocking(1));
    assert_eq!(end(&drain), End::Finished { account: delivered(1) });
}

#[tokio::test]
async fn a_producer_that_gives_up_ends_as_failed() {
    let error = Error::new(Code::IO, "The disk is gone.");
    let failed = End::Failed { error: error.clone(), account: Account::default() };

    let (outlet, drain, _rings) = open::<u8>(JSON);
    outlet.run(|_| ready(Err(error.clone()))).await;
    assert_eq!(end(&drain), failed);

    let (outlet, drain, _rings) = open::<u8>(JSON);
    outlet.run_blocking(|_| Err(error));
    assert_eq!(end(&drain), failed);
}

#[tokio::test]
async fn a_producer_that_panics_ends_as_failed_and_says_why() {
    let (outlet, drain, _rings) = open(JSON);
    outlet
        .run(async |outlet: Outlet<u8>| {
            outlet.send(1).await?;
            panic!("number {}", 7);
            #[allow(unreachable_code)]
            Ok::<(), Stopped>(())
        })
        .await;
    assert_panicked(&end(&drain), "number 7");

    let (outlet, drain, _rings) = open(JSON);
    outlet.run_blocking(|outlet| -> Result<(), Stopped> {
        outlet.send_blocking(1)?;
        panic!("just so");
    });
    assert_panicked(&end(&drain), "just so");
}

#[tokio::test]
async fn a_panic_before_the_first_await_is_one_too() {
    let (outlet, drain, _rings) = open(JSON);
    outlet.send(1).await.unwrap();
    outlet
        .run(|_| {
            panic!("at once");
            #[allow(unreachable_code)]
            ready(Ok::<(), Stopped>(()))
        })
        .await;
    assert_panicked(&end(&drain), "at once");
}

#[tokio::test(start_paused = true)]
async fn a_cancel_reaches_a_producer_where_it_waits() {
    let (outlet, drain, _rings) = open::<u8>(JSON);
    let start = Instant::now();
    let run = tokio::spawn(outlet.run(async |_| {
        sleep(Duration::from_secs(3600)).await;
        Ok::<(), Stopped>(())
    }));
    sleep(Duration::from_secs(1)).await;
    drain.cancel();
    assert_eq!(drain.ended().await, End::Cancelled { account: Account::default() });
    run.await.unwrap();
    assert_eq!(start.elapsed(), Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn a_producer_faster_than_its_reader_keeps_the_readers_time() {
    let (outlet, drain, _rings) = open(BELL);
    let outlet = outlet.limits(Limits { items: 10, bytes: 1 << 20 });
    let start = Instant::now();
    let run = tokio::spawn(outlet.run(async |outlet| {
        for number in 0..100 {
            outlet.send(number).await?;
        }
        Ok::<(), Stopped>(())
    }));
    for after in 0..10 {
        sleep(Duration::from_millis(16)).await;
        assert_eq!(common::drained(&drain, after).items.len(), 10);
    }
    run.await.unwrap();
    assert_eq!(start.elapsed(), Duration::from_millis(160));
}

#[tokio::test]
async fn what_a_producer_held_is_let_go_of_before_the_end() {
    let (outlet, drain, _rings) = open::<u8>(JSON);
    let held = Arc::new(Mutex::new(()));
    let inside = Arc::clone(&held);
    let run = tokio::spawn(outlet.run(async move |_| {
        let _inside = inside;
        pending::<Result<(), Stopped>>().await
    }));
    tokio::task::yield_now().await;
    assert_eq!(Arc::strong_count(&held), 2);
    drain.cancel();
    drain.ended().await;
    assert_eq!(Arc::strong_count(&held), 1);
    run.await.unwrap();
}

#[tokio::test]
async fn a_producer_that_is_stopped_before_it_starts_never_runs() {
    for cancelled in [true, false] {
        let open = || {
            if cancelled {
                let (outlet, drain, _rings) = open::<u8>(JSON);
                drain.cancel();
                (outlet, Some(drain))
            } else {
                (idle(), None)
            }
        };
        let (outlet, drain) = open();
        outlet.run(|_| -> std::future::Ready<Result<(), Stopped>> { panic!("it runs") }).await;
        assert!(drain.is_none_or(|drain| matches!(end(&drain), End::Cancelled { .. })));
        let (outlet, drain) = open();
        outlet.run_blocking(|_| -> Result<(), Stopped> { panic!("it runs") });
        assert!(drain.is_none_or(|drain| matches!(end(&drain), End::Cancelled { .. })));
    }
}

#[test]
fn both_reasons_to_return_early_go_through_the_question_mark() {
    fn produce(outlet: &Outlet<u8>, broken: bool) -> Result<(), Failure> {
        outlet.send_blocking(1)?;
        if broken { Err(Error::new(Code::IO, "It is broken."))? } else { Ok(()) }
    }
    let (outlet, drain, _rings) = open(JSON);
    outlet.run_blocking(|outlet| produce(&outlet, true));
    assert!(matches!(end(&drain), End::Failed { .. }));

    let (outlet, drain, _rings) = open(JSON);
    outlet.run_blocking(|outlet| {
        drain.cancel();
        produce(&outlet, false)
    });
    assert!(matches!(end(&drain), End::Cancelled { .. }));
}

fn delivered(items: u64) -> Account {
    Account { offered: items, delivered: items, ..Account::default() }
}

fn assert_panicked(end: &End, why: &str) {
    let End::Failed { error, account } = end else { panic!("it ended as {end:?}") };
    assert_eq!((&error.code, *account), (&Code::PANICKED, delivered(1)));
    assert!(error.message.contains(why), "{}", error.message);
}
