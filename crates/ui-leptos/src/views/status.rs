//! The status bar.

use leptos::prelude::*;
use millstream_client::Stats;
use millstream_shared::inspector::RecordedHere;

use super::{recorded::Recorded, sparkline::Sparkline};
use crate::{
    locale::N,
    state::format::{count, milliseconds, pace, rate},
};

/// What flows, all streams together, and which front end this is.
#[component]
pub fn Status(
    #[prop(into)] throughput: Signal<u64>,
    #[prop(into)] samples: Signal<Vec<u64>>,
    #[prop(into)] stats: Signal<Stats>,
    #[prop(into)] recorded: Signal<RecordedHere>,
    demo: bool,
) -> impl IntoView {
    let drain = move || stats.get().drain_ms.map_or_else(|| "–".to_owned(), |ms| milliseconds(ms, &N));
    view! {
        <footer class="status num" data-testid="status">
            <span class="flow" title="Read by all runs together">
                <Sparkline samples=samples />
                <b data-testid="status-throughput">{move || rate(throughput.get() as f64, &N)}</b>
            </span>
            <span title="Streams that are open">
                <b data-testid="status-streams">{move || count(stats.get().streams.into(), &N)}</b>
                " "
                {move || if stats.get().streams == 1 { "stream" } else { "streams" }}
            </span>
            <Recorded recorded=recorded />
            <span class="hide-narrow" title="Events that arrived in the last second">
                <b data-testid="status-events">{move || pace(stats.get().items_per_second, &N)}</b>
                " events/s"
            </span>
            <span class="hide-narrow" title="Frames that were asked for and are not here yet">
                <b data-testid="status-in-flight">{move || count(stats.get().in_flight.into(), &N)}</b>
                " in flight"
            </span>
            <span
                class="hide-narrow"
                title=move || format!("Superseded by newer ones: {}", count(stats.get().coalesced, &N))
            >
                <b data-testid="status-dropped">{move || count(stats.get().dropped, &N)}</b>
                " dropped"
            </span>
            <span class="push hide-narrow" title="How long the last drain took">
                "drain "
                <b data-testid="status-drain">{drain}</b>
            </span>
            {demo
                .then(|| {
                    view! {
                        <span
                            class="demo"
                            title="Recorded streams, replayed: there is no backend behind this page"
                            data-testid="status-demo"
                        >
                            "Scripted demo"
                        </span>
                    }
                })}
            <b data-testid="status-front-end">"Leptos"</b>
        </footer>
    }
}
