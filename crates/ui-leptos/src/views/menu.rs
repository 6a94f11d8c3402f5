//! Menus.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, KeyboardEvent, Node};

use super::icon::Icon;
use crate::keys::focus;

/// A button that offers a few ways to do one thing. Arrows, Home and End move among them.
#[component]
pub fn Menu(
    #[prop(into)] id: String,
    icon: &'static str,
    label: &'static str,
    #[prop(into)] disabled: Signal<bool>,
    items: Vec<MenuItem>,
) -> impl IntoView {
    let (open, set_open) = signal(false);
    let area = NodeRef::<html::Div>::new();
    let close = move || {
        set_open.set(false);
        if let Some(button) = area.get_untracked().and_then(|area| area.query_selector("button").ok()?) {
            focus(&button);
        }
    };
    let on_keydown = move |event: KeyboardEvent| {
        let Some(area) = area.get_untracked().filter(|_| open.get_untracked()) else { return };
        match event.key().as_str() {
            "Escape" => close(),
            "ArrowDown" => step(&area, &event, 1),
            "ArrowUp" => step(&area, &event, -1),
            "Home" => focus_item(&area, 0),
            "End" => focus_item(&area, -1),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let on_focusout = move |event: FocusEvent| {
        let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
        if area.get_untracked().is_some_and(|area| !area.contains(to.as_ref())) {
            set_open.set(false);
        }
    };
    let item_id = id.clone();
    let items = StoredValue::new(items);
    let offered = move || {
        let item = |item: &MenuItem| {
            let on_pick = item.on_pick;
            let pick = move |_| {
                close();
                on_pick.run(());
            };
            view! {
                <button
                    type="button"
                    role="menuitem"
                    data-testid=format!("{item_id}-{}", item.name)
                    on:click=pick
                >
                    <b>{item.title}</b>
                    <code>{item.example}</code>
                </button>
            }
        };
        open.get().then(|| {
            let list = NodeRef::<html::Div>::new();
            list.on_load(|list| focus_item(&list, 0));
            view! {
                <div class="items" role="menu" aria-label=label node_ref=list>
                    {items.with_value(|items| items.iter().map(item).collect_view())}
                </div>
            }
        })
    };
    view! {
        <div class="menu" node_ref=area on:keydown=on_keydown on:focusout=on_focusout>
            <button
                type="button"
                class="button quiet"
                aria-haspopup="menu"
                aria-expanded=move || open.get().to_string()
                disabled=move || disabled.get()
                data-testid=id
                on:click=move |_: ev::MouseEvent| set_open.update(|open| *open = !*open)
            >
                <Icon name=icon />
                <span>{label}</span>
                <Icon name="chevron-down" />
            </button>
            {offered}
        </div>
    }
}

/// One of the ways.
#[derive(Clone, Copy)]
pub struct MenuItem {
    /// The end of its test id.
    pub name: &'static str,
    /// Its name.
    pub title: &'static str,
    /// What comes of it.
    pub example: &'static str,
    /// What it does.
    pub on_pick: Callback<()>,
}

/// Gives the focus to the item so many places on from the one that has it.
fn step(area: &Element, event: &KeyboardEvent, by: i64) {
    let Ok(items) = area.query_selector_all("[role=menuitem]") else { return };
    let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
    let at = (0..items.length()).find(|at| items.item(*at) == target).map_or(-1, i64::from);
    focus_item(area, at + by);
}

/// Gives the focus to an item; round and round.
fn focus_item(area: &Element, at: i64) {
    let Ok(items) = area.query_selector_all("[role=menuitem]") else { return };
    let next = u32::try_from(at.rem_euclid(i64::from(items.length()).max(1))).ok();
    if let Some(item) = next.and_then(|next| items.item(next)?.dyn_into().ok()) {
        focus(&item);
    }
}
