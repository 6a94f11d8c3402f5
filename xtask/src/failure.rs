//! Why a command of the repository could not do its work.

use std::fmt;

/// What happened, and what to do about it.
#[derive(Debug)]
pub struct Failure {
    message: String,
    hint: Option<String>,
}

/// The result of everything here that can fail.
pub type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// A failure that names the offending place.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    /// A failure of which everything has been said.
    pub const fn told() -> Self {
        Self { message: String::new(), hint: None }
    }

    /// Whether there is nothing more to say.
    pub const fn is_told(&self) -> bool {
        self.message.is_empty()
    }

    /// The same, with what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What to pass to `map_err` where the system refused something.
    pub fn during<E: fmt::Display>(what: impl fmt::Display) -> impl FnOnce(E) -> Self {
        move |error| Self::new(format!("{what}: {error}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "\n{hint}"),
            None => Ok(()),
        }
    }
}
