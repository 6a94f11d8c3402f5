//! How state reaches the page.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use js_sys::{Function, Reflect};
use leptos::{prelude::*, reactive::effect::ImmediateEffect};
use millstream_ui_leptos::Store;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::until;

/// Counts how often the state is shown, the first time included.
fn listen(store: &Store<u32>) -> (ImmediateEffect, impl Fn() -> u32) {
    let count = Arc::new(AtomicU32::new(0));
    let (store, counter) = (store.clone(), count.clone());
    let effect = ImmediateEffect::new(move || {
        store.with(|_| ());
        counter.fetch_add(1, Ordering::Relaxed);
    });
    (effect, move || count.load(Ordering::Relaxed))
}

#[wasm_bindgen_test]
fn shows_what_a_hand_did_at_once() {
    let store = Store::new(1);
    let (_listener, shown) = listen(&store);
    store.update(|n| *n += 1);
    assert_eq!((store.peek(|n| *n), shown()), (2, 2));
}

#[wasm_bindgen_test]
async fn shows_what_streams_brought_once_a_frame() {
    let store = Store::new(0);
    let (_listener, shown) = listen(&store);
    (0..100).for_each(|_| store.fold(|n| *n += 1));
    assert_eq!((store.peek(|n| *n), shown()), (0, 1));
    until("it is shown", || shown() == 2).await;
    assert_eq!(store.peek(|n| *n), 100);
    store.fold(|n| *n += 1);
    store.update(|n| *n *= 10);
    assert_eq!((store.peek(|n| *n), shown()), (1010, 3));
}

#[wasm_bindgen_test]
async fn shows_it_by_a_timer_while_the_page_is_hidden() {
    // A hidden page's animation frames do not come.
    let frames = Reflect::get(&window(), &"requestAnimationFrame".into()).unwrap();
    let none = Function::new_no_args("return 0");
    Reflect::set(&window(), &"requestAnimationFrame".into(), &none).unwrap();
    let store = Store::new(0);
    let (_listener, shown) = listen(&store);
    store.fold(|n| *n += 1);
    until("it is shown", || shown() == 2).await;
    Reflect::set(&window(), &"requestAnimationFrame".into(), &frames).unwrap();
}

#[wasm_bindgen_test]
fn forgets_who_no_longer_listens() {
    let store = Store::new(0);
    let (listener, shown) = listen(&store);
    drop(listener);
    store.update(|n| *n += 1);
    assert_eq!(shown(), 1);
}
