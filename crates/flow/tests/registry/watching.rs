//! What is seen of streams from outside.

use std::time::Duration;

use millstream_flow::{Key, Registry, Start, Watching};
use serde_json::json;

use crate::{
    common::Rings,
    page::{attach, open, shared, start},
};

/// Nothing here takes that long, unless it stalls.
const STALLED: Duration = Duration::from_secs(20);

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
            let own = Start { key: Some(Key::new(8)), command: "own".into(), ..crate::page::start("main") };
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
