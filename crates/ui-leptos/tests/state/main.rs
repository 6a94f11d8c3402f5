//! What the pages show, as plain values.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where it stands")]

mod app;
mod facts;
mod fixtures;
mod format;
mod hash;
mod inspector;
mod keys;
mod lines;
mod list;
mod outcome;
mod peek;
mod rate;
mod recording;
mod rows;
mod runs;
