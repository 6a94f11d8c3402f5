#![doc = include_str!("../README.md")]

pub mod outlet;
mod report;
mod script;

pub use outlet::check_outlet;
pub use report::{Failure, Report};
