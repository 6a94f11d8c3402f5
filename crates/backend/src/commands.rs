//! What a page may call: each command takes one argument `request`, looks at it, and hands over to a
//! producer. Nothing here waits: a command that is a plain `fn` runs on the main thread.

#![allow(clippy::let_underscore_must_use, reason = "the macro writes one around each async command")]

pub mod grants;
pub mod hash;
pub mod inspector;
#[cfg(feature = "lab")]
pub mod lab;
