//! Streams by name: who may touch them, who takes them up, and when they are let go of.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

mod absence;
#[path = "../common/mod.rs"]
mod common;
mod page;
mod shared;
mod start;
mod watching;
