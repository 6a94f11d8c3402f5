use std::fmt;

use millstream_shared::Error;

/// The stream takes no more items: the reader has left, or the stream has ended. A producer that gets
/// this lets go of everything and returns; `?` does the right thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("The stream takes no more items.")
    }
}

impl std::error::Error for Stopped {}

/// Why a producer returned before its work was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It was stopped: the stream ends as `cancelled`.
    Stopped,
    /// It gave up: the stream ends as `failed`, with this error.
    Error(Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stopped => Stopped.fmt(f),
            Self::Error(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Failure {}

impl From<Stopped> for Failure {
    fn from(Stopped: Stopped) -> Self {
        Self::Stopped
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}
