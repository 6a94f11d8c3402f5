//! What a command was refused with, as a typed error.

use millstream_shared::{Code, Error};

use crate::transport::{Body, Rejection};

impl From<Rejection> for Error {
    /// A command of Millstream's is refused with `{code, message}`; anything else becomes
    /// [`Code::COMMAND_FAILED`] with its text as the message.
    fn from(rejection: Rejection) -> Self {
        let Rejection(body) = rejection;
        if let Ok(error) = body.json::<Self>() {
            return error;
        }
        let message = body.json::<String>().unwrap_or_else(|_| match body {
            Body::Text(text) => text,
            Body::Bytes(bytes) => format!("The command was refused with {} bytes.", bytes.len()),
        });
        Self::new(Code::COMMAND_FAILED, message)
    }
}

/// There is neither Tauri here nor a recording.
pub(crate) fn not_tauri() -> Error {
    Error::new(Code::NOT_TAURI, "This page does not run in Tauri.")
        .hint("Start the application, or install a scripted transport.")
}
