//! `inspector`, `inspector_frames`, and what can be done from there.

use millstream_flow::{Start, Watching};
use millstream_shared::{
    Code, Error,
    inspector::{
        InspectedFrame, InspectorEvent, InspectorFramesRequest, InspectorRecordRequest, InspectorRecorded,
        InspectorRequest, InspectorStopRequest, RecordedHere,
    },
};
use tauri::{AppHandle, Manager as _, Runtime, State, WebviewWindow, async_runtime};
use tauri_plugin_millstream::{
    Argument, Outlet, Policy, broadcast, inspect, readers, started, stream, watch,
};

use crate::{
    dialog,
    producers::inspector::{self, Look, Recordings, frames},
    window,
};

/// How everything stands; see [`millstream_shared::inspector`].
#[tauri::command]
pub fn inspector<R: Runtime>(
    app: AppHandle<R>,
    recordings: State<'_, Recordings>,
    _request: Argument<InspectorRequest>,
    outlet: Outlet<InspectorEvent>,
) {
    let recordings = recordings.inner().clone();
    let look = move || Look { streams: inspect(&app), recordings: recordings.list() };
    outlet.policy(Policy::Latest).spawn(|outlet| inspector::run(look, outlet));
}

/// The frames of one stream; see [`millstream_shared::inspector::InspectorFrames`].
///
/// # Errors
/// [`Code::UNKNOWN_STREAM`].
#[tauri::command]
pub fn inspector_frames<R: Runtime>(
    app: AppHandle<R>,
    request: Argument<InspectorFramesRequest>,
    outlet: Outlet<InspectedFrame>,
) -> Result<(), Error> {
    const WAITING: u32 = 200;
    let id = request.0.id;
    let stream = stream(&app, id).ok_or_else(|| unknown_stream(id))?;
    outlet.drop_oldest(WAITING).spawn(|outlet| frames::run(stream, outlet));
    Ok(())
}

/// Cancels a stream.
#[tauri::command]
pub fn inspector_cancel<R: Runtime>(app: AppHandle<R>, request: Argument<InspectorFramesRequest>) {
    if let Some(stream) = stream(&app, request.0.id) {
        stream.cancel();
    }
}

/// Opens a window for the inspector alone.
///
/// # Errors
/// [`Code::COMMAND_FAILED`] when the system opens no window.
#[tauri::command]
pub async fn inspector_window<R: Runtime>(window: WebviewWindow<R>) -> Result<(), Error> {
    window::open_inspector(&window)
        .map_err(|error| Error::new(Code::COMMAND_FAILED, format!("No window could be opened: {error}.")))
}

/// Records a command into a file that the person names.
///
/// # Errors
/// [`Code::UNKNOWN_STREAM`]; as [`dialog::save`].
#[tauri::command]
pub async fn inspector_record<R: Runtime>(
    window: WebviewWindow<R>,
    recordings: State<'_, Recordings>,
    request: Argument<InspectorRecordRequest>,
) -> Result<bool, Error> {
    let name = match request.0.id {
        None => "recording.json".to_owned(),
        Some(id) => {
            let started = started(&window, id).ok_or_else(|| unknown_stream(id))?;
            format!("{}.json", started.start.command)
        }
    };
    let Some(path) = dialog::save(&window, "Record to", name).await? else { return Ok(false) };
    // It may have ended while the person thought.
    let running =
        request.0.id.map(|id| started(&window, id).ok_or_else(|| unknown_stream(id))).transpose()?;
    let begun = recordings.begin(path);
    let (id, recording, recordings) = (begun.id, begun.recording.clone(), recordings.inner().clone());
    match running {
        Some(started) => {
            for (argument, drain) in &started.outlets {
                recording.tap(argument, drain);
            }
            recordings.known(id, started.start);
        }
        None => record_next(&window, id, recording, recordings.clone()),
    }
    let app = window.app_handle().clone();
    async_runtime::spawn_blocking(move || {
        tell(&app, &recordings);
        // With a frame at the latest, who has begun to read hears of it.
        begun.run(|| tell(&app, &recordings));
        tell(&app, &recordings);
    });
    Ok(true)
}

/// What is recorded of this window's streams now; see [`millstream_shared::inspector::InspectorRecordedHere`].
#[tauri::command]
pub fn inspector_recorded_here<R: Runtime>(
    window: WebviewWindow<R>,
    recordings: State<'_, Recordings>,
) -> RecordedHere {
    recordings.here(window.label(), |start| readers(&window, start))
}

/// Ends a recording.
#[tauri::command]
pub fn inspector_stop(recordings: State<'_, Recordings>, request: Argument<InspectorStopRequest>) {
    recordings.stop(request.0.id);
}

/// Takes in the outlets of the next command that opens any; the inspector's own do not count.
fn record_next<R: Runtime>(
    window: &WebviewWindow<R>,
    id: u64,
    recording: millstream_flow::Recording,
    recordings: Recordings,
) {
    let (app, mut first) = (window.app_handle().clone(), None::<Start>);
    watch(window, move |start, drain| {
        if start.command.starts_with("inspector") {
            return Watching::On;
        }
        let is_another = first.as_ref().is_some_and(|first| first.arguments != start.arguments);
        // A recording that was stopped meanwhile takes nothing in.
        if is_another || !recording.tap(&start.argument, drain) {
            return Watching::Done;
        }
        if first.is_none() {
            recordings.known(id, start.clone());
            // Not from here: the registry waits for this.
            let (app, recordings) = (app.clone(), recordings.clone());
            async_runtime::spawn_blocking(move || tell(&app, &recordings));
        }
        first = Some(start.clone());
        Watching::On
    });
}

/// Tells the pages for which it has changed what is recorded of their streams.
fn tell<R: Runtime>(app: &AppHandle<R>, recordings: &Recordings) {
    let told = |webview: &str, recorded: &RecordedHere| {
        if let Err(error) = broadcast::<InspectorRecorded, R>(app, |label| label == webview, recorded) {
            log::error!("The page in {webview} could not be told what is recorded: {error}");
        }
    };
    recordings.tell(|start| readers(app, start), told);
}

fn unknown_stream(id: u64) -> Error {
    Error::new(Code::UNKNOWN_STREAM, format!("No live stream has the number {id}."))
        .hint("It has ended meanwhile.")
}
