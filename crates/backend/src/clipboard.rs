//! The clipboard.

use std::sync::{Mutex, PoisonError};

use millstream_shared::{Code, Error};

/// The system's clipboard, opened when it is first used and then kept: on X11 and Wayland a text is
/// there only as long as the one who put it there.
#[derive(Default)]
pub struct Clipboard(Mutex<Option<arboard::Clipboard>>);

impl Clipboard {
    /// Puts a text there.
    ///
    /// # Errors
    /// [`Code::CLIPBOARD`] with what the system says.
    pub fn put(&self, text: String) -> Result<(), Error> {
        let mut clipboard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let put = match &mut *clipboard {
            Some(open) => open.set_text(text),
            closed => arboard::Clipboard::new().and_then(|open| closed.insert(open).set_text(text)),
        };
        put.map_err(|error| {
            Error::new(Code::CLIPBOARD, format!("The clipboard could not be written to: {error}."))
                .hint("Export to a file instead.")
        })
    }
}
