//! The rail.

use leptos::prelude::*;

use super::icon::Icon;
use crate::{
    locale::MOD,
    state::app::{GROUPS, StreamName, StreamPage, Theme, pages},
};

/// The streams in groups, with the number of running ones, and the theme's switch beneath.
#[component]
pub fn Rail(
    #[prop(into)] page: Signal<StreamName>,
    running: impl Fn(StreamName) -> usize + Copy + Send + Sync + 'static,
    #[prop(into)] theme: Signal<Theme>,
    on_theme: impl Fn() + 'static,
) -> impl IntoView {
    let entry = move |entry: &'static StreamPage| {
        let current = Signal::derive(move || page.get() == entry.name);
        view! { <Entry page=entry current=current running=Signal::derive(move || running(entry.name)) /> }
    };
    let groups = GROUPS.iter().map(|(title, pages)| {
        let id = format!("rail-group-{}", title.to_lowercase());
        view! {
            <section class="group">
                <p id=id.clone()>{*title}</p>
                <ul aria-labelledby=id>{pages.iter().map(entry).collect_view()}</ul>
            </section>
        }
    });
    view! {
        <nav class="rail" aria-label="Streams" data-testid="rail">
            <div class="brand">
                <Icon name="millstream" />
                <span>"Millstream"</span>
            </div>
            {groups.collect_view()}
            <button
                type="button"
                class="theme"
                title="Switch between the system's theme, light and dark"
                data-testid="rail-theme"
                on:click=move |_| on_theme()
            >
                <Icon name=Signal::derive(move || look(theme.get()).0) />
                <span>{move || look(theme.get()).1}</span>
            </button>
        </nav>
    }
}

/// A theme's icon and label.
fn look(theme: Theme) -> (&'static str, &'static str) {
    match theme {
        Theme::System => ("monitor", "Theme: system"),
        Theme::Light => ("sun", "Theme: light"),
        Theme::Dark => ("moon", "Theme: dark"),
    }
}

#[component]
fn Entry(page: &'static StreamPage, current: Signal<bool>, running: Signal<usize>) -> impl IntoView {
    let name = page.name;
    let title = match pages().position(|known| known.name == name) {
        Some(at @ 0..9) => format!("{} ({}+{})", page.title, *MOD, at + 1),
        _ => page.title.to_owned(),
    };
    let live = move || {
        (running.get() > 0).then(|| {
            view! {
                <b class="live num" data-testid=format!("rail-{name}-live")>
                    {running.get()}
                    <span class="hidden">" running"</span>
                </b>
            }
        })
    };
    view! {
        <li>
            <a
                href=format!("#{name}")
                aria-current=move || current.get().then_some("page")
                title=title
                data-testid=format!("rail-{name}")
            >
                <Icon name=page.icon />
                <span>{page.title}</span>
                {live}
            </a>
        </li>
    }
}
