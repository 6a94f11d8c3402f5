//! What a list shows.

use leptos::prelude::*;
use millstream_shared::hash::Algorithm;

use super::search::Search;
use crate::state::runs::{title_of, word_of};

/// Above a list: a search by name, and which digest the list shows where there are several.
#[component]
pub fn Pick(
    #[prop(into)] id: String,
    search: RwSignal<String>,
    #[prop(into)] algorithms: Signal<Vec<Algorithm>>,
    #[prop(into)] shown: Signal<Algorithm>,
    on_shown: impl Fn(Algorithm) + Copy + Send + 'static,
    #[prop(into)] left: Signal<String>,
) -> impl IntoView {
    let chip_id = id.clone();
    let chips = move || {
        let chip = |algorithm| {
            view! {
                <button
                    type="button"
                    class="chip small"
                    aria-pressed=move || (shown.get() == algorithm).to_string()
                    data-testid=format!("{chip_id}-show-{}", word_of(algorithm))
                    on:click=move |_| on_shown(algorithm)
                >
                    {title_of(algorithm)}
                </button>
            }
        };
        let algorithms = algorithms.get();
        (algorithms.len() > 1).then(|| {
            view! {
                <fieldset class="chips" aria-label="Digest shown">
                    {algorithms.into_iter().map(chip).collect_view()}
                </fieldset>
            }
        })
    };
    view! {
        <div class="pick">
            <Search id=format!("{id}-search") label="Search in names" value=search />
            <span class="meta num" data-testid=format!("{id}-left")>
                {move || left.get()}
            </span>
            {chips}
        </div>
    }
}
