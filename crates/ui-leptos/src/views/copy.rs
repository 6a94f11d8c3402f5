//! A button that copies.

use leptos::prelude::*;

use super::{button::Button, feedback::use_feedback};

/// A button that copies, and says in its place that it did.
#[component]
pub fn Copy<F>(
    #[prop(into)] id: String,
    title: &'static str,
    #[prop(into)] disabled: Signal<bool>,
    on_copy: impl Fn() -> F + 'static,
) -> impl IntoView
where
    F: Future<Output = bool> + 'static,
{
    let (copied, copy) = use_feedback(on_copy);
    view! {
        <Button
            id=id
            kind="quiet"
            icon=Signal::derive(move || if copied.get() { "check" } else { "copy" })
            label=Signal::derive(move || if copied.get() { "Copied" } else { "Copy" })
            title=title
            disabled=disabled
            on_click=move |_| copy()
        />
    }
}
