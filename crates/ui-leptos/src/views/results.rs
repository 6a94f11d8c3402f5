//! What a run found.

use leptos::prelude::*;
use millstream_shared::hash::{Algorithm, Digests};

use super::{detail::Detail, facts::Facts, files::Files, pick::Pick};
use crate::{
    locale::N,
    runs::Runs,
    state::{
        format::{legible, plural},
        hash::{self, Row},
        rows::{first_problem, found, row_at, row_count},
        runs::Run,
    },
};

/// Rows from which on there is something to search.
const MANY: usize = 8;

/// What a run found: its numbers, its files, and one of them in full.
#[component]
pub fn Results(
    #[prop(into)] id: String,
    #[prop(into)] run: Signal<Run>,
    #[prop(into)] now: Signal<u64>,
    #[prop(into)] algorithm: Signal<Algorithm>,
) -> impl IntoView {
    let runs = expect_context::<Runs>();
    let search = RwSignal::new(String::new());
    let only = RwSignal::new(None::<hash::Result>);
    let chosen = RwSignal::new(None::<usize>);

    let total = Memo::new(move |_| run.with(|run| row_count(&run.hash)));
    let places =
        Memo::new(move |_| search.with(|search| run.with(|run| found(&run.hash, search, only.get()))));
    let count =
        Memo::new(move |_| places.with(|places| places.as_ref().map_or_else(|| total.get(), Vec::len)));
    let place =
        move |at: usize| places.with(|places| places.as_ref().map_or(Some(at), |it| it.get(at).copied()));
    let alone = Memo::new(move |_| total.get() == 1 && run.with(|run| run.hash.files <= 1));
    let active = Memo::new(move |_| match alone.get() {
        true => Some(0),
        false => chosen.get().or_else(|| run.with(|run| first_problem(&run.hash))),
    });
    let shown = Memo::new(move |_| {
        let active = active.get()?;
        places.with(|places| match places {
            Some(places) => places.iter().position(|place| *place == active),
            None => Some(active),
        })
    });
    // How much of it is read is not shown there: what is copied from must not be drawn anew meanwhile.
    let detailed = Memo::new(move |_| {
        let row = run.with(|run| row_at(&run.hash, active.get()?).cloned())?;
        (!alone.get() || tells(&row)).then_some(Row { bytes_read: 0, ..row })
    });

    let listed = Memo::new(move |_| !alone.get() && total.get() > 0);
    let algorithms = Memo::new(move |_| run.with(|run| run.hash.algorithms.clone()));
    let picking = Memo::new(move |_| total.get() >= MANY || algorithms.with(|known| known.len() > 1));
    let left = move || match places.with(Option::is_some) {
        true => format!("{} shown", plural(count.get() as u64, "file", "files", &N)),
        false => String::new(),
    };
    let run_id = run.with_untracked(|run| run.id);
    let label = run.with_untracked(|run| format!("Files of {}", legible(&run.name)));

    let pick_id = id.clone();
    let pick = move || {
        picking.get().then(|| {
            view! {
                <Pick
                    id=pick_id.clone()
                    search=search
                    algorithms=algorithms
                    shown=algorithm
                    on_shown=move |shown| runs.show(run_id, shown)
                    left=Signal::derive(left)
                />
            }
        })
    };
    let files_id = id.clone();
    let list = move || {
        listed.get().then(|| {
            view! {
                {pick.clone()}
                <Files
                    id=files_id.clone()
                    label=label.clone()
                    count=count
                    row=move |at| run.with(|run| row_at(&run.hash, place(at)?).cloned())
                    algorithm=algorithm
                    active=shown
                    on_active=move |at| chosen.set(untrack(|| place(at)))
                />
            }
        })
    };
    let detail_id = format!("{id}-detail");
    let detail = move || {
        detailed.get().map(|row| view! { <Detail id=detail_id.clone() row=row named=!alone.get() /> })
    };
    view! {
        <Facts id=id run=run now=now only=only />
        {list}
        {detail}
    }
}

/// Whether there is more to say of a file than its name, which the card has.
fn tells(row: &Row) -> bool {
    row.error.is_some() || row.digests != Digests::default()
}
