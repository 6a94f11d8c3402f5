//! Producers and a reader on threads of their own, as fast as they can: a bell that is not rung, or a
//! waiting producer that is not woken, stalls the stream.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

mod common;

use std::{
    sync::mpsc::{Sender, channel},
    thread,
    time::Duration,
};

use common::{JSON, end, frame, open};
use millstream_flow::{Bell, Body, Drain, End, Error, Form, Limits, Outlet, Stopped, Wire, stream};

const ITEMS: u64 = 20_000;
/// Nothing here takes that long, unless it stalls.
const STALLED: Duration = Duration::from_secs(60);

#[test]
fn no_ring_and_no_item_is_lost_between_threads() {
    for (inline, items) in [(8192, 1), (8192, 64), (0, 3)] {
        let (tx, rings) = channel();
        let (outlet, drain) = stream(Form::Frames { wire: Wire::Json, inline }, Doorbell(tx));
        let outlet = outlet.limits(Limits { items, bytes: 1 << 20 });
        let producers = [(); 2].map(|()| outlet.clone()).into_iter().enumerate().map(|(who, outlet)| {
            thread::spawn(move || (0..ITEMS).try_for_each(|number| outlet.send_blocking((who, number))))
        });
        let producers: Vec<_> = producers.collect();
        drop(outlet);

        let mut next = [0; 2];
        let mut last = 0;
        let mut over = None;
        while over.is_none() {
            // Only a ring wakes the reader; it then drains until there is nothing.
            let mut news = frame(&rings.recv_timeout(STALLED).expect("the stream stalled"));
            loop {
                let idle = news.items.is_empty() && news.end.is_none() && !news.more;
                if news.seq == last + 1 {
                    last = news.seq;
                    for item in news.items {
                        let who = item[0].as_u64().unwrap() as usize;
                        assert_eq!(item[1], next[who], "an item is out of order");
                        next[who] += 1;
                    }
                    over = over.or(news.end);
                }
                if idle || over.is_some() {
                    break;
                }
                news = frame(&drain.drain(last).unwrap());
            }
        }
        assert_eq!(next, [ITEMS; 2]);
        assert_eq!(over.unwrap().account().delivered, 2 * ITEMS);
        for producer in producers {
            producer.join().unwrap().unwrap();
        }
    }
}

#[test]
fn whatever_stops_a_stream_wakes_every_thread_that_waits() {
    let stops: [fn(&Outlet<u8>, &Drain); 3] = [
        |_, drain| drain.cancel(),
        |outlet, _| outlet.finish(Ok(())),
        |outlet, _| assert_eq!(outlet.send_blocking_with(1, vec![vec![]]), Err(Stopped)),
    ];
    for stop in stops.into_iter().cycle().take(300) {
        let (tx, rings) = channel();
        let (outlet, drain) = stream(Form::Frames { wire: Wire::Json, inline: 0 }, Doorbell(tx));
        let outlet = outlet.limits(Limits { items: 1, bytes: 1 << 20 });
        let (stopped, all) = channel();
        for _ in 0..3 {
            let (outlet, stopped) = (outlet.clone(), stopped.clone());
            thread::spawn(move || {
                while outlet.send_blocking(1) == Ok(()) {}
                stopped.send(()).unwrap();
            });
        }
        rings.recv_timeout(STALLED).expect("the stream stalled");
        stop(&outlet, &drain);
        for _ in 0..3 {
            all.recv_timeout(STALLED).expect("a producer still waits");
        }
    }
}

#[test]
fn a_cancel_and_an_end_at_once_leave_one_end() {
    for round in 0..500 {
        let (outlet, drain, rings) = open(JSON);
        for item in 0..round % 3 {
            outlet.send_blocking(item).unwrap();
        }
        thread::scope(|scope| {
            scope.spawn(|| outlet.finish(Ok(())));
            scope.spawn(|| drain.cancel());
        });
        assert_eq!(outlet.send_blocking(3), Err(Stopped));
        let account = *end(&drain).account();
        assert_eq!(account.offered, account.delivered + account.discarded, "{account:?}");
        assert!(rings.frames().into_iter().filter_map(|ring| ring.end).count() <= 1);
        assert_eq!(rings.over(), [end(&drain)]);
    }
}

struct Doorbell(Sender<Body>);

impl Bell for Doorbell {
    fn ring(&self, body: Body) -> Result<(), Error> {
        // A reader who has seen the end listens no more.
        self.0.send(body).or(Ok(()))
    }

    fn over(&self, _: &End) {}
}
