//! The plugin in an application without a window: Tauri's mock runtime carries the calls, and what goes
//! through stock channels is caught before it would be evaluated in a page.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

mod app;
mod argument;
mod attach;
mod broadcast;
mod commands;
#[cfg(feature = "lane")]
mod lane;
mod outlet;
mod page;
mod registry;
