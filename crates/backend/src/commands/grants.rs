//! `grants_pick` and `grants_take`.

use millstream_shared::{
    Error,
    grants::{Grant, GrantsPickRequest},
};
use tauri::{Runtime, State, WebviewWindow};
use tauri_plugin_millstream::Argument;

use crate::{dialog, grants::Grants};

/// Asks what to open; see [`millstream_shared::grants::GrantsPick`].
///
/// # Errors
/// As [`dialog::open`] and [`Grants::give`].
#[tauri::command]
pub async fn grants_pick<R: Runtime>(
    window: WebviewWindow<R>,
    grants: State<'_, Grants>,
    request: Argument<GrantsPickRequest>,
) -> Result<Vec<Grant>, Error> {
    let paths = dialog::open(&window, request.0.kind).await?;
    paths.iter().map(|path| grants.give(window.label(), path)).collect()
}

/// Takes what was named on the command line; see [`millstream_shared::grants::GrantsTake`].
#[tauri::command]
pub fn grants_take<R: Runtime>(window: WebviewWindow<R>, grants: State<'_, Grants>) -> Vec<Grant> {
    grants.take(window.label())
}
