//! `sample` and `chunk`, on a clock that stands still until somebody waits.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

mod common;

use std::time::Duration;

use common::{BELL, drained, end, open};
use millstream_flow::{Account, Body, ChunkSize, Drain, Failure, Form, Limits, Policy, Stopped, Wire};
use millstream_shared::frame::Envelope;
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
async fn a_sample_carries_the_attachments_of_the_item_that_passes() {
    let (outlet, drain, _rings) = open::<u32>(Form::Frames { wire: Wire::Bytes, inline: 0 });
    let outlet = outlet.limits(Limits { items: 1, bytes: 100 });
    let sample = outlet.sample(INTERVAL);
    for item in 1..=3 {
        sample.send_with(item, vec![vec![item as u8; 2]]).unwrap();
    }
    // Its time comes before there is room.
    settle(INTERVAL).await;
    let attached = |body: &Body| {
        let Body::Bytes(bytes) = body else { panic!("the wire is `bytes`") };
        let attachments = Envelope::decode(bytes).unwrap().attachments;
        attachments.iter().map(|part| part.bytes.to_vec()).collect::<Vec<_>>()
    };
    assert_eq!(attached(&drain.drain(0).unwrap()), [[1, 1]]);
    settle(Duration::ZERO).await;
    assert_eq!(attached(&drain.drain(1).unwrap()), [[3, 3]]);
}

#[tokio::test(start_paused = true)]
async fn adapters_that_come_and_go_do_not_fill_the_memory() {
    let (outlet, drain, _rings) = open::<u32>(BELL);
    let outlet = outlet.limits(Limits { items: 1, bytes: 100 });
    outlet.send(0).await.unwrap();
    let samples = [outlet.sample(INTERVAL), outlet.sample(INTERVAL)];
    for (sample, item) in samples.iter().zip(1..) {
        sample.send(item).unwrap();
    }
    drop(samples);
    assert_eq!(drain.status().items, 3, "one of each, and no more");
    for item in 3..=10 {
        outlet.sample(INTERVAL).send(item).unwrap();
        assert_eq!(drain.status().items, 3);
    }
    drop(outlet);
    assert_eq!(items(&drain), [0, 1, 2]);
    let account = Account { offered: 11, delivered: 3, dropped: 8, ..Account::default() };
    assert_eq!(*end(&drain).account(), account);
}

#[tokio::test(start_paused = true)]
async fn what_an_adapter_holds_back_passes_before_the_producer_has_stopped() {
    let (outlet, drain, _rings) = open::<u32>(BELL);
    let sample = outlet.sample(INTERVAL);
    for item in 1..=3 {
        sample.send(item).unwrap();
    }
    outlet.finish(Ok(()));
    assert_eq!(sample.send(4), Err(Stopped));
    assert_eq!(outlet.sample(INTERVAL).send(5), Err(Stopped));
    drop(sample);
    assert_eq!(items(&drain), [1, 3]);
    let account = Account { offered: 3, delivered: 2, coalesced: 1, ..Account::default() };
    assert_eq!(*end(&drain).account(), account);

    let (outlet, drain, _rings) = open(BELL);
    let chunk = outlet.chunk(WHENEVER);
    chunk.send(1).await.unwrap();
    outlet.finish(Ok(()));
    assert_eq!(chunk.send(2).await, Err(Stopped));
    drop(chunk);
    assert_eq!(chunks(&drain), [json!([1])]);
    assert_eq!(*end(&drain).account(), Account { offered: 1, delivered: 1, ..Account::default() });
}

#[tokio::test(start_paused = true)]
async fn what_an_adapter_holds_back_after_a_cancel_is_discarded() {
    let (outlet, drain, _rings) = open(BELL);
    let chunk = outlet.chunk(ChunkSize { items: 2, ..WHENEVER });
    for item in 1..=3 {
        chunk.send(item).await.unwrap();
    }
    drain.cancel();
    assert_eq!(chunk.send(4).await, Err(Stopped));
    // The chunk outlives the producer.
    outlet.finish(Err(Failure::Stopped));
    let account = Account { offered: 2, discarded: 2, ..Account::default() };
    assert_eq!(*end(&drain).account(), account);
    drop(chunk);
    assert_eq!(*end(&drain).account(), account);
}

/// Offers that do not fit under each policy: how many of what arrived, and of what became of the rest.
#[tokio::test(start_paused = true)]
async fn the_account_adds_up_behind_adapters_under_each_policy() {
    let account = |delivered, coalesced, dropped| Account {
        offered: delivered + coalesced + dropped,
        delivered,
        coalesced,
        dropped,
        discarded: 0,
    };
    let chunked = [
        (Policy::DropOldest, json!([[5, 6], [7]]), account(2, 0, 2)),
        (Policy::DropNewest, json!([[1, 2], [3, 4]]), account(2, 0, 2)),
        (Policy::Latest, json!([[7]]), account(1, 3, 0)),
    ];
    for (policy, expected, account) in chunked {
        let (outlet, drain, _rings) = open(BELL);
        let outlet = outlet.policy(policy).limits(Limits { items: 2, bytes: 100 });
        let chunk = outlet.chunk(ChunkSize { items: 2, ..WHENEVER });
        for item in 1..=7 {
            chunk.send(item).await.unwrap();
        }
        drop((chunk, outlet));
        assert_eq!((Value::from(chunks(&drain)), *end(&drain).account()), (expected, account), "{policy:?}");
    }
    let sampled = [
        (Policy::DropOldest, vec![5, 7], account(2, 2, 3)),
        (Policy::DropNewest, vec![1, 2], account(2, 2, 3)),
        (Policy::Latest, vec![7], account(1, 6, 0)),
    ];
    for (policy, expected, account) in sampled {
        let (outlet, drain, _rings) = open::<u32>(BELL);
        let outlet = outlet.policy(policy).limits(Limits { items: 2, bytes: 100 });
        let sample = outlet.sample(INTERVAL);
        for item in 1..=7 {
            sample.send(item).unwrap();
            if item % 2 == 1 {
                settle(INTERVAL).await;
            }
        }
        drop((sample, outlet));
        assert_eq!((items(&drain), *end(&drain).account()), (expected, account), "{policy:?}");
    }
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
