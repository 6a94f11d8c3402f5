//! Streams by name: who may touch them, who takes them up, and when they are let go of.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

mod common;

use std::{
    pin::pin,
    task::{Context, Waker},
    time::Duration,
};

use common::{JSON, Rings, drained};
use millstream_flow::{
    Absence, Account, Bell, Body, Code, End, Error, Key, Limits, Name, Outlet, Place, Registry, Start,
    Stopped, Watching,
};
use millstream_shared::Frame;
use serde_json::{Value, json};

const KEY: Key = Key::new(7);
/// Nothing here takes that long, unless it stalls.
const STALLED: Duration = Duration::from_secs(20);

#[test]
fn a_start_that_arrives_twice_is_one_stream() {
    let (registry, rings) = (Registry::default(), Rings::default());
    let first = open(&registry, start("main"), &rings).unwrap();
    let second = open(&registry, start("main"), &rings).unwrap();
    assert_eq!((registry.live(), second.is_stopped(), first.is_stopped()), (1, true, false));
    assert_eq!(open(&registry, start("other"), &rings).unwrap_err().code, Code::FOREIGN_STREAM);
}

#[test]
fn a_page_that_goes_cancels_what_it_owns_and_nothing_else() {
    let (registry, rings) = (Registry::default(), Rings::default());
    let own = open(&registry, start("main"), &rings).unwrap();
    let others = open(&registry, Start { key: Some(Key::new(8)), ..start("other") }, &rings).unwrap();
    assert!(registry.leave(|place| place.webview == "main").is_empty());
    assert_eq!((own.is_stopped(), others.is_stopped()), (true, false));
    drop(own);
    assert_eq!(registry.live(), 1);
}

#[test]
fn a_detached_stream_waits_for_its_page_and_goes_on_where_it_was() {
    let (registry, rings) = (Registry::default(), Rings::default());
    let outlet = open(&registry, detached("main"), &rings).unwrap();
    outlet.send_blocking(1).unwrap();
    outlet.send_blocking(2).unwrap();
    let drain = registry.find(KEY, "main").unwrap();
    assert_eq!(drained(&drain, 1).items, [json!(2)], "and the answer never arrives");
    assert_eq!(rings.take().len(), 1);
    assert_eq!(registry.leave(|_| true).len(), 1);
    outlet.send_blocking(3).unwrap();
    assert_eq!((rings.take(), outlet.is_stopped()), (vec![], false), "nobody hears it");

    let anew = Rings::default();
    assert_eq!(attach(&registry, "main", None, &anew), Ok(1), "the last frame that was acknowledged");
    assert_eq!(drained(&drain, 1).items, [json!(2)]);
    assert_eq!(drained(&drain, 2).items, [json!(3)]);
    assert_eq!(drained(&drain, 3).items, [] as [u8; 0]);
    outlet.send_blocking(4).unwrap();
    assert_eq!((rings.take().len(), anew.frames()[0].items.clone()), (0, vec![json!(4)]));
}

#[test]
fn a_page_that_knows_where_it_was_gets_nothing_twice() {
    let (registry, rings) = (Registry::default(), Rings::default());
    let outlet = open(&registry, detached("main"), &rings).unwrap();
    for item in 1..=3 {
        outlet.send_blocking(item).unwrap();
    }
    let drain = registry.find(KEY, "main").unwrap();
    assert_eq!(drained(&drain, 1).seq, 2);
    assert_eq!(registry.leave(|_| true).len(), 1);
    for (after, code) in [(0, Code::STALE_FRAME), (3, Code::FUTURE_FRAME)] {
        assert_eq!(attach(&registry, "main", Some(after), &rings).unwrap_err().code, code);
    }
    assert_eq!(attach(&registry, "main", Some(2), &rings), Ok(2));
    outlet.send_blocking(4).unwrap();
    assert_eq!(drained(&drain, 2).items, [json!(4)]);
}

#[test]
fn a_page_that_does_not_come_back_loses_its_stream() {
    let (registry, rings) = (Registry::default(), Rings::default());
    let outlet = open(&registry, detached("main"), &rings).unwrap();
    let first = registry.leave(|_| true);
    attach(&registry, "main", None, &rings).unwrap();
    first.into_iter().for_each(|absence| registry.expire(absence));
    assert!(!outlet.is_stopped(), "it came back in time");
    let second = registry.leave(|_| true);
    second.into_iter().for_each(|absence| registry.expire(absence));
    assert_eq!(outlet.send_blocking(1), Err(Stopped));
    drop(outlet);
    assert_eq!(registry.live(), 0);
}

#[test]
fn an_attach_that_is_refused_is_no_return() {
    let (registry, rings) = (Registry::default(), Rings::default());
    let outlet = open(&registry, detached("main"), &rings).unwrap();
    let absences = registry.leave(|_| true);
    assert_eq!(attach(&registry, "main", Some(9), &rings).unwrap_err().code, Code::FUTURE_FRAME);
    absences.into_iter().for_each(|absence| registry.expire(absence));
    assert!(outlet.is_stopped(), "nobody came back");
    drop(outlet);
    assert_eq!(registry.live(), 0);
}

#[test]
fn an_owner_who_is_away_misses_what_others_go_on_with() {
    let (registry, rings) = (Registry::default(), Rings::default());
    let outlet = open(&registry, Start { shared: true, ..detached("main") }, &rings).unwrap();
    let outlet = outlet.limits(Limits { items: 2, bytes: 100 });
    attach(&registry, "other", None, &rings).unwrap();
    let (own, other) = (registry.find(KEY, "main").unwrap(), registry.find(KEY, "other").unwrap());
    assert_eq!(registry.leave(|place| place.webview == "main").len(), 1);
    for item in 1..=5 {
        outlet.send_blocking(item).unwrap();
        assert_eq!(drained(&other, u64::from(item) - 1).items, [json!(item)]);
    }
    assert_eq!(attach(&registry, "main", None, &rings), Ok(0));
    assert_eq!(drained(&own, 0).items, [json!(1), json!(2)], "what its buffer took");
    outlet.send_blocking(6).unwrap();
    drop(outlet);
    let Frame { items, end, .. } = drained(&own, 1);
    let account = Account { offered: 6, delivered: 3, dropped: 3, ..Account::default() };
    assert_eq!((items, *end.unwrap().account()), (vec![json!(6)], account));
    let account = Account { offered: 6, delivered: 6, ..Account::default() };
    assert_eq!(*drained(&other, 5).end.unwrap().account(), account);
}

#[test]
fn an_owner_who_is_away_alone_misses_nothing() {
    let (registry, rings) = (Registry::default(), Rings::default());
    let outlet = open(&registry, Start { shared: true, ..detached("main") }, &rings).unwrap();
    let outlet = outlet.limits(Limits { items: 1, bytes: 100 });
    let own = registry.find(KEY, "main").unwrap();
    assert_eq!(registry.leave(|_| true).len(), 1);
    outlet.send_blocking(1).unwrap();
    let mut sending = pin!(outlet.send(2));
    let mut context = Context::from_waker(Waker::noop());
    assert!(sending.as_mut().poll(&mut context).is_pending(), "the producer waits for it");
    attach(&registry, "main", None, &rings).unwrap();
    assert_eq!(drained(&own, 0).items, [json!(1)]);
    assert!(sending.as_mut().poll(&mut context).is_ready());
    assert_eq!(drained(&own, 1).items, [json!(2)]);
}

#[test]
fn an_absence_is_over_when_there_is_nothing_to_wait_for_any_more() {
    let (registry, rings) = (Registry::default(), Rings::default());
    let outlet = open(&registry, detached("main"), &rings).unwrap();
    let away = || registry.leave(|_| true).pop().unwrap();

    let first = away();
    assert!(!is_over(&first));
    attach(&registry, "main", Some(9), &rings).unwrap_err();
    assert!(!is_over(&first), "it was refused");
    attach(&registry, "main", None, &rings).unwrap();
    assert!(is_over(&first), "it came back");

    let second = away();
    let third = away();
    assert_eq!((is_over(&second), is_over(&third)), (true, false), "one takes the other's place");
    drop(outlet);
    assert!(!is_over(&third), "the page does not know of the end");
    registry.find(KEY, "main").unwrap().cancel();
    assert!(is_over(&third));
    assert!(registry.leave(|_| true).is_empty());
}

#[test]
fn what_ends_while_nobody_is_there_is_told_on_return() {
    let (registry, rings) = (Registry::default(), Rings::default());
    let outlet = open(&registry, detached("main"), &rings).unwrap();
    let absence = registry.leave(|_| true);
    outlet.send_blocking(1).unwrap();
    drop(outlet);
    assert_eq!((registry.live(), rings.over()), (1, vec![]));
    attach(&registry, "main", None, &rings).unwrap();
    let drain = registry.find(KEY, "main").unwrap();
    let last = drained(&drain, 0);
    assert_eq!((last.items, last.end.is_some()), (vec![json!(1)], true));
    drained(&drain, 1);
    assert_eq!(registry.live(), 0);
    absence.into_iter().for_each(|absence| registry.expire(absence));
}

#[test]
fn a_stream_that_is_not_shared_is_its_pages_alone() {
    let (registry, rings) = (Registry::default(), Rings::default());
    let _outlet = open(&registry, start("main"), &rings).unwrap();
    assert_eq!(attach(&registry, "other", None, &rings).unwrap_err().code, Code::FOREIGN_STREAM);
    assert_eq!(registry.find(KEY, "other").unwrap_err().code, Code::FOREIGN_STREAM);
    assert_eq!(registry.list("other"), []);
    let nowhere = registry.attach(Key::new(9), place("main"), JSON, None, |_| rings.clone());
    assert_eq!(nowhere.unwrap_err().code, Code::UNKNOWN_KEY);
}

#[test]
fn another_page_reads_a_shared_stream_at_its_own_pace() {
    let (registry, rings) = (Registry::default(), Rings::default());
    let outlet = open(&registry, shared("main"), &rings).unwrap();
    outlet.send_blocking(1).unwrap();
    assert_eq!(attach(&registry, "other", None, &rings), Ok(0));
    let (own, joined) = (registry.find(KEY, "main").unwrap(), registry.find(KEY, "other").unwrap());
    outlet.send_blocking(2).unwrap();
    assert_eq!(drained(&joined, 0).items, [json!(2)], "from now on");
    outlet.send_blocking(3).unwrap();
    assert_eq!((drained(&joined, 1).seq, drained(&own, 1).seq), (2, 2));
    assert_eq!(registry.list("other")[0].after, 1);
    joined.cancel();
    assert!(!outlet.is_stopped(), "it was its reading only");
    assert_eq!(registry.list("other")[0].after, 0);
    drop(joined);
    assert_eq!(attach(&registry, "other", Some(0), &rings), Ok(0), "who has left comes anew");
    outlet.send_blocking(4).unwrap();
    assert_eq!(drained(&registry.find(KEY, "other").unwrap(), 0).items, [json!(4)]);
    assert_eq!(attach(&registry, "other", Some(5), &rings).unwrap_err().code, Code::FUTURE_FRAME);
}

#[test]
fn an_attach_that_is_refused_leaves_nothing_behind() {
    let (registry, rings) = (Registry::default(), Rings::default());
    let outlet = open(&registry, shared("main"), &rings).unwrap().limits(Limits { items: 1, bytes: 100 });
    outlet.send_blocking(1).unwrap();
    outlet.send_blocking(2).unwrap();
    let refused = Rings::default();
    assert_eq!(attach(&registry, "other", Some(1), &refused).unwrap_err().code, Code::FUTURE_FRAME);
    assert_eq!((refused.holders(), registry.inspect()[0].readers.len()), (1, 1));
    let own = registry.find(KEY, "main").unwrap();
    {
        let mut sending = pin!(outlet.send(3));
        let mut context = Context::from_waker(Waker::noop());
        assert!(sending.as_mut().poll(&mut context).is_pending(), "nobody else reads, so it waits");
        assert_eq!(drained(&own, 1).items, [json!(2)]);
        assert!(sending.as_mut().poll(&mut context).is_ready());
    }
    drop(outlet);
    let Frame { items, end, .. } = drained(&own, 2);
    let account = Account { offered: 3, delivered: 3, ..Account::default() };
    assert_eq!((items, *end.unwrap().account()), (vec![json!(3)], account));
    drained(&own, 3);
    assert_eq!(registry.live(), 0);
}

#[test]
fn a_reading_that_was_left_is_still_answered_when_an_attach_is_refused() {
    let (registry, rings) = (Registry::default(), Rings::default());
    let _outlet = open(&registry, shared("main"), &rings).unwrap();
    attach(&registry, "other", None, &rings).unwrap();
    registry.find(KEY, "other").unwrap().cancel();
    assert_eq!(attach(&registry, "other", Some(1), &rings).unwrap_err().code, Code::FUTURE_FRAME);
    let end = drained(&registry.find(KEY, "other").unwrap(), 0).end;
    assert!(matches!(end, Some(End::Cancelled { .. })), "{end:?}");
}

#[test]
fn a_stream_is_live_until_all_its_readers_know_of_the_end() {
    let (registry, rings) = (Registry::default(), Rings::default());
    for leaves in [true, false] {
        let key = Key::new(u128::from(leaves));
        let outlet = open(&registry, Start { key: Some(key), ..shared("main") }, &rings).unwrap();
        registry.attach(key, place("other"), JSON, None, bell(&registry, "other", &rings)).unwrap();
        drop(outlet);
        assert_eq!(registry.live(), 1, "the owner was rung, the other was not");
        if leaves {
            assert!(registry.leave(|place| place.webview == "other").is_empty());
        } else {
            let joined = registry.find(key, "other").unwrap();
            drained(&joined, 0);
            drained(&joined, 1);
        }
        assert_eq!(registry.live(), 0);
    }
}

#[test]
fn each_page_sees_what_it_can_attach_to_and_an_inspector_everything() {
    let (registry, rings) = (Registry::default(), Rings::default());
    let _own = open(&registry, start("main"), &rings).unwrap();
    let shared = Start { key: Some(Key::new(8)), command: "frames".into(), ..shared("other") };
    let _shared = open(&registry, shared, &rings).unwrap();
    let _bare = open(&registry, Start { key: None, ..start("main") }, &rings).unwrap();
    let seen =
        |webview| registry.list(webview).into_iter().map(|info| (info.command, info.own)).collect::<Vec<_>>();
    assert_eq!(seen("main"), [("count".to_owned(), true), ("frames".to_owned(), false)]);
    assert_eq!(seen("other"), [("frames".to_owned(), true)]);
    let all = registry.inspect();
    assert_eq!(all.iter().map(|stream| stream.id).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(all[1].readers[0].0.webview, "other");
    registry.owner(1).unwrap().cancel();
    assert!(registry.inspect()[1].readers[0].1.stopped);
    assert!(registry.owner(3).is_none());
}

#[test]
fn a_watcher_sees_each_stream_before_its_first_item_until_it_has_seen_enough() {
    let (registry, rings) = (Registry::default(), Rings::default());
    let (tx, seen) = std::sync::mpsc::channel();
    registry.watch(move |start, drain| {
        tx.send((start.command.clone(), drain.status().account.offered)).unwrap();
        if start.command == "last" { Watching::Done } else { Watching::On }
    });
    for (number, command) in ["count", "last", "late"].into_iter().enumerate() {
        let key = Some(Key::new(number as u128));
        open(&registry, Start { key, command: command.into(), ..start("main") }, &rings).unwrap();
    }
    assert_eq!(seen.iter().collect::<Vec<_>>(), [("count".to_owned(), 0), ("last".to_owned(), 0)]);
}

#[test]
fn a_watcher_may_open_a_stream_and_have_others_watch() {
    let (registry, rings) = (Registry::default(), Rings::default());
    let (tx, seen) = std::sync::mpsc::channel();
    let (inner, within) = (registry.clone(), rings.clone());
    registry.watch(move |start, _| {
        tx.send(format!("outer {}", start.command)).unwrap();
        if start.command == "count" {
            let tx = tx.clone();
            inner.watch(move |start, _| {
                tx.send(format!("inner {}", start.command)).unwrap();
                Watching::On
            });
            let own = Start { key: Some(Key::new(8)), command: "own".into(), ..crate::start("main") };
            open(&inner, own, &within).unwrap();
        }
        Watching::On
    });
    // On a thread of its own, so that a deadlock is a failure.
    let opener = std::thread::spawn(move || {
        open(&registry, start("main"), &rings).unwrap();
        let last = Start { key: Some(Key::new(9)), command: "last".into(), ..start("main") };
        open(&registry, last, &rings).unwrap();
    });
    let seen: Vec<_> =
        (0..5).map(|_| seen.recv_timeout(STALLED).expect("a watcher waits for itself")).collect();
    assert_eq!(seen, ["outer count", "outer own", "inner own", "outer last", "inner last"]);
    opener.join().unwrap();
}

#[test]
fn outlets_of_one_start_are_found_together() {
    let (registry, rings) = (Registry::default(), Rings::default());
    let of = |key, argument: &str, request| Start {
        key: Some(Key::new(key)),
        argument: argument.into(),
        arguments: json!({ "request": request }),
        ..start("main")
    };
    let starts = [of(1, "outlet", 1), of(2, "log", 1), of(3, "outlet", 2)];
    let _outlets = starts.map(|start| open(&registry, start, &rings).unwrap());
    let started = registry.started(1).unwrap();
    let mut names: Vec<_> = started.outlets.iter().map(|(argument, _)| argument.as_str()).collect();
    names.sort_unstable();
    assert_eq!((names, &started.start.arguments["request"]), (vec!["log", "outlet"], &json!(1)));
    assert!(registry.started(7).is_none());
}

#[test]
fn the_readers_of_a_start_are_its_own_page_and_those_who_joined_until_they_leave() {
    let (registry, rings) = (Registry::default(), Rings::default());
    let of = |key| Start { key: Some(Key::new(key)), arguments: json!("hash"), ..shared("main") };
    let other = Start { key: Some(Key::new(9)), arguments: json!("tail"), ..shared("third") };
    let _outlets = [of(7), of(8), other].map(|start| open(&registry, start, &rings).unwrap());
    let readers = || {
        let places = registry.readers(&of(7)).into_iter().map(|place| place.webview);
        let mut places: Vec<_> = places.collect();
        places.sort_unstable();
        places
    };
    assert_eq!(readers(), ["main"]);
    attach(&registry, "second", None, &rings).unwrap();
    assert_eq!(readers(), ["main", "second"]);
    assert!(registry.leave(|place| place.webview == "second").is_empty());
    assert_eq!(readers(), ["main"]);
}

/// A page's bell, as the plugin makes it: it tells the registry when the stream is over.
struct PageBell {
    rings: Rings,
    registry: Registry,
    name: Name,
    webview: String,
}

impl Bell for PageBell {
    fn ring(&self, body: Body) -> Result<(), Error> {
        self.rings.ring(body)
    }

    fn over(&self, end: &End) {
        Bell::over(&self.rings, end);
        self.registry.over(self.name, &self.webview);
    }
}

fn bell(registry: &Registry, webview: &str, rings: &Rings) -> impl FnOnce(Name) -> PageBell + use<> {
    let (registry, webview, rings) = (registry.clone(), webview.to_owned(), rings.clone());
    |name| PageBell { rings, registry, name, webview }
}

fn open(registry: &Registry, start: Start, rings: &Rings) -> Result<Outlet<u32>, Error> {
    let bell = bell(registry, &start.place.webview.clone(), rings);
    registry.open(start, bell)
}

fn attach(registry: &Registry, webview: &str, after: Option<u64>, rings: &Rings) -> Result<u64, Error> {
    registry.attach(KEY, place(webview), JSON, after, bell(registry, webview, rings))
}

fn is_over(absence: &Absence) -> bool {
    pin!(absence.over()).poll(&mut Context::from_waker(Waker::noop())).is_ready()
}

fn start(webview: &str) -> Start {
    let (command, argument) = ("count".to_owned(), "outlet".to_owned());
    let place = place(webview);
    let arguments = Value::Null;
    Start { key: Some(KEY), place, command, argument, arguments, form: JSON, detached: false, shared: false }
}

fn detached(webview: &str) -> Start {
    Start { detached: true, ..start(webview) }
}

fn shared(webview: &str) -> Start {
    Start { shared: true, ..start(webview) }
}

fn place(webview: &str) -> Place {
    Place { webview: webview.to_owned(), window: webview.to_owned() }
}
