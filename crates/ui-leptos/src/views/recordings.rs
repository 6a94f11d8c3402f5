//! What is being recorded, and what was.

use leptos::prelude::*;
use millstream_shared::inspector::InspectedRecording;

use super::{button::Button, icon::Icon};
use crate::{
    locale::N,
    state::format::{bytes, exact_bytes, legible, plural},
};

/// What is being recorded, and what was.
#[component]
pub fn Recordings(
    #[prop(into)] id: String,
    #[prop(into)] recordings: Signal<Vec<InspectedRecording>>,
    /// None where what is shown is a recording itself.
    #[prop(into)]
    on_stop: Signal<Option<Callback<u64>>>,
) -> impl IntoView {
    let each = move || recordings.with(|all| all.iter().map(|it| it.id).collect::<Vec<_>>());
    let row_id = id.clone();
    let row = move |number: u64| {
        let found = move || recordings.with(|all| all.iter().find(|it| it.id == number).cloned());
        let first = untrack(found)?;
        let recording = Memo::new(move |_| found().unwrap_or_else(|| first.clone()));
        Some(view! { <Item id=format!("{row_id}-{number}") recording=recording on_stop=on_stop /> })
    };
    view! {
        <section
            class="card recordings"
            aria-labelledby=format!("{id}-title")
            data-testid=id.clone()
        >
            <header>
                <h2 id=format!("{id}-title")>"Recordings"</h2>
            </header>
            <ul>
                <For each=each key=|id| *id children=row />
            </ul>
        </section>
    }
}

#[component]
fn Item(
    id: String,
    recording: Memo<InspectedRecording>,
    on_stop: Signal<Option<Callback<u64>>>,
) -> impl IntoView {
    let number = recording.with_untracked(|it| it.id);
    let look = Memo::new(move |_| recording.with(look_of));
    let name = move || recording.with(|it| legible(&it.name));
    let open = Memo::new(move |_| recording.with(|it| !it.done && it.error.is_none()));
    let stop_id = format!("{id}-stop");
    let stop = move || {
        let on_stop = open.get().then(|| on_stop.get())??;
        let click = move |_| on_stop.run(number);
        Some(view! {
            <Button id=stop_id.clone() kind="quiet" icon="circle-stop" label="Stop" on_click=click />
        })
    };
    let error = Memo::new(move |_| recording.with(|it| it.error.clone()));
    let error_id = format!("{id}-error");
    let error = move || {
        error.get().map(|error| {
            view! {
                <p class="problem" data-testid=error_id.clone()>
                    {legible(&error.message)}
                    " "
                    <code>{error.code.to_string()}</code>
                    " "
                    {error.hint}
                </p>
            }
        })
    };
    view! {
        <li data-testid=id.clone()>
            <span class=move || format!("tag {}", look.get().0) data-testid=format!("{id}-state")>
                <Icon name=Signal::derive(move || look.get().1) />
                {move || look.get().2}
            </span>
            <span class="name" title=name>
                {name}
            </span>
            <span class="meta">{move || recording.with(|it| it.command.as_deref().map(legible))}</span>
            <span class="meta num right" data-testid=format!("{id}-frames")>
                {move || recording.with(|it| plural(it.frames, "frame", "frames", &N))}
            </span>
            <span
                class="meta num right size"
                title=move || recording.with(|it| exact_bytes(it.bytes, &N))
            >
                {move || recording.with(|it| bytes(it.bytes, &N))}
            </span>
            <span class="right">{stop}</span>
            {error}
        </li>
    }
}

/// Its colour, its icon, its state in a word.
fn look_of(recording: &InspectedRecording) -> (&'static str, &'static str, &'static str) {
    match recording {
        InspectedRecording { error: Some(_), .. } => ("bad", "circle-x", "Failed"),
        InspectedRecording { done: true, .. } => ("good", "circle-check", "Complete"),
        InspectedRecording { command: None, .. } => ("wait", "hourglass", "Waiting"),
        _ => ("bad", "circle-dot", "Recording"),
    }
}
