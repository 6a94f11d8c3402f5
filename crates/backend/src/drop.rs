//! What is dragged over a window, told to the page without its paths.
//!
//! Tauri has events of its own for this, with the paths, and emits them to a page that listens for them.
//! Ours do not. They could: the permission to listen is for all events or for none. What a page learns
//! that way it can only show, as no command takes a path.

use std::path::PathBuf;

use millstream_shared::grants::{GrantsDrag, GrantsEvent};
use tauri::{AppHandle, DragDropEvent, Manager as _, Runtime, Window, async_runtime};

use tauri_plugin_millstream::broadcast;

use crate::grants::Grants;

/// Tells the page in `window` of a drag over it; what is dropped becomes grants.
pub fn on_drag<R: Runtime>(window: &Window<R>, event: &DragDropEvent) {
    match event {
        DragDropEvent::Enter { .. } => tell(window.app_handle(), window.label(), &GrantsEvent::Over),
        DragDropEvent::Leave => tell(window.app_handle(), window.label(), &GrantsEvent::Left),
        DragDropEvent::Drop { paths, .. } => {
            let (app, label, paths) = (window.app_handle().clone(), window.label().to_owned(), paths.clone());
            // Looking at many files takes a while, and this is the main thread.
            async_runtime::spawn_blocking(move || grant(&app, &label, &paths));
        }
        // `Over` says where the pointer is, which no page needs.
        _ => {}
    }
}

fn grant<R: Runtime>(app: &AppHandle<R>, label: &str, paths: &[PathBuf]) {
    let grants = app.state::<Grants>();
    let given: Result<Vec<_>, _> = paths.iter().map(|path| grants.give(label, path)).collect();
    match given {
        Ok(grants) => tell(app, label, &GrantsEvent::Granted { grants }),
        Err(error) => {
            log::error!("What was dropped could not be granted: {error}");
            tell(app, label, &GrantsEvent::Left);
        }
    }
}

fn tell<R: Runtime>(app: &AppHandle<R>, label: &str, event: &GrantsEvent) {
    if let Err(error) = broadcast::<GrantsDrag, R>(app, |webview| webview == label, event) {
        log::error!("The page in {label} could not be told of a drag: {error}");
    }
}
