//! Buttons in rows.

use leptos::prelude::*;

use super::icon::Icon;

/// A button that is an icon alone, in a row whose other way to the same is the keyboard.
#[component]
pub fn Action(
    #[prop(into)] id: Signal<String>,
    icon: &'static str,
    #[prop(into)] label: Signal<String>,
    on_click: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="button quiet only-icon"
            title=move || label.get()
            aria-label=move || label.get()
            tabindex=-1
            data-testid=move || id.get()
            on:click=move |_| on_click()
        >
            <Icon name=icon />
        </button>
    }
}
