//! A page's head.

use leptos::prelude::*;

/// A page's title, what it is for, and what one came for at the right.
#[component]
pub fn Header(
    title: &'static str,
    purpose: &'static str,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="title">
            <div>
                <h1>{title}</h1>
                <p>{purpose}</p>
            </div>
            {children.map(|children| view! { <div class="actions">{children()}</div> })}
        </header>
    }
}
