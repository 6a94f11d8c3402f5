//! The keys that work wherever the focus is.

use leptos::{ev, prelude::*};
use millstream_shared::grants::GrantKind;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent};

use crate::{
    app::open,
    runs::Runs,
    state::{
        app::pages,
        facts::running,
        keys::{Key, Shortcut, shortcut},
    },
};

/// Does what keys ask for, until the owner is cleaned up.
pub fn listen_keys(runs: Runs) {
    let listener = window_event_listener(ev::keydown, move |event| {
        if event.default_prevented() {
            return;
        }
        let Some(asked) = shortcut(key(&event, &event.key()), typing(&event)) else { return };
        event.prevent_default();
        match asked {
            Shortcut::Page { index } => open_page(index),
            Shortcut::Add => runs.pick(GrantKind::File),
            Shortcut::Cancel => cancel_focused(runs),
            Shortcut::Search => focus_search(),
        }
    });
    on_cleanup(move || listener.remove());
}

fn key<'a>(event: &KeyboardEvent, key: &'a str) -> Key<'a> {
    Key {
        key,
        ctrl_key: event.ctrl_key(),
        meta_key: event.meta_key(),
        alt_key: event.alt_key(),
        shift_key: event.shift_key(),
    }
}

fn typing(event: &KeyboardEvent) -> bool {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    input.is_some_and(|input| input.type_() != "radio")
}

fn open_page(index: usize) {
    if let Some(page) = pages().nth(index) {
        open(page.name);
    }
}

/// The run that has the focus; without one, the newest that goes on.
fn cancel_focused(runs: Runs) {
    let focused = card().and_then(|card| card.get_attribute("data-run")?.parse().ok());
    let newest = || {
        runs.runs.with_untracked(|runs| {
            let newest = runs.iter().find(|(_, run)| run.peek(|run| running(&run.hash)));
            newest.map(|(id, _)| *id)
        })
    };
    if let Some(id) = focused.or_else(newest) {
        runs.ask(id);
    }
}

fn focus_search() {
    let near = card().and_then(|card| card.query_selector("[type=search]").ok().flatten());
    let first = || document().query_selector("[type=search]").ok().flatten();
    if let Some(search) = near.or_else(first) {
        focus(&search);
    }
}

/// Gives an element the focus.
pub(crate) fn focus(element: &Element) {
    if let Some(Err(error)) = element.dyn_ref::<HtmlElement>().map(HtmlElement::focus) {
        leptos::logging::error!("The focus was refused: {error:?}");
    }
}

fn card() -> Option<Element> {
    document().active_element()?.closest("[data-run]").ok().flatten()
}
