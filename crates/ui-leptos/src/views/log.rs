//! Logs.

use leptos::prelude::*;
use millstream_shared::hash::HashLog;

use super::icon::Icon;
use crate::{
    locale::N,
    state::{
        format::{count, legible, plural},
        runs::Run,
    },
};

/// What a run passed over, and why: closed until it is asked for.
#[component]
pub fn Log(#[prop(into)] id: String, #[prop(into)] run: Signal<Run>) -> impl IntoView {
    let passed_over = move || run.with(|run| plural(run.hash.logged, "entry", "entries", &N));
    let lines = move || 0..run.with(|run| run.hash.log.len());
    let more = move || {
        let more = run.with(|run| run.hash.logged - run.hash.log.len() as u64);
        (more > 0).then(|| view! { <li>{format!("and {} more", count(more, &N))}</li> })
    };
    view! {
        <details class="more" data-testid=id>
            <summary>
                <Icon name="chevron-down" />
                "Log " <span class="meta num">{passed_over} " passed over"</span>
            </summary>
            <div role="log" aria-label="Log" tabindex=0>
                <ul>
                    // Lines are only ever added, at the end.
                    <For each=lines key=|at| *at let:at>
                        {run.with_untracked(|run| run.hash.log.get(at).map(line))}
                    </For>
                    {more}
                </ul>
            </div>
        </details>
    }
}

fn line(line: &HashLog) -> impl IntoView + use<> {
    let (event, name, error) = match line {
        HashLog::Skipped { name, error } => ("skipped", name, error),
        HashLog::Unreadable { name, error } => ("unreadable", name, error),
    };
    view! {
        <li data-event=event>
            <span class="mono">{legible(&name.name)}</span>
            " "
            {legible(&error.message)}
        </li>
    }
}
