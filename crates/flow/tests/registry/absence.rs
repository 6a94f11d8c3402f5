//! Pages that go away from a detached stream, and come back or do not.

use std::{
    pin::pin,
    task::{Context, Waker},
};

use millstream_flow::{Account, Code, Limits, Registry, Start, Stopped};
use millstream_shared::Frame;
use serde_json::json;

use crate::{
    common::{Rings, drained},
    page::{KEY, attach, detached, is_over, open},
};

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
