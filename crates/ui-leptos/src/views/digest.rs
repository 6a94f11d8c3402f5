//! A digest to copy.

use leptos::prelude::*;

use super::{feedback::use_feedback, icon::Icon};

/// A digest that copies itself when it is pressed, and says so in its place.
#[component]
pub fn Digest<F>(
    #[prop(into)] id: Signal<String>,
    #[prop(into)] hex: Signal<String>,
    #[prop(into)] label: Signal<&'static str>,
    reachable: bool,
    on_copy: impl Fn() -> F + 'static,
) -> impl IntoView
where
    F: Future<Output = bool> + 'static,
{
    let (copied, copy) = use_feedback(on_copy);
    view! {
        <button
            type="button"
            class="digest mono"
            title="Copy this digest"
            aria-label=move || format!("Copy {} {}", label.get(), hex.get())
            tabindex=if reachable { 0 } else { -1 }
            data-copied=move || copied.get().to_string()
            data-testid=move || id.get()
            on:click=move |_| copy()
        >
            <span>{move || hex.get()}</span>
            <Icon name=Signal::derive(move || if copied.get() { "check" } else { "copy" }) />
        </button>
    }
}
