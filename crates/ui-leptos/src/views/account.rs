//! Accounts.

use leptos::prelude::*;
use millstream_shared::Account as Figures;

use super::icon::Icon;
use crate::{
    locale::N,
    state::format::{count, plural},
};

/// What became of a run's events and of its log's lines: offered is the sum of the rest.
#[component]
pub fn Account(
    #[prop(into)] id: String,
    events: Figures,
    #[prop(into)] log: Signal<Option<Figures>>,
) -> impl IntoView {
    let heads = COLUMNS.into_iter().map(|(_, title, _)| view! { <th class="right">{title}</th> });
    let log_id = format!("{id}-log");
    let log = move || log.get().map(|log| view! { <Line id=log_id.clone() name="Log" figures=log /> });
    view! {
        <details class="more" data-testid=id.clone()>
            <summary>
                <Icon name="chevron-down" />
                "Account "
                <span class="meta num">{format!("{} delivered", plural(events.delivered, "event", "events", &N))}</span>
            </summary>
            <table class="num">
                <thead>
                    <tr>
                        <th>"Outlet"</th>
                        {heads.collect_view()}
                    </tr>
                </thead>
                <tbody>
                    <Line id=format!("{id}-events") name="Events" figures=events />
                    {log}
                </tbody>
            </table>
        </details>
    }
}

type Figure = fn(&Figures) -> u64;

const COLUMNS: [(&str, &str, Figure); 5] = [
    ("offered", "Offered", |figures| figures.offered),
    ("delivered", "Delivered", |figures| figures.delivered),
    ("coalesced", "Coalesced", |figures| figures.coalesced),
    ("dropped", "Dropped", |figures| figures.dropped),
    ("discarded", "Discarded", |figures| figures.discarded),
];

#[component]
fn Line(id: String, name: &'static str, figures: Figures) -> impl IntoView {
    let cells = COLUMNS.into_iter().map(|(column, _, figure)| {
        view! {
            <td class="right" data-testid=format!("{id}-{column}")>
                {count(figure(&figures), &N)}
            </td>
        }
    });
    view! {
        <tr data-testid=id.clone()>
            <th scope="row">{name}</th>
            {cells.collect_view()}
        </tr>
    }
}
