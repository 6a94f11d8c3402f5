//! `hash` and `hash_export`.

use millstream_shared::{
    Error,
    grants::GrantKind,
    hash::{ExportTarget, HashEvent, HashExportRequest, HashExported, HashLog, HashRequest, Verify},
};
use tauri::{Runtime, State, WebviewWindow, async_runtime};
use tauri_plugin_millstream::{Argument, Outlet};

use crate::{
    clipboard::Clipboard,
    dialog,
    grants::Grants,
    producers::hash::{self, Effort, Job, Plan, Root, export},
};

/// Digests of what was granted; see [`millstream_shared::hash`].
///
/// # Errors
/// [`Code::UNKNOWN_GRANT`](millstream_shared::Code::UNKNOWN_GRANT). What else is wrong with the request
/// takes a look at the disk to see, and is how the stream ends.
#[tauri::command]
pub fn hash<R: Runtime>(
    window: WebviewWindow<R>,
    grants: State<'_, Grants>,
    request: Argument<HashRequest>,
    outlet: Outlet<HashEvent>,
    log: Outlet<HashLog>,
) -> Result<(), Error> {
    let job = job(&grants, window.label(), request.0)?;
    outlet
        .latest(hash::slot)
        .spawn_blocking(move |outlet| hash::run(&Plan::new(job)?, Effort::default(), &outlet, &log));
    Ok(())
}

fn job(grants: &Grants, window: &str, request: HashRequest) -> Result<Job, Error> {
    let HashRequest { grants: ids, algorithms, verify } = request;
    let root = |id: &String| {
        grants.resolve(window, id).map(|granted| match granted.kind {
            GrantKind::File | GrantKind::Sums => Root::File(granted.path),
            GrantKind::Folder => Root::Folder(granted.path),
        })
    };
    let roots = ids.iter().map(root).collect::<Result<_, _>>()?;
    let sums = match &verify {
        Verify::Sums { grant } => Some(grants.resolve(window, grant)?.path),
        Verify::Nothing | Verify::Digest { .. } | Verify::Siblings => None,
    };
    Ok(Job { roots, algorithms, verify, sums })
}

/// Writes digests as text; see [`millstream_shared::hash::HashExport`].
///
/// # Errors
/// As [`export::text`], [`export::write`] and [`Clipboard::put`].
#[tauri::command]
pub async fn hash_export<R: Runtime>(
    window: WebviewWindow<R>,
    clipboard: State<'_, Clipboard>,
    request: Argument<HashExportRequest>,
) -> Result<HashExported, Error> {
    let request = request.0;
    let text = export::text(&request)?;
    let lines = u32::try_from(request.entries.len()).unwrap_or(u32::MAX);
    match request.to {
        ExportTarget::Clipboard => {
            clipboard.put(export::for_clipboard(text, request.format)?)?;
            Ok(HashExported { lines, name: None })
        }
        ExportTarget::File => {
            match dialog::save(&window, "Write digests to", export::file_name(&request)).await? {
                Some(path) => {
                    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
                    written(async_runtime::spawn_blocking(move || export::write(&path, &text)).await)?;
                    Ok(HashExported { lines, name })
                }
                None => Ok(HashExported { lines: 0, name: None }),
            }
        }
    }
}

fn written(result: tauri::Result<Result<(), Error>>) -> Result<(), Error> {
    result.map_err(|error| crate::panicked("The export", &error))?
}
