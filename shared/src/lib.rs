//! The contract: everything that crosses between Rust and a page, and nothing that does not.
//!
//! [`stream`], [`frame`] and [`error`] are what every stream has, and all that a library user needs.
//! With the feature `workbench` come the streams of the Millstream application, one file each, named
//! by the one word that the stream has in every layer.
//!
//! The Leptos front end uses this crate as it is; `bindings/` is the same in TypeScript, generated.

// docs.rs says of an item which feature it needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod error;
pub mod frame;
pub mod lane;
mod reading;
pub mod stream;

#[cfg(feature = "conformance")]
pub mod conformance;

#[cfg(feature = "workbench")]
pub mod grants;
#[cfg(feature = "workbench")]
pub mod hash;
#[cfg(feature = "workbench")]
pub mod inspector;
#[cfg(feature = "workbench")]
pub mod lab;

pub use error::{Code, Error};
pub use frame::Frame;
pub use stream::{
    Account, Broadcast, Call, End, Key, Limits, LoggedStream, OutletArgument, Policy, Stream, Wire,
};

/// What the README shows is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
