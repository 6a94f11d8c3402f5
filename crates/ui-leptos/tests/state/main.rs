#![cfg(not(target_family = "wasm"))]
//! What the pages show, as plain values.

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
