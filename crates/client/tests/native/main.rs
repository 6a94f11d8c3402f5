//! What needs no page, in virtual time. `packages/client/tests` has the same titles.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where it stands")]

mod attach;
mod cancel;
mod channel;
mod decided;
mod differential;
mod event;
mod frame;
mod inlet;
mod input;
mod invoke;
mod lane;
mod mutation;
mod order;
mod scripted;
mod sequence;
mod stats;
mod support;
