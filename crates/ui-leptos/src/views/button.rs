//! Buttons.

use leptos::{ev::MouseEvent, html, prelude::*};

use super::icon::Icon;

/// A button with an icon and a word.
#[component]
pub fn Button(
    #[prop(into)] id: String,
    #[prop(into)] icon: Signal<&'static str>,
    #[prop(into)] label: Signal<&'static str>,
    #[prop(optional)] kind: Option<&'static str>,
    #[prop(optional, into)] title: Option<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] expanded: MaybeProp<bool>,
    #[prop(optional)] node_ref: NodeRef<html::Button>,
    on_click: impl FnMut(MouseEvent) + 'static,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=kind.map_or_else(|| "button".to_owned(), |kind| format!("button {kind}"))
            title=title
            disabled=move || disabled.get()
            aria-expanded=move || expanded.get().map(|expanded| expanded.to_string())
            node_ref=node_ref
            data-testid=id
            on:click=on_click
        >
            <Icon name=icon />
            <span>{move || label.get()}</span>
        </button>
    }
}
