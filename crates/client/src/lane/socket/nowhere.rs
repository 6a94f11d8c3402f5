//! Outside a browser there is no window, and so no lane into it.

use std::future::ready;

use crate::error::not_tauri;
use crate::lane::socket::{Connecting, SocketEvents};

/// Fails with `not_tauri`.
pub fn connect(_url: String, _events: SocketEvents) -> Connecting {
    Box::pin(ready(Err(not_tauri())))
}
