//! The bell is armed and rung, readers come and go, and nothing is lost.

use std::sync::Arc;

use millstream_flow::{Account, End, Form, Limits, Outlet, Stopped, Wire, stream};
use shuttle::{future::block_on, thread};

use crate::{explore, reader::Reader};

const ITEMS: usize = 3;
const PRODUCERS: usize = 2;

#[test]
fn no_ring_and_no_item_is_lost() {
    for scene in [|| all_arrives(8192, 1), || all_arrives(0, 2)] {
        explore(scene);
    }
}

fn all_arrives(inline: usize, room: u32) {
    let (outlet, mut reader) = open(inline, room);
    let producers = produce(outlet);
    while reader.end.is_none() {
        reader.hear();
    }
    assert!(producers.into_iter().all(|producer| producer.join().unwrap() == Ok(())));
    everything_came(&reader);
}

#[test]
fn nothing_is_lost_when_the_reader_goes_away_and_comes_back() {
    for scene in [|| comes_back(8192, 1), || comes_back(0, 2)] {
        explore(scene);
    }
}

fn comes_back(inline: usize, room: u32) {
    let (outlet, mut reader) = open(inline, room);
    let producers = produce(outlet);
    for _ in 0..2 {
        reader.reload();
        thread::yield_now();
    }
    while reader.end.is_none() {
        reader.hear();
    }
    assert!(producers.into_iter().all(|producer| producer.join().unwrap() == Ok(())));
    everything_came(&reader);
}

#[test]
fn a_cancel_at_any_time_stops_every_producer_and_leaves_one_end() {
    for scene in [|| is_cancelled(8192, 1), || is_cancelled(0, 2)] {
        explore(scene);
    }
}

fn is_cancelled(inline: usize, room: u32) {
    let (outlet, mut reader) = open(inline, room);
    let producers = produce(outlet);
    let drain = Arc::clone(&reader.drain);
    let canceller = thread::spawn(move || {
        drain.cancel();
        drain.cancel();
    });
    reader.catch_up();
    all_return(producers);
    canceller.join().unwrap();
    let end = block_on(reader.drain.ended());
    let Account { offered, delivered, coalesced, dropped, discarded } = *end.account();
    assert_eq!(*reader.doorbell.over.lock().unwrap(), [end]);
    assert_eq!((offered, coalesced, dropped), (delivered + discarded, 0, 0));
    in_order(&reader.items);
}

#[test]
fn a_producer_waits_for_no_reader_who_was_dropped() {
    explore(|| {
        let (outlet, reader) = open(8192, 1);
        let producers = produce(outlet);
        drop(reader);
        all_return(producers);
    });
}

#[test]
fn a_reader_who_joins_and_leaves_delays_nobody() {
    explore(|| {
        let (outlet, mut reader) = open(8192, 2);
        let (drain, form) = (Arc::clone(&reader.drain), form(8192));
        let other = thread::spawn(move || {
            let (bell, rings) = Reader::bell();
            let joined = drain.join(form, bell.clone());
            let mut other = Reader::new(form, Arc::new(joined), bell, rings);
            other.catch_up();
            in_order(&other.items);
        });
        let producers = produce(outlet);
        while reader.end.is_none() {
            reader.hear();
        }
        for producer in producers {
            producer.join().unwrap().unwrap();
        }
        other.join().unwrap();
        // With two readers, one whose buffer is full misses what the other has room for.
        in_order(&reader.items);
        let account = *reader.end.as_ref().unwrap().account();
        assert_eq!(account.offered, (ITEMS * PRODUCERS) as u64);
        assert_eq!(account.offered, account.delivered + account.dropped);
        assert!(reader.drain.drain(reader.last).is_ok());
        assert_eq!(reader.doorbell.over.lock().unwrap().len(), 1);
    });
}

fn form(inline: usize) -> Form {
    Form::Frames { wire: Wire::Json, inline }
}

fn open(inline: usize, items: u32) -> (Outlet<(usize, usize)>, Reader) {
    let (doorbell, rings) = Reader::bell();
    let (outlet, drain) = stream(form(inline), doorbell.clone());
    let outlet = outlet.limits(Limits { items, ..Limits::default() });
    (outlet, Reader::new(form(inline), Arc::new(drain), doorbell, rings))
}

fn produce(outlet: Outlet<(usize, usize)>) -> Vec<thread::JoinHandle<Result<(), Stopped>>> {
    let producers = (0..PRODUCERS).map(|who| {
        let outlet = outlet.clone();
        thread::spawn(move || (0..ITEMS).try_for_each(|item| block_on(outlet.send((who, item)))))
    });
    producers.collect()
}

/// Whatever each of them was told, none waits any more.
fn all_return(producers: Vec<thread::JoinHandle<Result<(), Stopped>>>) {
    assert!(producers.into_iter().all(|producer| producer.join().is_ok()));
}

fn everything_came(reader: &Reader) {
    in_order(&reader.items);
    let all = (ITEMS * PRODUCERS) as u64;
    let account = Account { offered: all, delivered: all, ..Account::default() };
    assert_eq!(reader.items.len() as u64, all);
    assert_eq!(reader.end, Some(End::Finished { account }));
    // It is told with the acknowledgement, unless the end rang.
    assert!(reader.drain.drain(reader.last).is_ok());
    assert_eq!(*reader.doorbell.over.lock().unwrap(), [End::Finished { account }]);
}

fn in_order(items: &[(usize, usize)]) {
    for who in 0..PRODUCERS {
        let own: Vec<_> = items.iter().filter(|(by, _)| *by == who).map(|(_, item)| *item).collect();
        assert!(own.is_sorted_by(|one, next| one < next), "{items:?}");
    }
}
