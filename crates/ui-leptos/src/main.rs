//! Puts the application into the page.

use leptos::prelude::*;
use millstream_client::is_tauri;
use millstream_ui_leptos::{App, rehearse};
use wasm_bindgen::JsCast;

fn main() {
    console_error_panic_hook::set_once();
    #[cfg(feature = "lab")]
    millstream_ui_leptos::lab::install();
    wasm_bindgen_futures::spawn_local(async {
        let asked = if is_tauri() { None } else { Some(rehearse().await) };
        if let Some(root) = document().get_element_by_id("root").and_then(|root| root.dyn_into().ok()) {
            leptos::mount::mount_to(root, move || view! { <App asked=asked /> }).forget();
        }
    });
}
