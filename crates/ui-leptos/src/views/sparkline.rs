//! Sparklines.

use leptos::prelude::*;

use crate::state::sparkline::{SAMPLES, sparkline};

/// The last moments of a rate, newest at the right.
#[component]
pub fn Sparkline(#[prop(into)] samples: Signal<Vec<u64>>) -> impl IntoView {
    view! {
        <svg
            class="sparkline"
            viewBox=format!("0 0 {} 14", SAMPLES * 2)
            preserveAspectRatio="none"
            aria-hidden="true"
        >
            <path d=move || samples.with(|samples| sparkline(samples)) />
        </svg>
    }
}
