//! A page for each stream.

pub mod hash;
pub mod inspector;
