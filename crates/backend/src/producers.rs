//! The work itself, one file a stream. Nothing here knows of Tauri: a producer runs in a test, in a
//! benchmark and in the window alike.

pub mod hash;
pub mod inspector;
#[cfg(feature = "lab")]
pub mod lab;
