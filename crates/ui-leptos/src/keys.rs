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

/// Gives the focus to the card after this one, which goes, or before it; without one, to where files are
/// added.
pub(crate) fn focus_beside(card: &Element) {
    let is_card = |element: &Element| element.matches("[data-run]").unwrap_or_default();
    let beside = [card.next_element_sibling(), card.previous_element_sibling()];
    focus_or_add(beside.into_iter().flatten().find(is_card));
}

/// Gives the focus to the first card whose run goes on; without one, to where files are added.
pub(crate) fn focus_running() {
    let ended = ENDED.map(|phase| format!("[data-phase=\"{phase}\"]")).join(",");
    focus_or_add(document().query_selector(&format!("[data-run]:not({ended})")).ok().flatten());
}

/// Gives the focus that this has, since it goes, to what had it before; without that, to what this is a part of.
pub(crate) fn leave_focus(going: &Element, before: Option<&Element>) {
    if !going.contains(document().active_element().as_deref()) {
        return;
    }
    let around = || going.closest("[tabindex]").ok().flatten();
    before.filter(|before| before.is_connected()).cloned().or_else(around).iter().for_each(focus);
}

const ENDED: [&str; 3] = ["finished", "failed", "cancelled"];

fn focus_or_add(wanted: Option<Element>) {
    let add = || document().query_selector("[data-testid=\"hash-add-files\"]").ok().flatten();
    wanted.or_else(add).iter().for_each(focus);
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
