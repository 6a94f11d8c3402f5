//! Icons.

use leptos::prelude::*;

/// A symbol of `assets/icons.svg`, which is part of the page. Says nothing: its neighbour does.
#[component]
pub fn Icon(#[prop(into)] name: Signal<&'static str>) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true">
            <use_ href=move || format!("#icon-{}", name.get()) />
        </svg>
    }
}
