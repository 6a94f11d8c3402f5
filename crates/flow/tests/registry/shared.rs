//! Streams that several pages read.

use std::{
    pin::pin,
    task::{Context, Waker},
};

use millstream_flow::{Account, Code, End, Key, Limits, Registry, Start};
use millstream_shared::Frame;
use serde_json::json;

use crate::{
    common::{JSON, Rings, drained},
    page::{KEY, attach, bell, open, place, shared, start},
};

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
