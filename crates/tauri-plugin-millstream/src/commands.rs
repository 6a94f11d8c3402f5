#![allow(clippy::let_underscore_must_use, reason = "Tauri's macro writes one")]

use millstream_shared::{
    End, Error,
    stream::{CancelRequest, DrainRequest},
};
use tauri::{Runtime, State, Webview, ipc::Response};

use crate::{
    Argument,
    bell::into_response,
    registry::{Name, Registry},
};

/// `plugin:millstream|drain`: acknowledges a frame and answers the next one; see
/// [`millstream_flow::Drain::drain`].
///
/// It never waits, so it could be answered on the main thread, without a hop to the pool and back. But a
/// frame may be megabytes, which take a millisecond or two to put together, and the main thread is the
/// one that all windows share. The hop is lost in the noise of a round trip, which takes a millisecond.
#[tauri::command(async)]
pub fn drain<R: Runtime>(
    webview: Webview<R>,
    registry: State<'_, Registry>,
    request: Argument<DrainRequest>,
) -> Result<Response, Error> {
    let DrainRequest { key, after } = request.0;
    let frame = registry.find(key, webview.label())?.drain(after)?;
    Ok(Response::new(into_response(frame)))
}

/// `plugin:millstream|cancel`: stops a stream and answers its end, once the producer has stopped.
#[tauri::command]
pub async fn cancel<R: Runtime>(
    webview: Webview<R>,
    registry: State<'_, Registry>,
    request: Argument<CancelRequest>,
) -> Result<End, Error> {
    let CancelRequest { key } = request.0;
    let drain = registry.find(key, webview.label())?;
    drain.cancel();
    let end = drain.ended().await;
    // The producer's thread does so too, but may not have come to it yet.
    registry.retire(Name::Keyed(key));
    Ok(end)
}
