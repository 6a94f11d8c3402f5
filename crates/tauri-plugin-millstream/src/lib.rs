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

// docs.rs says of an item which feature it needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod argument;
mod bell;
mod broadcast;
mod commands;
#[cfg(feature = "lane")]
mod lane;
mod outlet;
mod page;

pub use argument::Argument;
pub use broadcast::broadcast;
pub use millstream_flow::{
    Chunk, ChunkSize, Drain, Failure, Inspection, Place, Sample, Start, Started, Status, Stopped, Watching,
};
pub use millstream_shared::{Account, Code, End, Error, Key, Limits, Policy, Wire};
pub use outlet::Outlet;
pub use page::page_gone;

use std::{sync::Arc, time::Duration};

use millstream_flow::Registry;
use tauri::{
    Manager, Runtime,
    plugin::{self, TauriPlugin},
};

/// The plugin; goes into [`tauri::Builder::plugin`].
pub fn init<R: Runtime>() -> TauriPlugin<R> {
    Builder::default().build()
}

/// The plugin, with what can be chosen.
#[derive(Clone, Copy, Debug)]
pub struct Builder {
    grace: Duration,
    #[cfg(feature = "lane")]
    lane: bool,
}

impl Builder {
    /// The plugin as [`init`] makes it.
    pub const fn new() -> Self {
        Self {
            grace: Duration::from_secs(30),
            #[cfg(feature = "lane")]
            lane: false,
        }
    }

    /// Chooses for how long a stream that was opened `detached` waits for its page; 30 seconds unless
    /// told.
    #[must_use]
    pub const fn grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// Offers pages a second lane for frames, a socket on the loopback address, where much more gets through
    /// than by Tauri's own way. Who may use it is as guarded as a command is; but a page that is to use it
    /// needs the permission `millstream:allow-lane` and, in its content security policy, a
    /// `connect-src` with `ws://127.0.0.1:*`, which lets its scripts knock at all sockets of this machine. So
    /// it is off unless told.
    #[cfg(feature = "lane")]
    #[must_use]
    pub const fn lane(mut self) -> Self {
        self.lane = true;
        self
    }

    /// The plugin; goes into [`tauri::Builder::plugin`].
    pub fn build<R: Runtime>(self) -> TauriPlugin<R> {
        plugin::Builder::new("millstream")
            .invoke_handler(tauri::generate_handler![
                commands::drain,
                commands::cancel,
                commands::attach,
                commands::list,
                commands::lane
            ])
            .setup(move |app, _| {
                let registry = Registry::default();
                #[cfg(feature = "lane")]
                if self.lane {
                    app.manage(lane::Lanes::new(registry.clone()));
                }
                app.manage(registry);
                app.manage(Grace(self.grace));
                Ok(())
            })
            .on_webview_ready(page::watch)
            .on_page_load(page::on_load)
            .on_event(page::on_event)
            .build()
    }
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

/// For how long a stream waits for its page.
#[derive(Clone, Copy)]
struct Grace(Duration);

/// How many streams there are: those whose producer runs, and those with a page that does not know of the
/// end yet.
pub fn live_streams<R: Runtime>(manager: &impl Manager<R>) -> usize {
    manager.try_state::<Registry>().map_or(0, |registry| registry.live())
}

/// How all streams into all pages stand, the oldest first; for an inspector.
pub fn inspect<R: Runtime>(manager: &impl Manager<R>) -> Vec<Inspection> {
    manager.try_state::<Registry>().map_or_else(Vec::new, |registry| registry.inspect())
}

/// The start of a stream that [`inspect`] told of, and all that is live of it. None when it is over.
pub fn started<R: Runtime>(manager: &impl Manager<R>, id: u64) -> Option<Started> {
    manager.try_state::<Registry>().and_then(|registry| registry.started(id))
}

/// Where the readers of a start's live streams are, its own and those who attached, each place once.
pub fn readers<R: Runtime>(manager: &impl Manager<R>, start: &Start) -> Vec<Place> {
    manager.try_state::<Registry>().map_or_else(Vec::new, |registry| registry.readers(start))
}

/// Has this called for each stream that is opened from now on, before its first item.
pub fn watch<R: Runtime>(
    manager: &impl Manager<R>,
    watcher: impl FnMut(&Start, &Drain) -> Watching + Send + 'static,
) {
    if let Some(registry) = manager.try_state::<Registry>() {
        registry.watch(watcher);
    }
}

/// The owner's end of a stream that [`inspect`] told of: to cancel it from elsewhere, or to
/// [`join`](Drain::join) it. None when it is over.
pub fn stream<R: Runtime>(manager: &impl Manager<R>, id: u64) -> Option<Arc<Drain>> {
    manager.try_state::<Registry>().and_then(|registry| registry.owner(id))
}

/// What the README shows is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
