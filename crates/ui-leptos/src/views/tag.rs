//! Tags.

use leptos::prelude::*;

use super::icon::Icon;
use crate::state::{hash, outcome::Tone};

/// What is known of a file, as a word and an icon: never by colour alone.
#[component]
pub fn Tag(#[prop(into)] result: Signal<hash::Result>) -> impl IntoView {
    view! {
        <span class=move || format!("tag {}", tags(result.get()).tone) data-result=move || word(result.get())>
            <Icon name=Signal::derive(move || tags(result.get()).icon) />
            {move || tags(result.get()).label}
        </span>
    }
}

/// How a result is shown.
pub(crate) struct Look {
    /// Its colour.
    pub tone: Tone,
    /// A symbol of `assets/icons.svg`.
    pub icon: &'static str,
    /// Its name.
    pub label: &'static str,
}

/// How each result is shown.
pub fn tags(result: hash::Result) -> Look {
    let (tone, icon, label) = match result {
        hash::Result::Reading => ("wait", "loader-circle", "Reading"),
        hash::Result::Done => ("wait", "check", "Done"),
        hash::Result::Match => ("good", "circle-check", "Match"),
        hash::Result::Mismatch => ("bad", "circle-x", "Mismatch"),
        hash::Result::Unreadable => ("warn", "circle-alert", "Unreadable"),
        hash::Result::Missing => ("warn", "file-question-mark", "Missing"),
        hash::Result::Malformed => ("warn", "list-x", "Malformed"),
        hash::Result::Stopped => ("wait", "ban", "Stopped"),
    };
    Look { tone, icon, label }
}

/// A result's word, as stylesheets and tests know it.
pub(crate) fn word(result: hash::Result) -> String {
    tags(result).label.to_lowercase()
}
