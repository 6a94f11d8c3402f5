//! What to hold files against.

use leptos::prelude::*;

use super::button::Button;
use crate::state::runs::{Against, Options, algorithms_of, title_of};

/// What the next runs are held against: nothing, sum files beside the files, or a digest; or a sum file,
/// at once.
#[component]
pub fn Verify(
    #[prop(into)] options: Signal<Options>,
    /// Whether a start was refused, as the digest is not there.
    #[prop(into)]
    lacking: Signal<bool>,
    on_against: impl Fn(Against) + Copy + 'static,
    on_digest: impl Fn(String) + Copy + Send + 'static,
    on_sums: impl Fn() + 'static,
) -> impl IntoView {
    let choice = |(against, id, title): (Against, &str, &'static str)| {
        view! {
            <label>
                <input
                    type="radio"
                    name="hash-against"
                    prop:checked=move || options.with(|options| options.against == against)
                    data-testid=format!("hash-against-{id}")
                    on:change=move |_| on_against(against)
                />
                {title}
            </label>
        }
    };
    let pasting = Memo::new(move |_| options.with(|options| options.against == Against::Digest));
    let digest = Signal::derive(move || options.with(|options| options.digest.clone()));
    view! {
        <section class="verify" aria-label="Verify against" data-testid="hash-verify-panel">
            <fieldset>
                <legend>"Hold files against"</legend>
                {CHOICES.into_iter().map(choice).collect_view()}
            </fieldset>
            {move || pasting.get().then(|| view! { <Pasted digest=digest lacking=lacking on_digest=on_digest /> })}
            <Button
                id="hash-open-sums"
                icon="clipboard-check"
                label="Open a sum file…"
                on_click=move |_| on_sums()
            />
        </section>
    }
}

const CHOICES: [(Against, &str, &str); 3] = [
    (Against::Nothing, "nothing", "Nothing"),
    (Against::Siblings, "siblings", "Sum files beside them"),
    (Against::Digest, "digest", "A digest"),
];

#[component]
fn Pasted(
    digest: Signal<String>,
    lacking: Signal<bool>,
    on_digest: impl Fn(String) + 'static,
) -> impl IntoView {
    let is_wrong = move || lacking.get() || digest.with(|digest| wrong(digest));
    let told = move || match lacking.get() {
        true => "Paste the digest first: nothing was started".to_owned(),
        false => digest.with(|digest| kind(digest)),
    };
    view! {
        <label class="pasted">
            <span class="hidden">"Expected digest"</span>
            <input
                type="text"
                class="mono"
                placeholder="Paste the digest that the file should have"
                spellcheck="false"
                autocomplete="off"
                prop:value=move || digest.get()
                aria-invalid=move || is_wrong().to_string()
                aria-describedby="hash-digest-kind"
                data-testid="hash-digest"
                on:input=move |event| on_digest(event_target_value(&event))
            />
            <span
                id="hash-digest-kind"
                class=move || if is_wrong() { "tag warn" } else { "tag wait" }
                role=move || lacking.get().then_some("alert")
                data-testid="hash-digest-kind"
            >
                {told}
            </span>
        </label>
    }
}

fn wrong(digest: &str) -> bool {
    !digest.trim().is_empty() && algorithms_of(digest).is_empty()
}

fn kind(digest: &str) -> String {
    let algorithms: Vec<_> = algorithms_of(digest).into_iter().map(title_of).collect();
    match digest.trim().chars().count() {
        0 => "Hex digits".to_owned(),
        characters if algorithms.is_empty() => format!("{characters} characters: no digest"),
        _ => algorithms.join(" or "),
    }
}
