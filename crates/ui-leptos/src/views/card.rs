//! Cards.

use leptos::{either::Either, html, prelude::*, task::spawn_local};
use millstream_shared::hash::SumFormat;

use super::{
    account::Account,
    alert::Alert,
    button::Button,
    confirm::Confirm,
    copy::Copy,
    icon::Icon,
    log::Log,
    menu::{Menu, MenuItem},
    meter::Meter,
    results::Results,
};
use crate::{
    keys::{focus, focus_beside, leave_focus},
    locale::N,
    runs::Runs,
    state::{
        facts::{progress, running, stalled},
        format::{bytes, exact_bytes, legible, plural},
        hash::Phase,
        outcome::{outcome, spoken, tone},
        runs::{Run, kept, run_id, shown_algorithm},
    },
};

/// One run: its name and size, what can be done with it, how far it is, what it found.
#[component]
pub fn Card(
    /// The run.
    #[prop(into)]
    run: Signal<Run>,
    /// The time, by the clock of the folds.
    #[prop(into)]
    now: Signal<u64>,
) -> impl IntoView {
    let runs = expect_context::<Runs>();
    let (number, name, replayed) = run.with_untracked(|run| (run.id, legible(&run.name), run.replayed));
    let id = run_id(number);
    let card = NodeRef::<html::Section>::new();
    card.on_load(move |card| {
        if runs.takes_focus(number) {
            focus(&card);
        }
    });
    let going = Memo::new(move |_| run.with(|run| running(&run.hash)));
    let phase = Memo::new(move |_| run.with(|run| phase(run, now.get())));
    let algorithm = Memo::new(move |_| run.with(|run| shown_algorithm(run, run.shown)));
    let value = Memo::new(move |_| run.with(|run| progress(&run.hash)));
    let asking = Memo::new(move |_| going.get() && run.with(|run| run.asking));
    let error = Memo::new(move |_| run.with(|run| run.hash.error.clone()));
    let logged = Memo::new(move |_| run.with(|run| run.hash.logged > 0));
    let account = Memo::new(move |_| run.with(|run| run.hash.account));
    let log_account = Memo::new(move |_| run.with(|run| run.hash.log_account));
    let kept = move || run.with(|run| kept(&run.hash, &N));
    let text =
        move || value.get().map_or_else(|| "Looking for files".to_owned(), |value| format!("{value} %"));

    let confirm_id = format!("{id}-confirm");
    let confirm = move || {
        asking.get().then(|| {
            view! {
                <Confirm
                    id=confirm_id.clone()
                    question="Cancel this run?"
                    kept=Signal::derive(kept)
                    yes="Cancel the run"
                    no="Go on"
                    on_yes=move || cancel(runs, number, card)
                    on_no=move || runs.keep(number)
                />
            }
        })
    };
    let error_id = format!("{id}-error");
    let alert =
        move || error.get().map(|error| view! { <Alert id=error_id.clone() error=error kept=kept() /> });
    let log_id = format!("{id}-log");
    let log = move || logged.get().then(|| view! { <Log id=log_id.clone() run=run /> });
    let account_id = format!("{id}-account");
    let account = move || {
        account.get().map(|events| view! { <Account id=account_id.clone() events=events log=log_account /> })
    };
    view! {
        <section
            class="card"
            aria-labelledby=format!("{id}-name")
            tabindex=-1
            node_ref=card
            data-run=number
            data-phase=move || phase.get()
            data-testid=id.clone()
        >
            <header>
                <h2 id=format!("{id}-name") title=name.clone() data-testid=format!("{id}-name")>
                    {name.clone()}
                </h2>
                <Size id=format!("{id}-size") run=run />
                {replayed.then(|| view! { <Replayed id=format!("{id}-replay") /> })}
                <Came id=format!("{id}-outcome") run=run />
                <Actions id=id.clone() run=run card=card />
            </header>
            <Meter
                id=format!("{id}-meter")
                label=name.clone()
                value=value
                text=Signal::derive(text)
                tone=Signal::derive(move || run.with(|run| tone(&run.hash, &run.request.verify, now.get(), &N)))
            />
            <output class="hidden" data-testid=format!("{id}-status")>
                {move || run.with(|run| spoken(&name, &run.hash, &run.request.verify, &N))}
            </output>
            {confirm}
            {alert}
            <Results id=id.clone() run=run now=now algorithm=algorithm />
            {log}
            {account}
        </section>
    }
}

fn phase(run: &Run, now: u64) -> &'static str {
    match run.hash.phase {
        _ if stalled(&run.hash, now) => "stalled",
        Phase::Starting => "starting",
        Phase::Walking => "walking",
        Phase::Reading => "reading",
        Phase::Finished => "finished",
        Phase::Failed => "failed",
        Phase::Cancelled => "cancelled",
    }
}

#[component]
fn Size(id: String, run: Signal<Run>) -> impl IntoView {
    let text = move || {
        run.with(|Run { hash, .. }| match hash.phase {
            Phase::Starting => String::new(),
            _ => format!(
                "{} · {}",
                plural(hash.files.into(), "file", "files", &N),
                bytes(hash.total_bytes, &N)
            ),
        })
    };
    view! {
        <span
            class="meta num"
            title=move || run.with(|run| exact_bytes(run.hash.total_bytes, &N))
            data-testid=id
        >
            {text}
        </span>
    }
}

#[component]
fn Replayed(id: String) -> impl IntoView {
    view! {
        <span class="tag wait" title="A recording is played; nothing is read" data-testid=id>
            <Icon name="history" />
            "Replay"
        </span>
    }
}

/// How the run came out, once it has.
#[component]
fn Came(id: String, run: Signal<Run>) -> impl IntoView {
    let end = Memo::new(move |_| run.with(|run| outcome(&run.hash, &run.request.verify, &N)));
    move || {
        end.get().map(|end| {
            view! {
                <span class=format!("tag {}", end.tone) data-testid=id.clone()>
                    <Icon name=end.icon />
                    {end.text}
                </span>
            }
        })
    }
}

/// Cancels the run. What was pressed goes, and would take the focus along.
fn cancel(runs: Runs, number: u32, card: NodeRef<html::Section>) {
    card.get_untracked().iter().for_each(|card| focus(card));
    runs.cancel(number);
}

/// What can be done with the run.
#[component]
fn Actions(id: String, run: Signal<Run>, card: NodeRef<html::Section>) -> impl IntoView {
    let runs = expect_context::<Runs>();
    let number = run.with_untracked(|run| run.id);
    let algorithm = move || run.with_untracked(|run| shown_algorithm(run, run.shown));
    let nothing =
        Memo::new(move |_| run.with(|run| !run.hash.algorithms.contains(&shown_algorithm(run, run.shown))));
    let going = Memo::new(move |_| run.with(|run| running(&run.hash)));
    let format = |(name, title, example, format): (&'static str, _, _, SumFormat)| {
        let save = move || {
            spawn_local(async move {
                runs.save(number, algorithm(), format).await;
            });
        };
        MenuItem { name, title, example, on_pick: Callback::new(move |()| save()) }
    };
    let go_id = id.clone();
    let go = move || match going.get() {
        true => Either::Left(view! {
            <Cancel id=format!("{go_id}-cancel") on_cancel=move || cancel(runs, number, card) />
        }),
        false => Either::Right(view! {
            <Button
                id=format!("{go_id}-again")
                kind="quiet"
                icon="rotate-cw"
                label="Again"
                on_click=move |_| runs.again(number)
            />
            <Button
                id=format!("{go_id}-clear")
                kind="quiet"
                icon="eraser"
                label="Clear"
                on_click=move |_| {
                    card.get_untracked().iter().for_each(|card| focus_beside(card));
                    runs.clear(number);
                }
            />
        }),
    };
    view! {
        <div class="actions">
            <Copy
                id=format!("{id}-copy")
                title="Copy all digests as a sum file"
                disabled=nothing
                on_copy=move || runs.copy_all(number, algorithm())
            />
            <Menu
                id=format!("{id}-export")
                icon="share"
                label="Export"
                disabled=nothing
                items=FORMATS.map(format).to_vec()
            />
            {go}
        </div>
    }
}

/// Cancels the run. It goes by itself as well, when the run ends, and leaves the focus to the card.
#[component]
fn Cancel(id: String, on_cancel: impl Fn() + 'static) -> impl IntoView {
    let button = NodeRef::<html::Button>::new();
    on_cleanup(move || button.get_untracked().iter().for_each(|going| leave_focus(going, None)));
    view! {
        <Button
            id=id
            icon="x"
            label="Cancel"
            title="Cancel (Esc)"
            node_ref=button
            on_click=move |_| on_cancel()
        />
    }
}

const FORMATS: [(&str, &str, &str, SumFormat); 2] = [
    ("gnu", "GNU", "DIGEST  NAME", SumFormat::Gnu),
    ("bsd", "BSD", "SHA256 (NAME) = DIGEST", SumFormat::Bsd),
];
