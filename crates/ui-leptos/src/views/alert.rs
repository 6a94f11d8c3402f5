//! Alerts.

use leptos::prelude::*;
use millstream_shared::Error;

use super::icon::Icon;
use crate::state::format::legible;

/// What happened, what kind of thing that is, and what to do about it; beside what it concerns.
#[component]
pub fn Alert(
    #[prop(into)] id: String,
    error: Error,
    #[prop(optional)] kept: Option<String>,
    #[prop(optional)] on_close: Option<Callback<()>>,
) -> impl IntoView {
    let Error { code, message, hint, .. } = error;
    view! {
        <div class="alert" role="alert" data-testid=id.clone()>
            <Icon name="triangle-alert" />
            <div>
                <p>
                    <b>{legible(&message)}</b>
                    " "
                    <code data-testid=format!("{id}-code")>{code.to_string()}</code>
                </p>
                {hint.map(|hint| view! { <p data-testid=format!("{id}-hint")>{hint}</p> })}
                {kept.map(|kept| view! { <p>{kept}</p> })}
            </div>
            {on_close
                .map(|on_close| {
                    view! {
                        <button
                            type="button"
                            class="button quiet only-icon"
                            aria-label="Close"
                            data-testid=format!("{id}-close")
                            on:click=move |_| on_close.run(())
                        >
                            <Icon name="x" />
                        </button>
                    }
                })}
        </div>
    }
}
