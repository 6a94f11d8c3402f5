//! Outside a browser there is no window, and so no Tauri.

use std::future::ready;

use millstream_shared::Error;

use super::Tauri;
use crate::{
    error::not_tauri,
    transport::{Answer, Line, Signal, Transport},
};

/// Whether this page runs in Tauri.
pub const fn is_tauri() -> bool {
    false
}

/// The URL under which a page may load a file.
///
/// # Errors
/// `not_tauri`.
pub fn convert_file_src(_path: &str, _protocol: &str) -> Result<String, Error> {
    Err(not_tauri())
}

impl Transport for Tauri {
    fn invoke(&self, _command: &str, _arguments: String) -> Answer {
        Box::pin(ready(Err(not_tauri().into())))
    }

    fn register(&self, _handler: Box<dyn FnMut(Signal)>) -> Result<Line, Error> {
        Err(not_tauri())
    }

    fn label(&self) -> Option<String> {
        None
    }
}
