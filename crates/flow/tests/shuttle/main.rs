//! A stream whose ends are on threads of their own, in one interleaving after the other:
//! `cargo test -p millstream-flow --features shuttle --test shuttle`. Where all threads wait for one another, which is
//! what a lost ring or a lost wake-up comes to, the scheduler says so, with the schedule that led there.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

mod reader;
mod registry;
mod stream;

use shuttle::{
    Config, Runner,
    scheduler::{PctScheduler, RandomScheduler},
};

/// Interleavings of each kind: at random, and with few but ill-timed switches.
const ROUNDS: usize = 500;

/// Plays a scene in many interleavings.
fn explore(scene: fn()) {
    Runner::new(RandomScheduler::new(ROUNDS), Config::new()).run(scene);
    Runner::new(PctScheduler::new(3, ROUNDS), Config::new()).run(scene);
}
