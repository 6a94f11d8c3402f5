//! The frames of one stream.

use leptos::prelude::*;
use millstream_shared::inspector::InspectedFrame;

use super::{
    alert::Alert,
    button::Button,
    grid::{Grid, Place, Row},
};
use crate::{
    locale::N,
    state::{
        format::{bytes, count, exact_bytes, legible, plural, tenths},
        peek::{Peek as Look, missed, shown},
    },
};

/// The frames of one stream, the newest first, and one of them in full.
#[component]
pub fn Peek(
    #[prop(into)] id: String,
    #[prop(into)] peek: Signal<Look>,
    on_pause: impl Fn() + 'static,
    on_close: impl Fn() + 'static,
) -> impl IntoView {
    let chosen = RwSignal::new(None::<u64>);
    let total = Memo::new(move |_| peek.with(|peek| shown(peek).len()));
    let frame = move |at: usize| {
        peek.with(|peek| shown(peek).len().checked_sub(at + 1).and_then(|at| shown(peek).get(at).cloned()))
    };
    let active = Memo::new(move |_| {
        let chosen = chosen.get()?;
        let found = peek.with(|peek| shown(peek).iter().position(|frame| frame.seq == chosen))?;
        Some(total.get() - 1 - found)
    });
    let detail = Memo::new(move |_| active.get().and_then(frame).map(|frame| legible(&frame.text)));
    let title = peek.with_untracked(|peek| legible(&peek.title));
    let held = Memo::new(move |_| peek.with(|peek| peek.held.is_some()));
    let open = Memo::new(move |_| peek.with(|peek| peek.open));
    let error = Memo::new(move |_| peek.with(|peek| peek.error.clone()));
    let some = Memo::new(move |_| total.get() > 0);

    let error_id = format!("{id}-error");
    let alert = move || error.get().map(|error| view! { <Alert id=error_id.clone() error=error /> });
    let label = format!("Frames of {title}");
    let (grid_id, grid_label) = (id.clone(), label.clone());
    let row = move |seq: u64, place| {
        // A frame stays as it is; one that has gone is drawn no more.
        let found = peek.with_untracked(|peek| shown(peek).iter().find(|it| it.seq == seq).cloned());
        found.map(|frame| view! { <FrameRow place=place frame=frame /> })
    };
    let grid = move || {
        some.get().then(|| {
            view! {
                <Grid
                    id=grid_id.clone()
                    kind="frames"
                    label=grid_label.clone()
                    columns=5
                    heads=heads
                    count=total
                    key_of=move |at| frame(at).map_or(at as u64, |frame| frame.seq)
                    active=active
                    on_active=move |at| chosen.set(untrack(|| frame(at)).map(|frame| frame.seq))
                    on_key=|_, _| false
                    row=row
                />
            }
        })
    };
    let text_id = format!("{id}-text");
    let text = move || {
        detail.get().map(|text| {
            view! {
                <pre class="detail mono" tabindex=0 data-testid=text_id.clone()>
                    {text}
                </pre>
            }
        })
    };
    view! {
        <section class="card peek" aria-label=label.clone() data-testid=id.clone()>
            <header>
                <h2 title=title>{label.clone()}</h2>
                <span class="meta num" data-testid=format!("{id}-count")>
                    {move || peek.with(counted)}
                </span>
                <div class="actions">
                    <Button
                        id=format!("{id}-pause")
                        icon=Signal::derive(move || if held.get() { "play" } else { "pause" })
                        label=Signal::derive(move || if held.get() { "Go on" } else { "Pause" })
                        disabled=Signal::derive(move || !open.get() && !held.get())
                        on_click=move |_| on_pause()
                    />
                    <Button
                        id=format!("{id}-close")
                        kind="quiet"
                        icon="x"
                        label="Close"
                        on_click=move |_| on_close()
                    />
                </div>
            </header>
            {alert}
            {grid}
            {text}
        </section>
    }
}

fn heads() -> impl IntoView {
    view! {
        <span role="columnheader" class="right">
            "Frame"
        </span>
        <span role="columnheader" class="right">
            "After, s"
        </span>
        <span role="columnheader" class="right">
            "Items"
        </span>
        <span role="columnheader" class="right">
            "Size"
        </span>
        <span role="columnheader">"Beginning"</span>
    }
}

#[component]
fn FrameRow(place: Place, frame: InspectedFrame) -> impl IntoView {
    let start: String = frame.text.chars().take(START).collect();
    view! {
        <Row place=place result=if frame.last { "last" } else { "more" }>
            <span role="gridcell" class="right num">
                {count(frame.seq, &N)}
            </span>
            <span role="gridcell" class="right num">
                {tenths(frame.at as f64 / 1000.0, &N)}
            </span>
            <span role="gridcell" class="right num">
                {count(frame.items.into(), &N)}
            </span>
            <span role="gridcell" class="right num" title=exact_bytes(frame.bytes, &N)>
                {bytes(frame.bytes, &N)}
            </span>
            <span role="gridcell" class="mono">
                {frame.last.then(|| view! { <b>"last "</b> })}
                {legible(&start)}
            </span>
        </Row>
    }
}

/// Characters of a text that a row begins: more than fit.
const START: usize = 200;

fn counted(peek: &Look) -> String {
    let seen = plural(peek.held.as_ref().map_or(peek.seen, |held| held.seen), "frame", "frames", &N);
    match (&peek.held, peek.open) {
        (Some(_), _) => format!("{seen}, {} more since", count(missed(peek), &N)),
        (None, true) => seen,
        (None, false) => format!("{seen}, the stream has ended"),
    }
}
