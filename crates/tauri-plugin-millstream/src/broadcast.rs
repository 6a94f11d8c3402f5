use millstream_shared::{Broadcast, Code, Error};
use tauri::{Emitter, EventTarget, Runtime};

/// Tells the pages in the web views that are meant, by their labels; `|_| true` means all.
///
/// For what is small and rare. An event is evaluated in each page, it has no order among others, and a page
/// that is not there yet does not hear it: whatever must arrive goes through an outlet.
///
/// # Errors
/// [`Code::COMMAND_FAILED`] when the payload cannot be written as JSON.
pub fn broadcast<B: Broadcast, R: Runtime>(
    emitter: &impl Emitter<R>,
    meant: impl Fn(&str) -> bool,
    payload: &B::Payload,
) -> Result<(), Error> {
    let is_meant = |target: &EventTarget| match target {
        EventTarget::AnyLabel { label }
        | EventTarget::Webview { label }
        | EventTarget::WebviewWindow { label } => meant(label),
        _ => false,
    };
    emitter.emit_filter(B::EVENT, payload, is_meant).map_err(|error| {
        Error::new(Code::COMMAND_FAILED, format!("The event `{}` could not be sent: {error}.", B::EVENT))
    })
}
