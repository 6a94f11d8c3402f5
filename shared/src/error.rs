//! What goes wrong, as a code to match and a sentence to read.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};

/// An error on the wire: `{code, message, hint?}`.
///
/// Front ends match [`code`](Self::code) and never the sentences. `message` says what happened and
/// names the offending place (the argument, the line, the byte, the file); `hint` says what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[non_exhaustive]
pub struct Error {
    /// What kind of error this is; stable across versions.
    #[cfg_attr(feature = "ts", ts(type = "Code"))]
    pub code: Code,
    /// What happened and where, in one sentence.
    pub message: String,
    /// What to do about it, in one sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub hint: Option<String>,
}

impl Error {
    /// An error with this code, and a sentence that names the offending place.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: None }
    }

    /// The same error, in other words.
    #[must_use]
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }

    /// The same error, with what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.message, self.code)?;
        match &self.hint {
            Some(hint) => write!(f, " {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

/// The kind of an [`Error`]: one snake_case word. The set is open: an application adds its own
/// with [`Code::new`], so a match on codes needs an arm for the rest.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Code(Cow<'static, str>);

impl Code {
    /// A code of your own.
    pub const fn new(code: &'static str) -> Self {
        Self(Cow::Borrowed(code))
    }

    /// The word on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Writes each code once: the constant, and the list that the TypeScript bindings are made from.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal;)+) => {
        impl Code {
            $($(#[doc = $doc])+ pub const $name: Self = Self::new($word);)+

            /// Every code that Millstream itself uses, with what it means, in the order of the source.
            pub const ALL: &[(&str, &str)] = &[$(($word, concat!($($doc),+))),+];
        }
    };
}

codes! {
    /// No stream has this key, now or lately.
    UNKNOWN_KEY = "unknown_key";
    /// No live stream has this number.
    UNKNOWN_STREAM = "unknown_stream";
    /// The stream belongs to another web view.
    FOREIGN_STREAM = "foreign_stream";
    /// A drain acknowledges a frame that was never sent.
    FUTURE_FRAME = "future_frame";
    /// A drain asks again for a frame that was acknowledged already.
    STALE_FRAME = "stale_frame";
    /// A command's arguments do not have the form that it takes.
    BAD_ARGUMENT = "bad_argument";
    /// The producer panicked; the stream ended there.
    PANICKED = "panicked";
    /// An item could not be written as JSON, or not be read back.
    BAD_ITEM = "bad_item";
    /// A frame's bytes are not a frame.
    BAD_FRAME = "bad_frame";
    /// The application offers no second lane, or there can be none here.
    NO_LANE = "no_lane";
    /// A file is not a recording, or not a whole one.
    BAD_RECORDING = "bad_recording";
    /// No page shows the command of this recording.
    NO_PAGE = "no_page";
    /// A message of a channel never came, so those after it cannot be put in order.
    GAP = "gap";
    /// A command failed with something that is not one of our errors.
    COMMAND_FAILED = "command_failed";
    /// There is no Tauri here: the page runs in a plain browser.
    NOT_TAURI = "not_tauri";
    /// No grant has this id; it was never given, or was given to another window.
    UNKNOWN_GRANT = "unknown_grant";
    /// A name leads out of the folder that was granted.
    OUTSIDE_GRANT = "outside_grant";
    /// The file or folder is not there.
    NOT_FOUND = "not_found";
    /// The system does not let this be read or written.
    PERMISSION_DENIED = "permission_denied";
    /// A folder stands where a file is meant.
    IS_A_FOLDER = "is_a_folder";
    /// A FIFO, a socket or a device: reading it could wait for ever, or never end.
    NOT_A_FILE = "not_a_file";
    /// A symbolic link leads back to itself or to a folder above it.
    LINK_LOOP = "link_loop";
    /// The file was changed, cut short or replaced while it was read.
    FILE_CHANGED = "file_changed";
    /// Reading or writing failed in another way; the message has the system's words.
    IO = "io";
    /// The text is no digest of an algorithm that is known here.
    BAD_DIGEST = "bad_digest";
    /// A line of a sum file has neither of the known forms.
    BAD_SUM_LINE = "bad_sum_line";
    /// A line of a sum file names a digest algorithm that is not known here.
    UNKNOWN_ALGORITHM = "unknown_algorithm";
    /// A sum file is too large, or holds no line of a known form.
    BAD_SUM_FILE = "bad_sum_file";
    /// There is nothing to do: no file was given, or none was found.
    NOTHING_TO_DO = "nothing_to_do";
    /// The clipboard could not be reached.
    CLIPBOARD = "clipboard";
}
