//! What the pages show, as plain values.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where it stands")]

mod app;
mod facts;
mod fixtures;
mod format;
mod hash;
mod keys;
mod list;
mod outcome;
mod rate;
mod rows;
mod runs;
