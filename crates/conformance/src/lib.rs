#![doc = include_str!("../README.md")]

pub mod inlet;
pub mod outlet;
mod report;
mod script;

pub use inlet::check_inlet;
pub use outlet::check_outlet;
pub use report::{Failure, Report};
