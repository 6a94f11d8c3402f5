//! A run in numbers.

use leptos::{either::Either, prelude::*};
use millstream_shared::hash::Summary;

use super::{
    icon::Icon,
    tag::{tags, word},
};
use crate::{
    locale::N,
    state::{
        facts::{elapsed, remaining, running, speed, stalled},
        format::{bytes, count, duration, exact_bytes, left, rate},
        hash::{self, HashState},
        runs::Run,
    },
};

/// A run in numbers: how much of how much, how fast, how long so far and still, how many of what.
#[component]
pub fn Facts(
    #[prop(into)] id: String,
    #[prop(into)] run: Signal<Run>,
    #[prop(into)] now: Signal<u64>,
    only: RwSignal<Option<hash::Result>>,
) -> impl IntoView {
    let read = move || run.with(|run| run.hash.bytes_read);
    let halted = Memo::new(move |_| run.with(|run| stalled(&run.hash, now.get())));
    let pace = {
        let id = id.clone();
        move || match halted.get() {
            true => Either::Left(view! { <Stalled id=id.clone() run=run now=now /> }),
            false => Either::Right(view! {
                <span class="rate" data-testid=format!("{id}-rate")>
                    <b>{move || run.with(|run| rate(speed(&run.hash, now.get()), &N))}</b>
                </span>
            }),
        }
    };
    let counted = COUNTED
        .into_iter()
        .map(|(result, of)| view! { <Count id=id.clone() run=run result=result of=of only=only /> });
    view! {
        <div class="facts num">
            <span class="size" title=move || exact_bytes(read(), &N) data-testid=format!("{id}-progress")>
                <b>{move || bytes(read(), &N)}</b>
                {move || run.with(|run| of_bytes(&run.hash))}
            </span>
            <span class="done" data-testid=format!("{id}-files")>
                <b>{move || run.with(|run| count(run.hash.counts.files.into(), &N))}</b>
                {move || run.with(|run| of_files(&run.hash))}
            </span>
            {pace}
            <Time id=format!("{id}-time") run=run now=now />
            <fieldset class="counts" aria-label="Show only">
                {counted.collect_view()}
            </fieldset>
        </div>
    }
}

/// One of the numbers of a summary.
type Of = fn(&Summary) -> u32;

const COUNTED: [(hash::Result, Of); 5] = [
    (hash::Result::Match, |counts| counts.matched),
    (hash::Result::Mismatch, |counts| counts.mismatched),
    (hash::Result::Missing, |counts| counts.missing),
    (hash::Result::Unreadable, |counts| counts.unreadable),
    (hash::Result::Malformed, |counts| counts.malformed),
];

/// The whole, where it is not the same to the eye.
fn of_bytes(hash: &HashState) -> Option<String> {
    let whole = bytes(hash.total_bytes, &N);
    (bytes(hash.bytes_read, &N) != whole).then(|| format!(" of {whole}"))
}

fn of_files(hash: &HashState) -> String {
    let noun = if hash.files == 1 { "file" } else { "files" };
    match hash.counts.files == hash.files {
        true => format!(" {noun}"),
        false => format!(" of {} {noun}", count(hash.files.into(), &N)),
    }
}

#[component]
fn Stalled(id: String, run: Signal<Run>, now: Signal<u64>) -> impl IntoView {
    let since = move || now.get().saturating_sub(run.with(|run| run.hash.moved_at));
    view! {
        <span class="tag warn" data-testid=format!("{id}-stalled")>
            <Icon name="hourglass" />
            "Stalled for "
            {move || duration(since(), &N)}
        </span>
    }
}

#[component]
fn Time(id: String, run: Signal<Run>, now: Signal<u64>) -> impl IntoView {
    let so_far = move || {
        run.with(|Run { hash, .. }| {
            let since = if running(hash) { "for" } else { "in" };
            format!("{since} {}", duration(elapsed(hash, now.get()), &N))
        })
    };
    let still = move || {
        run.with(|Run { hash, .. }| remaining(hash, now.get())).map(|time| {
            view! {
                ", "
                <b>{left(time, &N)}</b>
                " left"
            }
        })
    };
    view! {
        <span class="time" data-testid=id>
            {so_far}
            {still}
        </span>
    }
}

/// How many rows came out so; pressed, the list shows only them.
#[component]
fn Count(
    id: String,
    run: Signal<Run>,
    result: hash::Result,
    of: Of,
    only: RwSignal<Option<hash::Result>>,
) -> impl IntoView {
    let label = tags(result).label;
    let number = Memo::new(move |_| run.with(|run| of(&run.hash.counts)));
    let some = Memo::new(move |_| number.get() > 0);
    let toggle = move |_| only.update(|only| *only = if *only == Some(result) { None } else { Some(result) });
    move || {
        some.get().then(|| {
            view! {
                <button
                    type="button"
                    class=format!("tag {}", tags(result).tone)
                    aria-pressed=move || (only.get() == Some(result)).to_string()
                    title=format!("Show only: {label}")
                    data-testid=format!("{id}-count-{}", word(result))
                    on:click=toggle
                >
                    <b>{move || count(number.get().into(), &N)}</b>
                    " "
                    {word(result)}
                </button>
            }
        })
    }
}
