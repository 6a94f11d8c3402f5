use millstream_flow::{Bell, Body};
use millstream_shared::{Code, End, Error};
use tauri::ipc::{Channel, InvokeResponseBody};

use crate::registry::{Name, Registry};

/// Below these sizes in bytes a stock channel evaluates a message in the page. A larger one is fetched
/// by the page, and a fetch that fails stalls the channel for good.
///
/// From `tauri/src/ipc/channel.rs`, which does not export them.
pub const INLINE_JSON: usize = 8192;
/// See [`INLINE_JSON`].
pub const INLINE_BYTES: usize = 1024;

/// A stock channel into the page.
///
/// When it is dropped, the channel tells the page so, and the page's callback is unregistered.
pub struct PageBell {
    pub channel: Channel<InvokeResponseBody>,
    pub registry: Registry,
    pub name: Name,
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
        self.registry.retire(self.name);
    }
}

/// A frame as Tauri carries it.
pub fn into_response(body: Body) -> InvokeResponseBody {
    match body {
        Body::Json(text) => InvokeResponseBody::Json(text),
        Body::Bytes(bytes) => InvokeResponseBody::Raw(bytes),
    }
}
