//! Millstream for Tauri: an [`Outlet<T>`] where a command would take a `tauri::ipc::Channel<T>`.
//!
//! ```no_run
//! use tauri_plugin_millstream::{Error, Outlet, Stopped};
//!
//! #[tauri::command]
//! fn count(up_to: u32, outlet: Outlet<u32>) -> Result<(), Error> {
//!     // Returns at once; the producer runs on, and waits whenever the page is slow.
//!     outlet.spawn(async move |outlet| {
//!         for number in 1..=up_to {
//!             outlet.send(number).await?;
//!         }
//!         Ok::<(), Stopped>(())
//!     });
//!     Ok(())
//! }
//!
//! tauri::Builder::<tauri::Wry>::default()
//!     .plugin(tauri_plugin_millstream::init())
//!     .invoke_handler(tauri::generate_handler![count]);
//! ```
//!
//! The page passes an outlet with one of the clients, or a stock `Channel`, which then gets the plain
//! items. Its window needs the permission `millstream:default` in a capability.
//!
//! Declare a command that takes an outlet as a plain `fn`, as above. Tauri reads the arguments of an
//! `async fn` in a task of its own, some time later: when the page is reloaded in between, the stream is
//! opened for a page that is gone.

mod argument;
mod bell;
mod commands;
mod outlet;
mod page;
mod registry;

pub use argument::Argument;
pub use millstream_flow::{Failure, Stopped};
pub use millstream_shared::{Account, Code, End, Error, Key, Limits, Policy, Wire};
pub use outlet::Outlet;
pub use page::page_gone;

use tauri::{
    Manager, Runtime,
    plugin::{Builder, TauriPlugin},
};

use registry::Registry;

/// The plugin; goes into [`tauri::Builder::plugin`].
pub fn init<R: Runtime>() -> TauriPlugin<R> {
    Builder::new("millstream")
        .invoke_handler(tauri::generate_handler![commands::drain, commands::cancel])
        .setup(|app, _| {
            app.manage(Registry::default());
            Ok(())
        })
        .on_webview_ready(page::watch)
        .on_page_load(page::on_load)
        .on_event(page::on_event)
        .build()
}

/// How many streams there are: those whose producer runs, and those whose page does not know of the end
/// yet.
pub fn live_streams<R: Runtime>(manager: &impl Manager<R>) -> usize {
    manager.try_state::<Registry>().map_or(0, |registry| registry.live())
}

/// What the README shows is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
