//! The sign that something is recorded.

use leptos::prelude::*;
use millstream_shared::inspector::{RecordedCommand, RecordedHere};

use super::icon::Icon;
use crate::state::format::legible;

/// Says that this window's streams are being recorded, and which. Where it stands is read aloud when it changes.
#[component]
pub fn Recorded(#[prop(into)] recorded: Signal<RecordedHere>) -> impl IntoView {
    let commands = move |each: fn(&RecordedCommand) -> String, between| {
        recorded.with(|it| it.commands.iter().map(each).collect::<Vec<_>>().join(between))
    };
    let title = move || commands(|it| format!("{} into {}", legible(&it.command), legible(&it.name)), "\n");
    let label = move || format!("Recording {}", commands(|it| legible(&it.command), ", "));
    view! {
        <span role="status" aria-label="Recording">
            <Show when=move || recorded.with(|it| !it.commands.is_empty())>
                <span class="recorded" title=title data-testid="status-recorded">
                    <Icon name="circle-dot" />
                    {label}
                </span>
            </Show>
        </span>
    }
}
