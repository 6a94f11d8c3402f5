//! What the clients need of their surroundings: commands, callbacks, a name. Tauri gives them in a
//! window; [`Scripted`](crate::Scripted) gives them anywhere.

use std::{any::Any, cell::RefCell, fmt, pin::Pin, rc::Rc};

use millstream_shared::{Code, Error};
use serde::de::{DeserializeOwned, value::SeqDeserializer};

use crate::tauri::Tauri;

/// Carries commands there and messages back.
pub trait Transport {
    /// Calls a command with its arguments, a JSON object. The call is on its way when this returns.
    fn invoke(&self, command: &str, arguments: String) -> Answer;

    /// Registers a callback that the other side can call, until the line is dropped.
    ///
    /// # Errors
    /// Of the kind that [`Transport::invoke`] would answer.
    fn register(&self, handler: Box<dyn FnMut(Signal)>) -> Result<Line, Error>;

    /// The label of this web view: events may be sent to it alone.
    fn label(&self) -> Option<String>;
}

/// What a command answers, when it does.
pub type Answer = Pin<Box<dyn Future<Output = Result<Body, Rejection>>>>;

/// Makes this transport the one that is used where none is named, in place of Tauri.
pub fn install(transport: Rc<dyn Transport>) {
    INSTALLED.set(Some(transport));
}

/// The one that is used where none is named: what was installed, else Tauri. Where there is neither,
/// every command is refused with [`Code::NOT_TAURI`].
pub fn transport() -> Rc<dyn Transport> {
    INSTALLED.with_borrow(Clone::clone).unwrap_or_else(|| Rc::new(Tauri))
}

thread_local! {
    static INSTALLED: RefCell<Option<Rc<dyn Transport>>> = const { RefCell::new(None) };
}

/// A registered callback. Dropping it takes it back, with all that it owns.
pub struct Line {
    /// The callback's id, as the other side names it.
    pub id: u32,
    _registration: Box<dyn Any>,
}

impl Line {
    /// The callback with this id; dropping `registration` takes it back.
    pub fn new(id: u32, registration: impl Any) -> Self {
        Self { id, _registration: Box::new(registration) }
    }

    /// How a command takes it where it takes a channel.
    pub fn argument(&self) -> String {
        format!("__CHANNEL__:{}", self.id)
    }
}

/// What a callback is called with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Signal {
    /// A channel's message, with its number from 0.
    Message {
        /// Its place among the channel's messages.
        index: u64,
        /// The message.
        body: Body,
    },
    /// The end of a channel: nothing was sent after so many messages.
    End {
        /// How many messages were sent.
        index: u64,
    },
    /// Anything else, such as an event.
    Plain(Body),
}

/// What arrives: an answer, a message, an event.
#[derive(Clone, PartialEq, Eq)]
pub enum Body {
    /// A JSON document.
    Text(String),
    /// Raw bytes.
    Bytes(Vec<u8>),
}

impl Body {
    /// Reads the JSON; raw bytes read as the numbers that they are.
    ///
    /// # Errors
    /// [`Code::BAD_ITEM`], with the reader's words.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        match self {
            Self::Text(text) => serde_json::from_str(text),
            Self::Bytes(bytes) => T::deserialize(SeqDeserializer::new(bytes.iter().copied())),
        }
        .map_err(|error: serde_json::Error| {
            Error::new(Code::BAD_ITEM, format!("What arrived could not be read: {error}."))
        })
    }

    /// The raw bytes. Where the page's fast path is closed they travel as a JSON array of numbers.
    ///
    /// # Errors
    /// [`Code::BAD_ITEM`] when these are no bytes.
    pub fn into_bytes(self) -> Result<Vec<u8>, Error> {
        match self {
            Self::Text(_) => self.json(),
            Self::Bytes(bytes) => Ok(bytes),
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
        }
    }
}

/// What a command was refused with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection(pub Body);

impl From<Error> for Rejection {
    fn from(error: Error) -> Self {
        Self(Body::Text(serde_json::json!(error).to_string()))
    }
}
