use millstream_flow::{Bell, Body, Form, Name, Registry};
use millstream_shared::{Code, End, Error, Wire};
use tauri::ipc::{Channel, InvokeResponseBody};

/// Below these sizes in bytes a stock channel evaluates a message in the page. A larger one is fetched
/// by the page, and a fetch that fails stalls the channel for good.
///
/// From `tauri/src/ipc/channel.rs`, which does not export them.
const INLINE_JSON: usize = 8192;
/// See [`INLINE_JSON`].
const INLINE_BYTES: usize = 1024;

/// A stock channel into the page.
///
/// When it is dropped, the channel tells the page so, and the page's callback is unregistered.
pub struct PageBell {
    pub channel: Channel<InvokeResponseBody>,
    pub registry: Registry,
    pub name: Name,
    /// The label of the page's web view.
    pub webview: String,
}

impl Bell for PageBell {
    fn ring(&self, body: Body) -> Result<(), Error> {
        self.channel
            .send(into_response(body))
            .map_err(|error| Error::new(Code::COMMAND_FAILED, format!("The page is out of reach: {error}.")))
    }

    fn over(&self, end: &End) {
        if let (Name::Bare(_), End::Failed { error, .. }) = (&self.name, end) {
            // A bare channel carries items only: this is the one place where the error can be seen.
            log::error!("A stream into a stock channel failed: {error}");
        }
        self.registry.over(self.name, &self.webview);
    }
}

/// Frames on this wire, with as much in a ring as a stock channel carries without a fetch.
pub const fn frames(wire: Wire) -> Form {
    let inline = match wire {
        Wire::Json => INLINE_JSON,
        Wire::Bytes => INLINE_BYTES,
    };
    Form::Frames { wire, inline }
}

/// A frame as Tauri carries it.
pub fn into_response(body: Body) -> InvokeResponseBody {
    match body {
        Body::Json(text) => InvokeResponseBody::Json(text),
        Body::Bytes(bytes) => InvokeResponseBody::Raw(bytes),
    }
}
