//! What the README shows of Rust: a command that counts, no faster than its page reads.

// region: outlet
use tauri_plugin_millstream::{Outlet, Stopped};

#[tauri::command]
fn count(request: u32, outlet: Outlet<u32>) {
    outlet.spawn(async move |outlet| {
        for number in 1..=request {
            outlet.send(number).await?; // waits while the page is busy
        }
        Ok::<(), Stopped>(())
    });
}
// endregion

fn main() {
    let builder = tauri::Builder::<tauri::Wry>::new();
    // region: plugin
    let builder =
        builder.plugin(tauri_plugin_millstream::init()).invoke_handler(tauri::generate_handler![count]);
    // endregion
    drop(builder);
}
