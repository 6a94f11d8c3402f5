//! What the README shows of Leptos: a component that shows a count.

// region: leptos
use futures_util::StreamExt;
use leptos::{prelude::*, reactive::spawn_local_scoped_with_cancellation};
use millstream_client::{Options, open};
use millstream_shared::Stream;

struct Count;

impl Stream for Count {
    const COMMAND: &'static str = "count";
    type Request = u32;
    type Item = u32;
}

#[component]
fn Counter() -> impl IntoView {
    let (text, set_text) = signal(String::new());
    spawn_local_scoped_with_cancellation(async move {
        let mut numbers = open::<Count>(&1_000_000, Options::default());
        while let Some(next) = numbers.next().await {
            set_text.set(next.map_or_else(|error| error.to_string(), |number| number.to_string()));
        }
    });
    view! { <output>{text}</output> }
}
// endregion

fn main() {
    mount_to_body(Counter);
}
