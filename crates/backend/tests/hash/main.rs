//! `hash`, from real files to events, without a window.

#![allow(clippy::expect_used, reason = "a test fails by panicking, and so do its helpers")]

mod files;
mod support;
// Held against coreutils.
#[cfg(target_os = "linux")]
mod sums;
