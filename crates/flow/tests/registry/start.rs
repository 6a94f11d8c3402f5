//! A start: once, and whose it is.

use millstream_flow::{Code, Key, Registry, Start};

use crate::{
    common::Rings,
    page::{open, start},
};

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
