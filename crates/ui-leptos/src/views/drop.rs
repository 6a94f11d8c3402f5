//! The drop zone.

use leptos::{either::Either, prelude::*};

use super::icon::Icon;
use crate::locale::MOD;

/// Where files are dropped. The window's own drop answers with grants; this shows that it will.
#[component]
pub fn Drop(
    #[prop(into)] id: String,
    #[prop(into)] over: Signal<bool>,
    #[prop(into)] roomy: Signal<bool>,
) -> impl IntoView {
    let text = move || match over.get() {
        true => Either::Left(view! { <span>"Let go to hash"</span> }),
        false => Either::Right(view! {
            <span>
                "Drop files, folders or a "
                <code>"SHA256SUMS"</code>
                " here"
            </span>
        }),
    };
    view! {
        <div
            class=move || if roomy.get() { "drop roomy" } else { "drop" }
            data-over=move || over.get().to_string()
            data-testid=id
        >
            <Icon name="arrow-down-to-line" />
            {text}
            <small>
                "or add files with "
                <kbd>{*MOD}</kbd>
                " "
                <kbd>"O"</kbd>
            </small>
        </div>
    }
}
