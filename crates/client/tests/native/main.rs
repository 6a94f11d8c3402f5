//! What needs no page, in virtual time. `packages/client/tests` has the same titles.
#![cfg(not(target_family = "wasm"))]

mod channel;
mod event;
mod frame;
mod inlet;
mod invoke;
mod order;
mod scripted;
mod sequence;
mod stats;
mod support;
