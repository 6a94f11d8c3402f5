//! The inspector's list.

use leptos::prelude::*;
use millstream_shared::{
    Policy, Wire,
    inspector::{Inspected as Stream, InspectedReader, InspectedState},
};

use super::{
    action::Action,
    grid::{Grid, Place, Row},
    icon::Icon,
    meter::Meter,
};
use crate::{
    locale::N,
    state::{
        format::{bytes, count, exact_bytes, legible, pace, plural, rate, since, tenths},
        lines::{Line, fill, key_of, stalled_in, title_of},
    },
};

/// The streams, and beneath each its further readers. Enter shows frames, Delete cancels.
#[component]
pub fn Inspected(
    #[prop(into)] id: String,
    #[prop(into)] lines: Signal<Vec<Line>>,
    /// Milliseconds since the newest event.
    #[prop(into)]
    late: Signal<u64>,
    #[prop(into)] active: Signal<Option<usize>>,
    on_active: impl Fn(usize) + Copy + Send + Sync + 'static,
    /// None where what is shown is a recording.
    #[prop(into)]
    actions: Signal<Option<StreamActions>>,
) -> impl IntoView {
    let on_key = move |at: usize, key: &str| {
        let stream = lines.with_untracked(|lines| lines.get(at).map(|line| line.stream.clone()));
        let (Some(actions), Some(stream)) = (actions.get_untracked(), stream) else { return false };
        match key {
            "Enter" => actions.look.run(stream),
            "Delete" => actions.cancel.run(stream),
            _ => return false,
        }
        true
    };
    let heads = || {
        HEADS.map(|(name, title)| {
            view! {
                <span role="columnheader" class=name>
                    {title}
                </span>
            }
        })
    };
    let key = move |at: usize| lines.with(|lines| lines.get(at).map_or_else(|| at.to_string(), key_of));
    let row = move |key: String, place| {
        // A line that has gone is drawn no more; until then it stays as it was.
        let line = Memo::new(move |before: Option<&Option<Line>>| {
            let now = lines.with(|lines| lines.iter().find(|line| key_of(line) == key).cloned());
            now.or_else(|| before.cloned().flatten())
        });
        line.get_untracked().map(|first| {
            let line = Memo::new(move |_| line.get().unwrap_or_else(|| first.clone()));
            view! { <StreamRow place=place line=line late=late actions=actions /> }
        })
    };
    view! {
        <Grid
            id=id
            kind="streams"
            label="Streams"
            columns=HEADS.len()
            heads=heads
            count=Memo::new(move |_| lines.with(Vec::len))
            key_of=key
            active=active
            on_active=on_active
            on_key=on_key
            row=row
        />
    }
}

/// What can be done with a stream.
#[derive(Clone, Copy)]
pub struct StreamActions {
    /// Shows its frames.
    pub look: Callback<Stream>,
    /// Records its command.
    pub record: Callback<Stream>,
    /// Cancels it.
    pub cancel: Callback<Stream>,
}

/// Its colour, its icon, its name.
type Look = (&'static str, &'static str, &'static str);

/// How each state is shown.
pub fn states(state: InspectedState) -> Look {
    match state {
        InspectedState::Running => ("wait", "play", "Running"),
        InspectedState::Stalled => ("warn", "hourglass", "Stalled"),
        InspectedState::Detached => ("wait", "unplug", "Detached"),
        InspectedState::Ending => ("wait", "circle-stop", "Ending"),
    }
}

/// What a full buffer does, in words.
pub fn policies(policy: Policy) -> &'static str {
    match policy {
        Policy::Block => "block",
        Policy::Latest => "latest",
        Policy::DropOldest => "drop oldest",
        Policy::DropNewest => "drop newest",
    }
}

const HEADS: [(&str, &str); 11] = [
    ("state", "State"),
    ("name", "Stream"),
    ("view", "Web view"),
    ("policy", "Policy"),
    ("right pace", "Items/s"),
    ("right rate", "Bytes/s"),
    ("buffer", "Buffered"),
    ("right flight", "In flight"),
    ("right latency", "p50 / p99 ms"),
    ("right age", "Age"),
    ("right acts", ""),
];

#[component]
fn StreamRow(
    place: Place,
    line: Memo<Line>,
    late: Signal<u64>,
    actions: Signal<Option<StreamActions>>,
) -> impl IntoView {
    let first = line.with_untracked(|line| line.place == 0);
    let title = line.with_untracked(|line| legible(&title_of(&line.stream)));
    let named = if first { title.clone() } else { String::new() };
    let look = Memo::new(move |_| line.with(look_of));
    let policy = line.with_untracked(|line| policies(line.stream.policy));
    let of = move |figure: fn(&InspectedReader) -> String| {
        move || line.with(|line| line.reader.as_ref().map_or_else(|| "–".to_owned(), figure))
    };
    let hint = move || {
        line.with(|line| line.reader.as_ref().map(|it| format!("{}, {}", legible(&it.webview), wire(it))))
    };
    let written = move || line.with(|line| line.reader.as_ref().map(wire));
    let age = move || first.then(|| line.with(|line| since(line.stream.age + late.get(), &N)));
    let owing = move || line.with(|line| owing(&line.stream)).filter(|_| first);
    let read = Memo::new(move |_| line.with(|line| line.reader.is_some()));
    let buffer_title = title.clone();
    let buffer =
        move || read.get().then(|| view! { <Buffer place=place title=buffer_title.clone() line=line /> });
    let acts = move || {
        let actions = actions.get().filter(|_| first)?;
        let act = |name: &'static str, icon, label: &str, act: Callback<Stream>| {
            let id = Signal::derive(move || format!("{}-{name}", place.id.get()));
            let click = move || act.run(line.with_untracked(|line| line.stream.clone()));
            view! { <Action id=id icon=icon label=format!("{label} {title}") on_click=click /> }
        };
        Some(view! {
            {act("look", "eye", "Show frames of", actions.look)}
            {act("record", "circle-dot", "Record", actions.record)}
            {act("cancel", "x", "Cancel", actions.cancel)}
        })
    };
    view! {
        <Row place=place result=Signal::derive(move || look.get().2.to_lowercase())>
            <span role="gridcell" class="state" title=owing>
                <span class=move || format!("tag {}", look.get().0)>
                    <Icon name=Signal::derive(move || look.get().1) />
                    {move || look.get().2}
                </span>
            </span>
            <span role="gridcell" class="name" title=line.with_untracked(|line| legible(&title_of(&line.stream)))>
                {named}
            </span>
            <span role="gridcell" class="view" title=hint>
                {of(|reader| legible(&reader.webview))}
                " "
                <span class="note">{written}</span>
            </span>
            <span role="gridcell" class="policy">
                {first.then_some(policy)}
            </span>
            <span role="gridcell" class="right num pace">
                {of(|reader| pace(reader.items_per_second, &N))}
            </span>
            <span role="gridcell" class="right num rate">
                {of(|reader| rate(reader.bytes_per_second, &N))}
            </span>
            <span role="gridcell" class="buffer num">
                {buffer}
            </span>
            <span role="gridcell" class="right num flight">
                {of(|reader| count(reader.in_flight.into(), &N))}
            </span>
            <span role="gridcell" class="right num latency">
                {move || line.with(|line| latency(line.reader.as_ref()))}
            </span>
            <span role="gridcell" class="right num age">
                {age}
            </span>
            <span role="gridcell" class="right acts">
                {acts}
            </span>
        </Row>
    }
}

/// The stream's state in its first line; a further reader is stalled, there, or its page is away.
fn look_of(line: &Line) -> Look {
    match &line.reader {
        _ if line.place == 0 => states(line.stream.state),
        Some(InspectedReader { stalled: true, .. }) => states(InspectedState::Stalled),
        Some(InspectedReader { attached: false, .. }) => ("wait", "corner-down-right", "Away"),
        _ => ("wait", "corner-down-right", "Reader"),
    }
}

/// Says whom a stalled stream waits for.
fn owing(stream: &Stream) -> Option<String> {
    let views: Vec<_> = stalled_in(stream).into_iter().map(legible).collect();
    (!views.is_empty()).then(|| format!("A drain is owed by {}", views.join(", ")))
}

#[component]
fn Buffer(place: Place, title: String, line: Memo<Line>) -> impl IntoView {
    let full = Memo::new(move |_| {
        line.with(|Line { stream, reader, .. }| reader.as_ref().map_or(0, |it| fill(it, stream.limits)))
    });
    let waiting = Memo::new(move |_| line.with(|line| line.reader.as_ref().map_or(0, |it| it.items)));
    let size = Memo::new(move |_| line.with(|line| line.reader.as_ref().map_or(0, |it| it.bytes)));
    let limits = line.with_untracked(|line| line.stream.limits);
    let items = move || {
        let most = plural(limits.items.into(), "item", "items", &N);
        format!("{} of {most}", count(waiting.get().into(), &N))
    };
    let both =
        move || format!("{}, {} of {}", items(), exact_bytes(size.get(), &N), bytes(limits.bytes.into(), &N));
    view! {
        <span class="fill" title=both>
            <Meter
                id=Signal::derive(move || format!("{}-buffer", place.id.get()))
                label=format!("Buffer of {title}")
                value=Signal::derive(move || Some(full.get()))
                text=Signal::derive(items)
                tone=Signal::derive(move || if full.get() >= 100 { "warn" } else { "busy" })
            />
            <span>{move || count(waiting.get().into(), &N)}</span>
        </span>
    }
}

fn wire(reader: &InspectedReader) -> &'static str {
    match reader.wire {
        Some(Wire::Json) => "json",
        Some(Wire::Bytes) => "bytes",
        None => "plain",
    }
}

fn latency(reader: Option<&InspectedReader>) -> String {
    let part = |ms: Option<f64>| ms.map_or_else(|| "–".to_owned(), |ms| tenths(ms, &N));
    format!("{} / {}", part(reader.and_then(|it| it.p50)), part(reader.and_then(|it| it.p99)))
}
