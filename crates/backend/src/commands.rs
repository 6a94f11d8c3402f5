//! What a page may call: each command takes one argument `request`, looks at it, and hands over to a
//! producer. Nothing here waits: a command that is a plain `fn` runs on the main thread.

pub mod grants;
pub mod hash;
