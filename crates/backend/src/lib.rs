//! The workbench: all streaming commands and their producers, and the windows that call them.
//!
//! ```text
//! page ──▶ commands/<stream>  looks at the request, resolves grants    (knows Tauri)
//!              ──▶ producers/<stream>  does the work into an outlet    (does not)
//! ```

mod arguments;
mod clipboard;
mod commands;
mod dialog;
mod drop;
pub mod grants;
pub mod producers;
mod window;

use std::path::PathBuf;

use millstream_shared::{Code, Error};
use tauri::{Manager as _, Runtime, WindowEvent, plugin::TauriPlugin};

pub use arguments::Arguments;
use clipboard::Clipboard;
use grants::Grants;
use producers::inspector::Recordings;
use window::FrontEnd;

/// Opens the windows, grants `paths` to each of them, and returns when the last one is closed.
///
/// # Errors
/// When the application or one of its windows cannot be made.
pub fn run(paths: Vec<PathBuf>) -> tauri::Result<()> {
    assemble(tauri::Builder::default())
        .setup(move |app| {
            for front_end in FrontEnd::chosen() {
                app.state::<Grants>().offer(front_end.label(), &paths)?;
            }
            Ok(window::open_all(app)?)
        })
        .run(tauri::generate_context!())
}

/// The application without its windows.
fn assemble<R: Runtime>(builder: tauri::Builder<R>) -> tauri::Builder<R> {
    builder
        .plugin(tauri_plugin_dialog::init())
        .plugin(millstream())
        .manage(Grants::default())
        .manage(Clipboard::default())
        .manage(Recordings::default())
        .invoke_handler(tauri::generate_handler![
            commands::grants::grants_pick,
            commands::grants::grants_take,
            commands::hash::hash,
            commands::hash::hash_export,
            commands::inspector::inspector,
            commands::inspector::inspector_frames,
            commands::inspector::inspector_cancel,
            commands::inspector::inspector_window,
            commands::inspector::inspector_record,
            commands::inspector::inspector_recorded_here,
            commands::inspector::inspector_stop,
            #[cfg(feature = "lab")]
            commands::lab::lab,
            #[cfg(feature = "lab")]
            commands::lab::lab_stock,
            #[cfg(feature = "lab")]
            commands::lab::lab_stock_raw,
            #[cfg(feature = "lab")]
            commands::lab::lab_echo,
            #[cfg(feature = "lab")]
            commands::lab::lab_left,
            #[cfg(feature = "lab")]
            commands::lab::lab_watch,
        ])
        .on_window_event(|window, event| match event {
            WindowEvent::DragDrop(event) => drop::on_drag(window, event),
            WindowEvent::Destroyed => window.state::<Grants>().forget(window.label()),
            _ => {}
        })
}

/// The plugin; with a second lane where the instrument is, which measures it.
fn millstream<R: Runtime>() -> TauriPlugin<R> {
    let builder = tauri_plugin_millstream::Builder::new();
    #[cfg(feature = "lab")]
    let builder = builder.lane();
    builder.build()
}

/// The error of work that panicked on another thread.
fn panicked(what: &str, error: &tauri::Error) -> Error {
    Error::new(Code::PANICKED, format!("{what} panicked: {error}."))
}

#[cfg(test)]
mod tests;
