//! A run's list.

use leptos::{html, prelude::*, task::spawn_local};
use millstream_shared::hash::Algorithm;
use web_sys::KeyboardEvent;

use super::{digest::Digest, tag::Tag, tag::word};
use crate::{
    locale::N,
    runs::Runs,
    state::{
        format::{bytes, exact_bytes, legible, percent},
        hash::{self, Row},
        list::{ROW, r#move, reveal, span},
        runs::title_of,
    },
};

/// The files of a run, of which only those are drawn that are seen. Arrows, Page, Home and End move.
#[component]
pub fn Files(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    #[prop(into)] count: Signal<usize>,
    row: impl Fn(usize) -> Option<Row> + Copy + Send + Sync + 'static,
    #[prop(into)] algorithm: Signal<Algorithm>,
    #[prop(into)] active: Signal<Option<usize>>,
    on_active: impl Fn(usize) + Copy + Send + 'static,
) -> impl IntoView {
    let runs = expect_context::<Runs>();
    let scroll = RwSignal::new(0.0);
    let grid = NodeRef::<html::Div>::new();
    let drawn = Memo::new(move |_| span(count.get(), scroll.get()));

    // A shorter list, after a search, may end above what is scrolled to.
    Effect::new(move || {
        let (_, Some(grid)) = (drawn.get(), grid.get()) else { return };
        if scroll.get_untracked() > f64::from(grid.scroll_top()) {
            scroll.set(grid.scroll_top().into());
        }
    });

    let on_keydown = move |event: KeyboardEvent| {
        let Some(grid) = grid.get_untracked() else { return };
        let (count, now) = (count.get_untracked(), active.get_untracked());
        if let Some(next) = r#move(count, now, &event.key()) {
            grid.set_scroll_top(reveal(count, grid.scroll_top().into(), next).round() as i32);
            on_active(next);
        } else if let Some(row) = now.and_then(row).filter(|_| event.key() == "Enter") {
            let algorithm = algorithm.get_untracked();
            spawn_local(async move {
                runs.copy_digest(row, algorithm).await;
            });
        } else {
            return;
        }
        event.prevent_default();
    };

    let row_id = id.clone();
    let active_id = id.clone();
    view! {
        <div
            class="files"
            role="grid"
            aria-label=label
            aria-rowcount=move || count.get() + 1
            aria-colcount=4
            aria-activedescendant=move || active.get().map(|at| format!("{active_id}-row-{at}"))
            tabindex=0
            node_ref=grid
            data-testid=format!("{id}-files-grid")
            on:scroll=move |_| {
                if let Some(grid) = grid.get_untracked() {
                    scroll.set(grid.scroll_top().into());
                }
            }
            on:keydown=on_keydown
        >
            <div class="row head" role="row" aria-rowindex=1>
                <span role="columnheader">"Name"</span>
                <span role="columnheader" class="right">
                    "Size"
                </span>
                <span role="columnheader">{move || title_of(algorithm.get())}</span>
                <span role="columnheader">"Result"</span>
            </div>
            <div
                class="rows"
                role="rowgroup"
                style:height=move || format!("{}px", drawn.get().height.max(ROW))
            >
                <For each=move || drawn.get().from..drawn.get().to key=|at| *at let:at>
                    <FileRow
                        id=format!("{row_id}-row-{at}")
                        row=Memo::new(move |_| row(at))
                        index=at + 2
                        top=Signal::derive(move || {
                            let drawn = drawn.get();
                            drawn.top + (at as f64 - drawn.from as f64) * ROW
                        })
                        algorithm=algorithm
                        active=Signal::derive(move || active.get() == Some(at))
                        on_active=move || on_active(at)
                    />
                </For>
            </div>
        </div>
    }
}

#[component]
fn FileRow(
    id: String,
    row: Memo<Option<Row>>,
    index: usize,
    top: Signal<f64>,
    algorithm: Signal<Algorithm>,
    active: Signal<bool>,
    on_active: impl Fn() + 'static,
) -> impl IntoView {
    let runs = expect_context::<Runs>();
    // A row that has gone is drawn no more; until then it has nothing to show.
    let name = move || row.with(|row| row.as_ref().map(|row| legible(&row.name.name)));
    let size = Memo::new(move |_| row.with(|row| row.as_ref()?.bytes));
    let result =
        Memo::new(move |_| row.with(|row| row.as_ref().map_or(hash::Result::Reading, |row| row.result)));
    let hex =
        Memo::new(move |_| row.with(|row| row.as_ref()?.digests.get(algorithm.get()).map(str::to_owned)));
    let computed = Memo::new(move |_| hex.with(Option::is_some));
    let copy = move || async move {
        match row.get_untracked() {
            Some(row) => runs.copy_digest(row, algorithm.get_untracked()).await,
            None => false,
        }
    };
    let digest_id = format!("{id}-digest");
    let digest = move || {
        if computed.get() {
            let hex = Signal::derive(move || hex.get().unwrap_or_default());
            let label = Signal::derive(move || title_of(algorithm.get()));
            view! { <Digest id=digest_id.clone() hex=hex label=label reachable=false on_copy=copy /> }
                .into_any()
        } else {
            let note = move || row.with(|row| row.as_ref().map(note));
            view! { <span class="note num">{note}</span> }.into_any()
        }
    };
    view! {
        <div
            class="row"
            role="row"
            id=id.clone()
            aria-rowindex=index
            aria-selected=move || active.get().to_string()
            data-result=move || word(result.get())
            data-testid=id
            style:top=move || format!("{}px", top.get())
            on:click=move |_| on_active()
        >
            <span role="gridcell" class="name" title=name>
                {name}
            </span>
            <span
                role="gridcell"
                class="right num"
                title=move || size.get().map(|size| exact_bytes(size, &N))
            >
                {move || size.get().map_or_else(|| "–".to_owned(), |size| bytes(size, &N))}
            </span>
            <span role="gridcell" class="digest-cell">
                {digest}
            </span>
            <span role="gridcell">
                <Tag result=result />
            </span>
        </div>
    }
}

/// What stands in the place of a digest that is not there.
fn note(row: &Row) -> String {
    match (row.result, &row.error, row.line) {
        (_, Some(error), _) => legible(&error.message),
        (hash::Result::Reading, ..) => percent(row.bytes_read, row.bytes.unwrap_or(0), &N),
        (hash::Result::Missing, _, Some(line)) => format!("Named in line {line}, but not there"),
        _ => String::new(),
    }
}
