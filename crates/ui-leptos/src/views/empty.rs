//! A page without runs.

use leptos::prelude::*;

use super::icon::Icon;

/// A page before its first run: what one can do here.
#[component]
pub fn Empty(#[prop(into)] id: String, ways: Vec<Way>) -> impl IntoView {
    let ways = ways.into_iter().map(|way| {
        view! {
            <li>
                <Icon name=way.icon />
                <div>
                    <h2>{way.title}</h2>
                    <p>{way.text}</p>
                </div>
            </li>
        }
    });
    view! {
        <ul class="empty" data-testid=id>
            {ways.collect_view()}
        </ul>
    }
}

/// One thing to do.
pub struct Way {
    /// A symbol of `assets/icons.svg`.
    pub icon: &'static str,
    /// What, in a word or two.
    pub title: &'static str,
    /// How.
    pub text: AnyView,
}
