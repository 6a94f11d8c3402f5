//! Native dialogs, in front of the window that asks.

use std::path::PathBuf;

use millstream_shared::{Code, Error, grants::GrantKind};
use tauri::{Runtime, WebviewWindow};
use tauri_plugin_dialog::{DialogExt as _, FileDialogBuilder, FilePath};
use tokio::sync::oneshot;

/// Asks for files, a folder or a sum file; none when the dialog is dismissed.
///
/// # Errors
/// [`Code::NOT_FOUND`] for something that is no path, as some phones answer.
pub async fn open<R: Runtime>(window: &WebviewWindow<R>, kind: GrantKind) -> Result<Vec<PathBuf>, Error> {
    let (answer, answered) = oneshot::channel();
    // A receiver that is gone belongs to a page that is gone.
    let one = |path: Option<FilePath>| drop(answer.send(path.into_iter().collect::<Vec<_>>()));
    let dialog = dialog(window);
    match kind {
        GrantKind::Folder => dialog.set_title("Choose a folder").pick_folder(one),
        GrantKind::Sums => dialog.set_title("Choose a sum file").pick_file(one),
        GrantKind::File => {
            let (answer, files) = oneshot::channel();
            dialog.set_title("Choose files").pick_files(|paths| drop(answer.send(paths.unwrap_or_default())));
            return paths(files.await.unwrap_or_default());
        }
    }
    paths(answered.await.unwrap_or_default())
}

/// Asks where to write a file, and whether to replace one that is there; none when the dialog is
/// dismissed.
///
/// # Errors
/// As [`open`].
pub async fn save<R: Runtime>(
    window: &WebviewWindow<R>,
    title: &str,
    file_name: String,
) -> Result<Option<PathBuf>, Error> {
    let (answer, answered) = oneshot::channel();
    let dialog = dialog(window).set_title(title).set_file_name(file_name);
    dialog.save_file(|path| drop(answer.send(path)));
    answered.await.ok().flatten().map(path).transpose()
}

fn dialog<R: Runtime>(window: &WebviewWindow<R>) -> FileDialogBuilder<R> {
    window.dialog().file().set_parent(window)
}

fn paths(chosen: Vec<FilePath>) -> Result<Vec<PathBuf>, Error> {
    chosen.into_iter().map(path).collect()
}

fn path(chosen: FilePath) -> Result<PathBuf, Error> {
    let shown = chosen.to_string();
    chosen
        .into_path()
        .map_err(|error| Error::new(Code::NOT_FOUND, format!("{shown} is no file on a disk: {error}.")))
}
