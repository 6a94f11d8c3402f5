//! What a status bar shows.

use crate::support::{Backend, Faults, read, settle, take};
use futures_util::FutureExt as _;
use millstream_client::{
    pace::{block_on, delay},
    stats,
    stats::Meter,
};
use proptest::prelude::*;

#[test]
fn counts_streams_while_they_are_open() {
    let backend = Backend::default();
    let mut one = backend.open();
    backend.finish();
    let other = backend.open();
    assert_eq!(stats().streams, 2);
    assert_eq!(read(&mut one), []);
    assert_eq!(stats().streams, 1);
    drop(other);
    settle();
    assert_eq!(stats().streams, 0);
}

#[test]
fn counts_frames_in_flight_and_times_the_last() {
    let backend = Backend::new(Faults { delays: [0, 30].into(), bells: true, ..Faults::default() });
    let mut inlet = backend.open();
    backend.offer([1]);
    assert_eq!((stats().in_flight, stats().drain_ms), (0, None));
    let reading = async {
        take_one(&mut inlet).await;
    };
    let watching = async {
        delay(10).await;
        stats().in_flight
    };
    let (_, in_flight) = block_on(futures_util::future::join(reading, watching));
    assert_eq!((in_flight, stats().in_flight, stats().drain_ms), (1, 0, Some(30.0)));
}

async fn take_one(inlet: &mut millstream_client::Inlet<u32>) {
    use futures_util::StreamExt as _;
    assert_eq!(inlet.next().await, Some(Ok(1)));
}

#[test]
fn counts_what_frames_bring() {
    let backend = Backend::default();
    let mut inlet = backend.open();
    backend.offer(0..3);
    assert_eq!(take(&mut inlet, 3), [0, 1, 2]);
    assert_eq!(stats().items_per_second, 3.0);
    assert!(stats().bytes_per_second > 60.0);
    assert!(inlet.end().now_or_never().is_none());
    block_on(delay(1_000));
    assert_eq!(stats().items_per_second, 0.0);
}

#[test]
fn forgets_what_is_older_than_a_second() {
    let mut meter = Meter::default();
    meter.count(50.0, 10, 100);
    meter.count(99.0, 1, 1);
    meter.count(950.0, 5, 50);
    assert_eq!(meter.read(999.0).items_per_second, 16.0);
    assert_eq!(meter.read(999.0).bytes_per_second, 151.0);
    assert_eq!(meter.read(1_000.0).items_per_second, 5.0);
    assert_eq!(meter.read(2_000.0).items_per_second, 0.0);
}

proptest! {
    #[test]
    fn a_steady_rate_is_that_rate(every in 1_u32..100, items in 1_usize..1_000) {
        let mut meter = Meter::default();
        for at in (0..3_000).step_by(every as usize) {
            meter.count(f64::from(at), items, 0);
        }
        let expected = items as f64 * 1_000.0 / f64::from(every);
        let read = meter.read(2_999.0).items_per_second;
        prop_assert!((read - expected).abs() <= items as f64 * 2.0, "{read} for {expected}");
    }
}
