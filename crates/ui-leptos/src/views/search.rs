//! Searches.

use leptos::prelude::*;

use super::icon::Icon;

/// A field that a list is searched with; `/` leads to it.
#[component]
pub fn Search(#[prop(into)] id: String, label: &'static str, value: RwSignal<String>) -> impl IntoView {
    view! {
        <label class="search">
            <Icon name="search" />
            <span class="hidden">{label}</span>
            <input
                type="search"
                placeholder=label
                title=format!("{label} (/)")
                spellcheck="false"
                prop:value=move || value.get()
                data-testid=id
                on:input=move |event| value.set(event_target_value(&event))
            />
        </label>
    }
}
