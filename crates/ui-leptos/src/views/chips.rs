//! The choice of algorithms.

use leptos::prelude::*;
use millstream_shared::hash::Algorithm;

use crate::state::runs::{Options, title_of, word_of};

/// The digests that the next run computes, all in one read.
#[component]
pub fn Chips(
    #[prop(into)] options: Signal<Options>,
    on_toggle: impl Fn(Algorithm) + Copy + 'static,
) -> impl IntoView {
    let chip = |algorithm| {
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=move || options.with(|it| it.algorithms.contains(&algorithm)).to_string()
                data-testid=format!("hash-algorithm-{}", word_of(algorithm))
                on:click=move |_| on_toggle(algorithm)
            >
                {title_of(algorithm)}
            </button>
        }
    };
    view! {
        <fieldset class="chips" aria-label="Algorithms">
            {Algorithm::ALL.into_iter().map(chip).collect_view()}
        </fieldset>
    }
}
