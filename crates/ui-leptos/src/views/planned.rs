//! Pages to come.

use leptos::prelude::*;

use super::{header::Header, icon::Icon};
use crate::state::app::StreamPage;

/// The page of a stream that is not built yet: it says so, and what it will do.
#[component]
pub fn Planned(page: &'static StreamPage) -> impl IntoView {
    view! {
        <main class="page" data-testid=format!("{}-page", page.name)>
            <Header title=page.title purpose=page.purpose />
            <section class="card planned" aria-label="Not built yet">
                <Icon name=page.icon />
                <div>
                    <h2>"Not built yet"</h2>
                    <p>"This is what it will do:"</p>
                    <ul>{page.plan.iter().map(|line| view! { <li>{*line}</li> }).collect_view()}</ul>
                </div>
            </section>
        </main>
    }
}
