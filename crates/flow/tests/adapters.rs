//! `sample` and `chunk`, on a clock that stands still until somebody waits.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

mod common;

use std::time::Duration;

use common::{BELL, drained, end, open};
use millstream_flow::{Account, ChunkSize, Drain, Limits, Policy, Stopped};
use serde_json::{Value, json};
use tokio::time::{Instant, advance, sleep, timeout};

const INTERVAL: Duration = Duration::from_millis(100);
const WHENEVER: ChunkSize = ChunkSize { items: 1000, bytes: 1000, age: Duration::from_secs(3600) };

#[tokio::test(start_paused = true)]
async fn the_first_sample_passes_at_once_and_then_the_newest_of_each_interval() {
    let (outlet, drain, _rings) = open::<u32>(BELL);
    let sample = outlet.sample(INTERVAL);
    sample.send(1).unwrap();
    assert_eq!(items(&drain), [1]);
    for item in 2..=4 {
        sample.send(item).unwrap();
        assert_eq!(items(&drain), [0; 0], "the interval is not over");
    }
    settle(INTERVAL).await;
    assert_eq!(items(&drain), [4]);
    settle(INTERVAL * 3).await;
    sample.send(5).unwrap();
    assert_eq!(items(&drain), [5], "a quiet interval has passed already");
    drop((sample, outlet));
    let account = Account { offered: 5, delivered: 3, coalesced: 2, ..Account::default() };
    assert_eq!(*end(&drain).account(), account);
}

#[tokio::test(start_paused = true)]
async fn a_sample_that_is_dropped_lets_the_newest_pass() {
    let (outlet, drain, _rings) = open::<u32>(BELL);
    let outlet = outlet.limits(Limits { items: 1, bytes: 100 });
    let sample = outlet.sample(INTERVAL);
    for item in 1..=3 {
        sample.send(item).unwrap();
    }
    drop((sample, outlet));
    assert_eq!(items(&drain), [1, 3], "beyond the limit, for it cannot wait");
    let account = Account { offered: 3, delivered: 2, coalesced: 1, ..Account::default() };
    assert_eq!(*end(&drain).account(), account);
}

#[tokio::test(start_paused = true)]
async fn the_newest_waits_for_room_and_stays_the_newest() {
    let (outlet, drain, _rings) = open::<u32>(BELL);
    let outlet = outlet.limits(Limits { items: 1, bytes: 100 });
    outlet.send(0).await.unwrap();
    let sample = outlet.sample(INTERVAL);
    sample.send(1).unwrap();
    settle(INTERVAL * 5).await;
    sample.send(2).unwrap();
    assert_eq!(items(&drain), [0]);
    settle(Duration::ZERO).await;
    assert_eq!(items(&drain), [2]);
}

#[tokio::test(start_paused = true)]
async fn a_sample_learns_of_a_cancel_and_its_item_is_discarded() {
    let (outlet, drain, _rings) = open::<u32>(BELL);
    let sample = outlet.sample(INTERVAL);
    sample.send(1).unwrap();
    sample.send(2).unwrap();
    drain.cancel();
    assert_eq!(sample.send(3), Err(Stopped));
    drop((sample, outlet));
    let account = Account { offered: 2, discarded: 2, ..Account::default() };
    assert_eq!(*end(&drain).account(), account);
}

#[tokio::test(start_paused = true)]
async fn a_sample_that_waits_does_not_keep_the_stream_open() {
    let (outlet, drain, _rings) = open::<u32>(BELL);
    let sample = outlet.sample(Duration::from_secs(3600));
    sample.send(1).unwrap();
    sample.send(2).unwrap();
    let before = Instant::now();
    drop((sample, outlet));
    timeout(INTERVAL, drain.ended()).await.expect("it has ended");
    assert_eq!(before.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_chunk_passes_when_it_has_so_many_items() {
    let (outlet, drain, _rings) = open(BELL);
    let chunk = outlet.chunk(ChunkSize { items: 2, ..WHENEVER });
    for item in 1..=5 {
        chunk.send(item).await.unwrap();
    }
    assert_eq!(chunks(&drain), [json!([1, 2]), json!([3, 4])]);
    drop((chunk, outlet));
    assert_eq!(chunks(&drain), [json!([5])]);
    assert_eq!(*end(&drain).account(), Account { offered: 3, delivered: 3, ..Account::default() });
}

#[tokio::test(start_paused = true)]
async fn a_chunk_passes_when_it_has_so_many_bytes() {
    let (outlet, drain, _rings) = open(BELL);
    let chunk = outlet.chunk(ChunkSize { bytes: 5, ..WHENEVER });
    for item in [1, 222, 33, 4] {
        chunk.send(item).await.unwrap();
    }
    assert_eq!(chunks(&drain), [json!([1, 222])]);
}

#[tokio::test(start_paused = true)]
async fn a_chunk_passes_when_it_is_so_old() {
    let (outlet, drain, _rings) = open(BELL);
    let chunk = outlet.chunk(ChunkSize { age: INTERVAL, ..WHENEVER });
    chunk.send(1).await.unwrap();
    settle(INTERVAL / 2).await;
    chunk.send(2).await.unwrap();
    assert_eq!(chunks(&drain), [] as [Value; 0]);
    settle(INTERVAL / 2).await;
    assert_eq!(chunks(&drain), [json!([1, 2])], "its age is its first item's");
    chunk.send(3).await.unwrap();
    settle(INTERVAL / 2).await;
    assert_eq!(chunks(&drain), [] as [Value; 0]);
    settle(INTERVAL / 2).await;
    assert_eq!(chunks(&drain), [json!([3])]);
}

#[tokio::test(start_paused = true)]
async fn a_whole_chunk_without_room_makes_its_senders_wait() {
    let (outlet, drain, _rings) = open(BELL);
    let outlet = outlet.limits(Limits { items: 1, bytes: 100 });
    let chunk = outlet.chunk(ChunkSize { items: 1, ..WHENEVER });
    // One is in the buffer, one is held back.
    chunk.send(1).await.unwrap();
    chunk.send(2).await.unwrap();
    assert!(timeout(INTERVAL, chunk.send(3)).await.is_err());
    assert_eq!(chunks(&drain), [json!([1])]);
    timeout(INTERVAL, chunk.send(3)).await.expect("there is room").unwrap();
    assert_eq!(chunks(&drain), [json!([2])]);
    settle(Duration::ZERO).await;
    assert_eq!(chunks(&drain), [json!([3])]);
}

#[tokio::test(start_paused = true)]
async fn chunks_go_in_front_of_any_policy() {
    let (outlet, drain, _rings) = open(BELL);
    let outlet = outlet.policy(Policy::Latest);
    let chunk = outlet.chunk(ChunkSize { items: 2, ..WHENEVER });
    for item in 1..=6 {
        chunk.send(item).await.unwrap();
    }
    assert_eq!(chunks(&drain), [json!([5, 6])]);
    drop((chunk, outlet));
    assert_eq!(
        *end(&drain).account(),
        Account { offered: 3, delivered: 1, coalesced: 2, ..Account::default() }
    );
}

#[tokio::test]
async fn a_thread_that_sends_into_a_chunk_waits_for_room() {
    let (outlet, drain, _rings) = open::<Vec<u32>>(BELL);
    let outlet = outlet.limits(Limits { items: 1, bytes: 100 });
    let chunk = outlet.chunk(ChunkSize { items: 3, ..WHENEVER });
    let producer = tokio::task::spawn_blocking(move || (0..100).try_for_each(|n| chunk.send_blocking(n)));
    drop(outlet);
    let mut got = Vec::new();
    while got.len() < 100 {
        got.extend(chunks(&drain).iter().flat_map(|chunk| chunk.as_array().unwrap().clone()));
        tokio::task::yield_now().await;
    }
    assert_eq!(got, (0..100).map(Value::from).collect::<Vec<_>>());
    producer.await.unwrap().unwrap();
}

/// Lets time pass, and whoever waited for it go on.
async fn settle(time: Duration) {
    advance(time).await;
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    sleep(Duration::ZERO).await;
}

fn chunks(drain: &Drain) -> Vec<Value> {
    let after = drain.status().frames;
    drained(drain, after).items
}

fn items(drain: &Drain) -> Vec<u64> {
    chunks(drain).iter().map(|item| item.as_u64().unwrap()).collect()
}
