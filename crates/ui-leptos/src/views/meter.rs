//! Meters.

use leptos::prelude::*;

use crate::state::outcome::Tone;

/// How much is done. Without a value the end is not known yet.
#[component]
pub fn Meter(
    #[prop(into)] id: Signal<String>,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] value: Signal<Option<u64>>,
    #[prop(into)] text: Signal<String>,
    #[prop(into)] tone: Signal<Tone>,
) -> impl IntoView {
    view! {
        <div
            class="meter"
            role="progressbar"
            aria-label=move || label.get()
            aria-valuemin=0
            aria-valuemax=100
            aria-valuenow=move || value.get()
            aria-valuetext=move || text.get()
            data-tone=move || tone.get()
            data-testid=move || id.get()
        >
            <i style:width=move || format!("{}%", value.get().unwrap_or(100))></i>
        </div>
    }
}
