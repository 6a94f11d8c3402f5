#![allow(clippy::let_underscore_must_use, reason = "Tauri's macro writes one")]

use millstream_flow::{Name, Registry};
use millstream_shared::{
    Code, End, Error,
    lane::Lane,
    stream::{AttachRequest, Attached, CancelRequest, DrainRequest, StreamInfo},
};
use tauri::{
    Runtime, State, Webview,
    ipc::{JavaScriptChannelId, Response},
};

use crate::{
    Argument,
    bell::{PageBell, frames, into_response},
    outlet::place,
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
    registry.over(Name::Keyed(key), webview.label());
    Ok(end)
}

/// `plugin:millstream|attach`: takes up a stream; see [`millstream_flow::Registry::attach`].
#[tauri::command]
pub fn attach<R: Runtime>(
    webview: Webview<R>,
    registry: State<'_, Registry>,
    request: Argument<AttachRequest>,
) -> Result<Attached, Error> {
    let AttachRequest { channel, key, wire, after } = request.0;
    let id: JavaScriptChannelId = channel.parse().map_err(|reason: &str| {
        Error::new(Code::BAD_ARGUMENT, format!("The argument `channel` of `attach`: {reason} `{channel}`."))
    })?;
    let (bells, label) = (registry.inner().clone(), webview.label().to_owned());
    let at = place(&webview);
    let bell = |name| PageBell { channel: id.channel_on(webview), registry: bells, name, webview: label };
    let after = registry.attach(key, at, frames(wire), after, bell)?;
    Ok(Attached { after })
}

/// `plugin:millstream|list`: the streams that this web view can attach to.
#[tauri::command]
pub fn list<R: Runtime>(webview: Webview<R>, registry: State<'_, Registry>) -> Vec<StreamInfo> {
    registry.list(webview.label())
}

/// `plugin:millstream|lane`: a second lane for the page; see [`millstream_shared::lane::Lane`].
#[tauri::command]
pub async fn lane<R: Runtime>(webview: Webview<R>) -> Result<Lane, Error> {
    #[cfg(feature = "lane")]
    if let Some(lanes) = tauri::Manager::try_state::<crate::lane::Lanes>(&webview) {
        return lanes.lane(&webview).await;
    }
    let message = format!("The application offers no second lane to {}.", webview.label());
    Err(Error::new(Code::NO_LANE, message))
}
