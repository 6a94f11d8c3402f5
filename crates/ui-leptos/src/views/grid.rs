//! Lists of any length.

use std::hash::Hash;

use leptos::{html, prelude::*, tachys::view::keyed::SerializableKey};
use web_sys::KeyboardEvent;

use crate::state::list::{ROW, r#move, reveal, span};

/// A list of any length, of which only the rows are drawn that are seen. Arrows, Page, Home and End move.
#[component]
pub fn Grid<K, V>(
    /// How its rows' ids begin.
    #[prop(into)]
    id: String,
    /// What it lists: its test id ends so, and the stylesheet knows its columns by it.
    kind: &'static str,
    #[prop(into)] label: String,
    columns: usize,
    #[prop(into)] heads: ViewFnOnce,
    #[prop(into)] count: Signal<usize>,
    /// Tells the row at a place from all others, wherever they move.
    key_of: impl Fn(usize) -> K + Copy + Send + Sync + 'static,
    #[prop(into)] active: Signal<Option<usize>>,
    on_active: impl Fn(usize) + Copy + Send + Sync + 'static,
    /// Any other key, on the active row; answers whether it was one of its own.
    on_key: impl Fn(usize, &str) -> bool + 'static,
    row: impl Fn(K, Place) -> V + Copy + Send + 'static,
) -> impl IntoView
where
    K: Clone + Eq + Hash + SerializableKey + Send + 'static,
    V: IntoView + 'static,
{
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
        } else {
            // A button in a row has keys of its own.
            let (true, Some(at)) = (event.target() == event.current_target(), now) else { return };
            if !on_key(at, &event.key()) {
                return;
            }
        }
        event.prevent_default();
    };

    let active_id = id.clone();
    let row_id = StoredValue::new(id.clone());
    let place = move |index: ReadSignal<usize>| {
        let at = Memo::new(move |_| drawn.get().from + index.get());
        Place {
            id: Signal::derive(move || format!("{}-row-{}", row_id.get_value(), at.get())),
            index: Signal::derive(move || at.get() + 2),
            top: Signal::derive(move || drawn.get().top + index.get() as f64 * ROW),
            active: Signal::derive(move || active.get() == Some(at.get())),
            on_active: Callback::new(move |()| on_active(at.get_untracked())),
        }
    };
    view! {
        <div
            class=format!("list {kind}")
            role="grid"
            aria-label=label
            aria-rowcount=move || count.get() + 1
            aria-colcount=columns
            aria-activedescendant=move || active.get().map(|at| format!("{active_id}-row-{at}"))
            tabindex=0
            node_ref=grid
            data-testid=format!("{id}-{kind}-grid")
            on:scroll=move |_| {
                if let Some(grid) = grid.get_untracked() {
                    scroll.set(grid.scroll_top().into());
                }
            }
            on:keydown=on_keydown
        >
            <div class="row head" role="row" aria-rowindex=1>
                {heads.run()}
            </div>
            <div
                class="rows"
                role="rowgroup"
                style:height=move || format!("{}px", drawn.get().height.max(ROW))
            >
                <ForEnumerate
                    each=move || {
                        let drawn = drawn.get();
                        (drawn.from..drawn.to).map(key_of).collect::<Vec<_>>()
                    }
                    key=K::clone
                    children=move |index, key| row(key, place(index))
                />
            </div>
        </div>
    }
}

/// Where a row stands.
#[derive(Clone, Copy)]
pub struct Place {
    /// Its id.
    pub id: Signal<String>,
    /// Its number, from 2: the head is the first.
    pub index: Signal<usize>,
    /// Where it is, in CSS pixels from the list's top.
    pub top: Signal<f64>,
    /// Whether it is the active one.
    pub active: Signal<bool>,
    /// Makes it the active one.
    pub on_active: Callback<()>,
}

/// A row of a grid, in its place.
#[component]
pub fn Row(place: Place, #[prop(into)] result: Signal<String>, children: Children) -> impl IntoView {
    view! {
        <div
            class="row"
            role="row"
            id=move || place.id.get()
            aria-rowindex=move || place.index.get()
            aria-selected=move || place.active.get().to_string()
            data-result=move || result.get()
            data-testid=move || place.id.get()
            style:top=move || format!("{}px", place.top.get())
            on:click=move |_| place.on_active.run(())
        >
            {children()}
        </div>
    }
}
