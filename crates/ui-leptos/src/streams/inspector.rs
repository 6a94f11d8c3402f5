//! The inspector page.

use leptos::{html, prelude::*, task::spawn_local};
use millstream_shared::inspector::Inspected as Stream;

use crate::{
    inspector::Inspecting,
    locale::N,
    runs::Runs,
    state::{
        app::page_of,
        format::{legible, plural},
        inspector::Phase,
        lines::{is_own, is_quiet, key_of, lines, title_of},
    },
    store::use_store,
    views::{
        alert::Alert,
        button::Button,
        confirm::Confirm,
        empty::{Empty, Way},
        header::Header,
        icon::Icon,
        inspected::{Inspected, StreamActions},
        peek::Peek,
        readers::Readers,
        recordings::Recordings,
        search::Search,
        totals::Totals,
    },
};

/// The inspector page: what flows while it is shown, the frames of one stream, and what is recorded.
#[component]
pub fn InspectorPage(#[prop(into)] now: Signal<u64>) -> impl IntoView {
    let actions = expect_context::<Inspecting>();
    let Inspecting { peek, replayed, notice, .. } = actions;
    let watched = actions.watched.with_value(use_store);
    let search = RwSignal::new(String::new());
    let chosen = RwSignal::new(None::<String>);
    let asking = RwSignal::new(None::<u64>);
    let page = page_of("#inspector");
    actions.watch(None);
    on_cleanup(move || actions.leave());

    let phase = Memo::new(move |_| watched.with(|it| it.phase));
    let listed = Memo::new(move |_| search.with(|search| watched.with(|it| lines(&it.streams, search))));
    let active = Memo::new(move |_| {
        let chosen = chosen.get()?;
        listed.with(|listed| listed.iter().position(|line| key_of(line) == chosen))
    });
    let stream = Memo::new(move |_| {
        let active = active.get()?;
        listed.with(|listed| listed.get(active).map(|line| line.stream.clone()))
    });
    let asked = Memo::new(move |_| {
        let asking = asking.get()?;
        watched.with(|it| it.streams.iter().find(|stream| stream.id == asking).map(title_of))
    });
    let live = Memo::new(move |_| replayed.with(Option::is_none));
    let late = Signal::derive(move || now.get().saturating_sub(watched.with(|it| it.seen_at)));
    let over = Memo::new(move |_| matches!(phase.get(), Phase::Ended | Phase::Failed));
    let acts = StreamActions {
        look: Callback::new(move |it: Stream| actions.look(it.id, &title_of(&it))),
        record: Callback::new(move |it: Stream| actions.record(Some(it.id))),
        cancel: Callback::new(move |it: Stream| match is_own(&it) {
            true => actions.cancel(it.id),
            false => asking.set(Some(it.id)),
        }),
    };
    let acts = Signal::derive(move || live.get().then_some(acts));

    let close = Callback::new(move |()| actions.dismiss());
    let alert = move || {
        notice.get().map(|error| view! { <Alert id="inspector-notice" error=error on_close=close /> })
    };
    let error = Memo::new(move |_| watched.with(|it| it.error.clone()));
    let failure = move || error.get().map(|error| view! { <Alert id="inspector-error" error=error /> });
    let is_told = Memo::new(move |_| !live.get() || over.get());
    let shown = move || is_told.get().then(|| view! { <Shown actions=actions over=over /> });
    let confirm = move || {
        asked.get().map(|title| {
            let cancel = move || {
                asking.get_untracked().into_iter().for_each(|id| actions.cancel(id));
                asking.set(None);
            };
            view! {
                <Confirm
                    id="inspector-confirm"
                    question="Cancel this stream?"
                    kept=format!("{}: its page is told, and keeps what it has.", legible(&title))
                    yes="Cancel the stream"
                    no="Go on"
                    on_yes=cancel
                    on_no=move || asking.set(None)
                />
            }
        })
    };
    let any = Memo::new(move |_| stream.with(Option::is_some));
    let readers = move || {
        let first = any.get().then(|| stream.get_untracked())??;
        let stream = Memo::new(move |_| stream.get().unwrap_or_else(|| first.clone()));
        Some(view! { <Readers id="inspector-chosen" stream=stream late=late actions=acts /> })
    };
    let looked = move || {
        peek.get().map(|peek| {
            view! {
                <Peek
                    id="inspector-peek"
                    peek=use_store(&peek)
                    on_pause=move || actions.pause()
                    on_close=move || actions.close()
                />
            }
        })
    };
    let recordings = Memo::new(move |_| watched.with(|it| it.recordings.clone()));
    let some = Memo::new(move |_| recordings.with(|recordings| !recordings.is_empty()));
    let stop = Callback::new(move |id| actions.stop(id));
    let on_stop = Signal::derive(move || live.get().then_some(stop));
    let recorded = move || {
        some.get().then(|| {
            view! { <Recordings id="inspector-recordings" recordings=recordings on_stop=on_stop /> }
        })
    };
    let quiet = Memo::new(move |_| watched.with(|it| it.phase == Phase::Watching && is_quiet(&it.streams)));
    let left = move || match search.with(String::is_empty) {
        true => String::new(),
        false => format!("{} shown", plural(listed.with(Vec::len) as u64, "line", "lines", &N)),
    };
    view! {
        <main
            class="page"
            data-phase=move || format!("{:?}", phase.get()).to_lowercase()
            data-testid="inspector-page"
        >
            <Header title=page.title purpose=page.purpose>
                <Recording actions=actions />
                <Button
                    id="inspector-record"
                    icon="circle-dot"
                    label="Record next"
                    title="Record the next command that opens a stream, from its first item on"
                    disabled=Signal::derive(move || !live.get())
                    on_click=move |_| actions.record(None)
                />
                <Button
                    id="inspector-window"
                    kind="primary"
                    icon="app-window"
                    label="Open in a window"
                    on_click=move |_| actions.open_window()
                />
            </Header>
            {alert}
            {failure}
            {shown}
            <section class="card" aria-label="Streams" data-testid="inspector-streams">
                <Totals id="inspector-total" totals=Memo::new(move |_| watched.with(|it| it.totals)) />
                <div class="pick">
                    <Search id="inspector-search" label="Command or web view" value=search />
                    <span class="meta num" data-testid="inspector-left">
                        {left}
                    </span>
                </div>
                {confirm}
                <Inspected
                    id="inspector"
                    lines=listed
                    late=late
                    active=active
                    on_active=move |at| chosen.set(listed.with_untracked(|it| it.get(at).map(key_of)))
                    actions=acts
                />
                {readers}
            </section>
            {looked}
            {recorded}
            {move || quiet.get().then(|| view! { <Empty id="inspector-empty" ways=ways() /> })}
        </main>
    }
}

/// The choice of a recording.
#[component]
fn Recording(actions: Inspecting) -> impl IntoView {
    let runs = expect_context::<Runs>();
    let input = NodeRef::<html::Input>::new();
    let replay = move |_| {
        let Some(input) = input.get_untracked() else { return };
        if let Some(picked) = input.files().and_then(|files| files.item(0)) {
            spawn_local(actions.replay(picked.into(), runs));
        }
        // The same file may be chosen again.
        input.set_value("");
    };
    view! {
        <input
            type="file"
            class="hidden"
            accept=".json,application/json"
            tabindex=-1
            aria-label="A recording"
            node_ref=input
            data-testid="inspector-file"
            on:change=replay
        />
        <Button
            id="inspector-replay"
            icon="file-play"
            label="Replay a recording…"
            on_click=move |_| input.get_untracked().into_iter().for_each(|input| input.click())
        />
    }
}

/// What is shown in place of what flows now.
#[component]
fn Shown(actions: Inspecting, over: Memo<bool>) -> impl IntoView {
    let Inspecting { replayed, .. } = actions;
    let live = Memo::new(move |_| replayed.with(Option::is_none));
    let what = move || match replayed.get() {
        None => "Not watching".to_owned(),
        Some(title) => {
            let ends = if over.get() { " is over" } else { "" };
            format!("Replay of {}{ends}", legible(&title))
        }
    };
    view! {
        <div class="options">
            <span class="tag wait" data-testid="inspector-shown">
                <Icon name=Signal::derive(move || if live.get() { "circle-stop" } else { "history" }) />
                {what}
            </span>
            <Button
                id="inspector-again"
                icon="rotate-cw"
                label=Signal::derive(move || {
                    if live.get() { "Watch again" } else { "Back to what flows now" }
                })
                on_click=move |_| actions.watch(None)
            />
        </div>
    }
}

fn ways() -> Vec<Way> {
    let way = |icon, title, text: &'static str| Way { icon, title, text: text.into_any() };
    vec![
        way(
            "activity",
            "Nothing else flows",
            "Start something on another page, of any window: its streams appear here at once.",
        ),
        way(
            "app-window",
            "Watch while you work",
            "“Open in a window” keeps the inspector in sight beside any page.",
        ),
        way(
            "file-play",
            "Record and replay",
            "“Record next” writes what a command tells to a file. It plays again in its own page, without the backend.",
        ),
    ]
}
