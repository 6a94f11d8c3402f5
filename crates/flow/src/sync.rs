//! Locks and counters. Whatever is shared between threads here takes them from this module: with the feature
//! `shuttle` they are those of a scheduler that tries one interleaving after the other, for `tests/shuttle`.

#[cfg(feature = "shuttle")]
pub use shuttle::sync::{Mutex, MutexGuard, atomic::AtomicUsize};
#[cfg(not(feature = "shuttle"))]
pub use std::sync::{Mutex, MutexGuard, atomic::AtomicUsize};
