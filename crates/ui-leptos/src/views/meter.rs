//! Meters.

use leptos::prelude::*;

use crate::state::outcome::Tone;

/// How much is done. Without a value the end is not known yet.
#[component]
pub fn Meter(
    #[prop(into)] id: String,
    label: String,
    #[prop(into)] value: Signal<Option<u64>>,
    #[prop(into)] text: Signal<String>,
    #[prop(into)] tone: Signal<Tone>,
) -> impl IntoView {
    view! {
        <div
            class="meter"
            role="progressbar"
            aria-label=label
            aria-valuemin=0
            aria-valuemax=100
            aria-valuenow=move || value.get()
            aria-valuetext=move || text.get()
            data-tone=move || tone.get()
            data-testid=id
        >
            <i style:width=move || format!("{}%", value.get().unwrap_or(100))></i>
        </div>
    }
}
