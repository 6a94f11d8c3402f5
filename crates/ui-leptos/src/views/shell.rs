//! The window.

use leptos::prelude::*;

/// The window: the rail at the left, the page, the status bar beneath both.
#[component]
pub fn Shell(
    #[prop(into)] rail: ViewFnOnce,
    #[prop(into)] status: ViewFnOnce,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="shell" data-testid="shell">
            {rail.run()}
            {children()}
            {status.run()}
        </div>
    }
}
