//! Totals.

use leptos::prelude::*;

use super::icon::Icon;
use crate::{
    locale::N,
    state::{
        format::{count, pace, plural, rate},
        inspector::Totals as Figures,
    },
};

/// All streams together, in numbers.
#[component]
pub fn Totals(#[prop(into)] id: String, #[prop(into)] totals: Signal<Figures>) -> impl IntoView {
    let stalled = Memo::new(move |_| totals.get().stalled as u64);
    let stalled_id = format!("{id}-stalled");
    let stalled = move || {
        (stalled.get() > 0).then(|| {
            view! {
                <span class="tag warn" data-testid=stalled_id.clone()>
                    <Icon name="hourglass" />
                    {plural(stalled.get(), "stream", "streams", &N)}
                    " stalled"
                </span>
            }
        })
    };
    view! {
        <div class="facts totals num">
            <span
                class="count"
                title="Streams that are live, in all windows"
                data-testid=format!("{id}-streams")
            >
                <b>{move || count(totals.get().streams as u64, &N)}</b>
                " "
                {move || if totals.get().streams == 1 { "stream" } else { "streams" }}
            </span>
            <span
                class="pace"
                title="Items that were delivered in the last second"
                data-testid=format!("{id}-items")
            >
                <b>{move || pace(totals.get().items_per_second, &N)}</b>
                " items/s"
            </span>
            <span class="rate" title="Bytes of frames in the last second" data-testid=format!("{id}-bytes")>
                <b>{move || rate(totals.get().bytes_per_second, &N)}</b>
            </span>
            <span
                class="count"
                title="Items in frames that are in flight"
                data-testid=format!("{id}-in-flight")
            >
                <b>{move || count(totals.get().in_flight, &N)}</b>
                " in flight"
            </span>
            <span
                class="count"
                title="Items that the live streams have dropped"
                data-testid=format!("{id}-dropped")
            >
                <b>{move || count(totals.get().dropped, &N)}</b>
                " dropped"
            </span>
            {stalled}
        </div>
    }
}
