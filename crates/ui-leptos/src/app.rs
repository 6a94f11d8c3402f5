//! The application.

use std::time::Duration;

use leptos::{either::EitherOf3, ev, prelude::*, task::spawn_local};
use millstream_client::{Stats, is_tauri, stats};
use millstream_shared::{Error, grants::Grant, inspector::RecordedHere};

use crate::{
    grants::follow_drops,
    inspector::Inspecting,
    keys::listen_keys,
    recorded::follow_recorded,
    runs::{Runs, now},
    state::{
        app::{StreamName, StreamPage, Theme, next_theme, page_of, theme_of},
        facts::{running, speed},
        sparkline::sampled,
    },
    streams::{hash::HashPage, inspector::InspectorPage},
    views::{planned::Planned, rail::Rail, shell::Shell, status::Status},
};

/// The application: the shell, and in it the page that the location names.
#[component]
pub fn App(
    /// What to start on at once; none where that is what the command line named.
    asked: Option<Result<Vec<Grant>, Error>>,
) -> impl IntoView {
    let runs = Runs::new();
    provide_context(runs);
    provide_context(Inspecting::new());
    let (over, set_over) = signal(false);
    let (recorded, set_recorded) = signal(RecordedHere::default());
    match asked {
        Some(Ok(grants)) => grants.into_iter().for_each(|grant| runs.start(&[grant])),
        Some(Err(error)) => runs.notice.set(Some(error)),
        None => {
            spawn_local(follow_drops(set_over, runs));
            spawn_local(follow_recorded(set_recorded, runs));
            runs.take();
        }
    }
    let page = use_page();
    let pulse = use_pulse(runs);
    let (theme, switch_theme) = use_theme();
    listen_keys(runs);

    let active = Memo::new(move |_| {
        runs.runs.with(|runs| runs.iter().filter(|(_, run)| run.with(|run| running(&run.hash))).count())
    });
    let count = move |name| if name == StreamName::Hash { active.get() } else { 0 };
    let shown = move || match page.get() {
        StreamPage { name: StreamName::Hash, .. } => {
            EitherOf3::A(view! { <HashPage over=over now=Signal::derive(move || pulse.now.get()) /> })
        }
        StreamPage { name: StreamName::Inspector, .. } => {
            EitherOf3::B(view! { <InspectorPage now=Signal::derive(move || pulse.now.get()) /> })
        }
        page => EitherOf3::C(view! { <Planned page=page /> }),
    };
    view! {
        <Shell
            rail=move || {
                view! {
                    <Rail
                        page=Signal::derive(move || page.get().name)
                        running=count
                        theme=theme
                        on_theme=switch_theme
                    />
                }
            }
            status=move || {
                view! {
                    <Status
                        throughput=Signal::derive(move || pulse.samples.with(|it| it.last().copied().unwrap_or(0)))
                        samples=pulse.samples
                        stats=pulse.stats
                        recorded=recorded
                        demo=!is_tauri()
                    />
                }
            }
        >
            {shown}
        </Shell>
    }
}

/// Opens a stream's page.
pub(crate) fn open(page: StreamName) {
    if let Err(error) = window().location().set_hash(&page.to_string()) {
        leptos::logging::error!("The location refused the page {page}: {error:?}");
    }
}

/// What is looked at twice a second rather than told by events.
#[derive(Clone, Copy)]
struct Pulse {
    now: RwSignal<u64>,
    stats: RwSignal<Stats>,
    /// Bytes a second of all runs together, newest last.
    samples: RwSignal<Vec<u64>>,
}

const PULSE: Duration = Duration::from_millis(500);

fn use_pulse(runs: Runs) -> Pulse {
    let pulse = Pulse {
        now: RwSignal::new(now()),
        stats: RwSignal::new(stats()),
        samples: RwSignal::new(Vec::new()),
    };
    let beat = move || {
        let at = now();
        let speed =
            |run: &crate::state::runs::Run| if running(&run.hash) { speed(&run.hash, at) } else { 0.0 };
        let total: f64 = runs.runs.with_untracked(|runs| runs.iter().map(|(_, run)| run.peek(speed)).sum());
        pulse.samples.update(|samples| sampled(samples, total.round() as u64));
        pulse.stats.set(stats());
        pulse.now.set(at);
    };
    match set_interval_with_handle(beat, PULSE) {
        Ok(timer) => on_cleanup(move || timer.clear()),
        Err(error) => leptos::logging::error!("There is no timer: {error:?}"),
    }
    pulse
}

fn use_page() -> Memo<&'static StreamPage> {
    let named = || page_of(&window().location().hash().unwrap_or_default());
    let (page, set_page) = signal(named());
    let listener = window_event_listener(ev::hashchange, move |_| set_page.set(named()));
    on_cleanup(move || listener.remove());
    // The same page once more is no other: what it has open stays open.
    Memo::new(move |_| page.get())
}

fn use_theme() -> (ReadSignal<Theme>, impl Fn() + 'static) {
    let remembered = storage().and_then(|storage| storage.get_item("theme").ok()?);
    let (theme, set_theme) = signal(theme_of(remembered.as_deref()));
    Effect::new(move || {
        let word = match theme.get() {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        let root = document().document_element();
        let set = root.map_or(Ok(()), |root| match theme.get() {
            Theme::System => root.remove_attribute("data-theme"),
            _ => root.set_attribute("data-theme", word),
        });
        let kept = storage().map_or(Ok(()), |storage| storage.set_item("theme", word));
        if let Err(error) = set.and(kept) {
            leptos::logging::error!("The theme could not be kept: {error:?}");
        }
    });
    (theme, move || set_theme.update(|theme| *theme = next_theme(*theme)))
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
