//! The engine under Millstream: one stream from a producer to a reader that takes it frame by frame.
//!
//! A [`stream`] has two ends. The producer holds the [`Outlet`] and sends items; whoever carries frames
//! to the reader holds the [`Drain`]. Between them is a buffer with a limit, so a fast producer waits
//! for a slow reader and memory stays flat.
//!
//! The reader is told of news in two ways, as a network card tells its driver:
//!
//! - **Idle**: the bell is armed, and the first item after silence *rings* it at once, through
//!   [`Bell::ring`], with the item inside if it is small.
//! - **Busy**: the reader *drains*: [`Drain::drain`] acknowledges the last frame and answers the next,
//!   with everything that has piled up. When there is nothing, it arms the bell again.
//!
//! So one frame at most is in flight, and the reader's pace is the clock. A stream ends exactly once,
//! with an [`End`] that says how and accounts for every item, in the last frame.
//!
//! Nothing here knows Tauri. The adapters [`Sample`] and [`Chunk`] wait for time to pass, in a task; nothing
//! else does.
//!
//! ```
//! use millstream_flow::{Bell, Body, End, Error, Form, Wire, stream};
//!
//! struct Print;
//!
//! impl Bell for Print {
//!     fn ring(&self, body: Body) -> Result<(), Error> {
//!         assert_eq!(body, Body::Json(r#"{"seq":1,"items":["first"],"more":false}"#.into()));
//!         Ok(())
//!     }
//!
//!     fn over(&self, end: &End) {
//!         println!("{end:?}");
//!     }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (outlet, drain) = stream(Form::Frames { wire: Wire::Json, inline: 8192 }, Print);
//! outlet.send_blocking("first")?; // rings
//! outlet.send_blocking("second")?; // waits in the buffer
//! outlet.send_blocking("third")?;
//! assert_eq!(drain.drain(1)?, Body::Json(r#"{"seq":2,"items":["second","third"],"more":false}"#.into()));
//! # Ok(())
//! # }
//! ```

// docs.rs says of an item which feature it needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod adapter;
mod batch;
mod bell;
mod buffer;
mod chunk;
mod core;
mod drain;
mod effect;
mod failure;
mod frame;
mod meter;
mod outcome;
mod outlet;
mod reader;
#[cfg(feature = "recorder")]
mod recorder;
mod registry;
mod run;
mod sample;
mod state;
mod sync;

pub use bell::{Bell, Form};
pub use chunk::{Chunk, ChunkSize};
pub use drain::{Drain, Status};
pub use failure::{Failure, Stopped};
pub use frame::Body;
pub use millstream_shared::{Account, Code, End, Error, Key, Limits, Policy, Wire};
pub use outlet::{Outlet, idle, stream};
#[cfg(feature = "recorder")]
pub use recorder::{Recorded, Recorder, Recording, Written};
pub use registry::{Absence, Inspection, Name, Place, Registry, Start, Started, Watching};
pub use sample::Sample;

// For the tests of each part by itself; not covered by semantic versioning.
#[doc(hidden)]
pub use {
    batch::{Batch, Entry, Rule},
    buffer::{Buffer, Push},
    frame::encode,
};

/// What the README shows is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
