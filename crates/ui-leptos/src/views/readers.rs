//! One stream in full.

use leptos::prelude::*;
use millstream_shared::{
    Account,
    inspector::{Inspected, InspectedReader},
};

use super::{
    button::Button,
    icon::Icon,
    inspected::{StreamActions, policies},
};
use crate::{
    locale::N,
    state::{
        format::{bytes, count, exact_bytes, legible, plural, since},
        lines::title_of,
    },
};

/// One stream in full: what was agreed for it, what can be done with it, and the account of each of its
/// readers.
#[component]
pub fn Readers(
    #[prop(into)] id: String,
    #[prop(into)] stream: Signal<Inspected>,
    /// Milliseconds since the newest event.
    #[prop(into)]
    late: Signal<u64>,
    #[prop(into)] actions: Signal<Option<StreamActions>>,
) -> impl IntoView {
    let heads = COLUMNS.into_iter().map(|(_, title, _)| view! { <th class="right">{title}</th> });
    let act_id = id.clone();
    let acts = move || {
        let actions = actions.get()?;
        let act = |name, icon, label: &'static str, title: &'static str, act: Callback<Inspected>| {
            let id = format!("{act_id}-{name}");
            let click = move |_| act.run(stream.get_untracked());
            view! { <Button id=id kind="quiet" icon=icon label=label title=title on_click=click /> }
        };
        Some(view! {
            <div class="actions">
                {act("look", "eye", "Frames", "Show its frames (Enter)", actions.look)}
                {act("record", "circle-dot", "Record", "Record its command from now on", actions.record)}
                {act("cancel", "x", "Cancel", "Cancel it (Delete)", actions.cancel)}
            </div>
        })
    };
    let places = Memo::new(move |_| stream.with(|stream| stream.readers.len()));
    let row_id = id.clone();
    view! {
        <div class="detail readers" data-testid=id.clone()>
            <header>
                <h3 data-testid=format!("{id}-name")>{move || stream.with(|it| legible(&title_of(it)))}</h3>
                <span class="meta num">{move || stream.with(terms)}</span>
                {acts}
            </header>
            <div class="scroll" role="region" aria-label="Readers" tabindex=0>
                <table class="num">
                    <thead>
                        <tr>
                            <th>"Web view"</th>
                            {heads.collect_view()}
                            <th class="right">"Waiting"</th>
                            <th class="right">"Frames"</th>
                            <th class="right">"Their size"</th>
                            <th>"Owes a drain"</th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || 0..places.get() key=|at| *at let:at>
                            <Reader id=format!("{row_id}-{at}") stream=stream late=late at=at />
                        </For>
                    </tbody>
                </table>
            </div>
        </div>
    }
}

type Figure = fn(&Account) -> u64;

const COLUMNS: [(&str, &str, Figure); 5] = [
    ("offered", "Offered", |account| account.offered),
    ("delivered", "Delivered", |account| account.delivered),
    ("coalesced", "Coalesced", |account| account.coalesced),
    ("dropped", "Dropped", |account| account.dropped),
    ("discarded", "Discarded", |account| account.discarded),
];

#[component]
fn Reader(id: String, stream: Signal<Inspected>, late: Signal<u64>, at: usize) -> impl IntoView {
    let of = move |text: fn(&InspectedReader) -> String| {
        move || stream.with(|stream| stream.readers.get(at).map(text))
    };
    let owes = move || {
        let owes = stream.with(|stream| stream.readers.get(at).and_then(|reader| reader.owes));
        owes.map_or_else(|| "no".to_owned(), |ms| format!("for {}", since(ms + late.get(), &N)))
    };
    let stalled =
        Memo::new(move |_| stream.with(|stream| stream.readers.get(at).is_some_and(|it| it.stalled)));
    let cells = COLUMNS.into_iter().map(|(column, _, figure)| {
        let text = move || {
            stream.with(|stream| stream.readers.get(at).map(|reader| count(figure(&reader.account), &N)))
        };
        view! {
            <td class="right" data-testid=format!("{id}-{column}")>
                {text}
            </td>
        }
    });
    view! {
        <tr data-testid=id.clone()>
            <th scope="row">
                {of(|it| format!("{}{}", legible(&it.webview), if it.attached { "" } else { " (away)" }))}
            </th>
            {cells.collect_view()}
            <td class="right" title=of(|it| exact_bytes(it.bytes, &N)) data-testid=format!("{id}-waiting")>
                {of(|it| count(it.items.into(), &N))}
            </td>
            <td class="right">{of(|it| count(it.frames, &N))}</td>
            <td class="right" title=of(|it| exact_bytes(it.frame_bytes, &N))>
                {of(|it| bytes(it.frame_bytes, &N))}
            </td>
            <td data-testid=format!("{id}-owes")>
                <span class=move || stalled.get().then_some("tag warn")>
                    {move || stalled.get().then(|| view! { <Icon name="hourglass" /> })}
                    {owes}
                </span>
            </td>
        </tr>
    }
}

fn terms(stream: &Inspected) -> String {
    let items = plural(stream.limits.items.into(), "item", "items", &N);
    let most = format!("at most {items} or {} wait", bytes(stream.limits.bytes.into(), &N));
    let mut terms = vec![policies(stream.policy), &most];
    terms.extend(stream.shared.then_some("shared"));
    terms.extend(stream.detached.then_some("outlives its page"));
    terms.join(" · ")
}
