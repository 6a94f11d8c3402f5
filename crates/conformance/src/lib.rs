#![doc = include_str!("../README.md")]

pub mod inlet;
pub mod outlet;
mod parcel;
mod report;
mod script;

pub use inlet::check_inlet;
pub use outlet::check_outlet;
pub use parcel::Parcels;
pub use report::{Failure, Report};
