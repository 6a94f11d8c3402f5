//! A run's list.

use leptos::{prelude::*, task::spawn_local};
use millstream_shared::hash::Algorithm;

use super::{
    digest::Digest,
    grid::{Grid, Place, Row},
    tag::Tag,
    tag::word,
};
use crate::{
    locale::N,
    runs::Runs,
    state::{
        format::{bytes, exact_bytes, legible, percent},
        hash::{self, Row as FileRow},
        runs::title_of,
    },
};

/// The files of a run. Enter copies the active one's digest.
#[component]
pub fn Files(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    #[prop(into)] count: Signal<usize>,
    row: impl Fn(usize) -> Option<FileRow> + Copy + Send + Sync + 'static,
    #[prop(into)] algorithm: Signal<Algorithm>,
    #[prop(into)] active: Signal<Option<usize>>,
    on_active: impl Fn(usize) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let runs = expect_context::<Runs>();
    let on_key = move |at, key: &str| {
        let Some(row) = Some(at).filter(|_| key == "Enter").and_then(row) else { return false };
        let algorithm = algorithm.get_untracked();
        spawn_local(async move {
            runs.copy_digest(row, algorithm).await;
        });
        true
    };
    let heads = move || {
        view! {
            <span role="columnheader">"Name"</span>
            <span role="columnheader" class="right">
                "Size"
            </span>
            <span role="columnheader">{move || title_of(algorithm.get())}</span>
            <span role="columnheader">"Result"</span>
        }
    };
    let file = move |at, place| {
        view! { <File place=place row=Memo::new(move |_| row(at)) algorithm=algorithm /> }
    };
    view! {
        <Grid
            id=id
            kind="files"
            label=label
            columns=4
            heads=heads
            count=count
            key_of=|at| at
            active=active
            on_active=on_active
            on_key=on_key
            row=file
        />
    }
}

#[component]
fn File(place: Place, row: Memo<Option<FileRow>>, algorithm: Signal<Algorithm>) -> impl IntoView {
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
    let digest = move || {
        if computed.get() {
            let id = Signal::derive(move || format!("{}-digest", place.id.get()));
            let hex = Signal::derive(move || hex.get().unwrap_or_default());
            let label = Signal::derive(move || title_of(algorithm.get()));
            view! { <Digest id=id hex=hex label=label reachable=false on_copy=copy /> }.into_any()
        } else {
            let note = move || row.with(|row| row.as_ref().map(note));
            view! { <span class="note num">{note}</span> }.into_any()
        }
    };
    view! {
        <Row place=place result=Signal::derive(move || word(result.get()))>
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
        </Row>
    }
}

/// What stands in the place of a digest that is not there.
fn note(row: &FileRow) -> String {
    match (row.result, &row.error, row.line) {
        (_, Some(error), _) => legible(&error.message),
        (hash::Result::Reading, ..) => percent(row.bytes_read, row.bytes.unwrap_or(0), &N),
        (hash::Result::Missing, _, Some(line)) => format!("Named in line {line}, but not there"),
        _ => String::new(),
    }
}
