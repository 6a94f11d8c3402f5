#![doc = include_str!("../README.md")]

// What is hidden is public for the tests beside it, each part by itself; it is not covered by semantic
// versioning.

pub mod attach;
pub mod channel;
mod error;
pub mod event;
pub mod frame;
pub mod inlet;
pub mod invoke;
pub mod lane;
pub mod open;
#[doc(hidden)]
pub mod order;
pub mod pace;
#[doc(hidden)]
pub mod playback;
mod race;
mod receiver;
pub mod recording;
pub mod scripted;
#[doc(hidden)]
pub mod sequence;
pub mod stats;
mod tauri;
pub mod transport;
mod wakers;

pub use attach::{AttachOptions, attach, attach_log, list};
pub use channel::Channel;
pub use event::{Event, Listener, emit, emit_to, hear, listen, listen_to};
pub use frame::Attachment;
pub use inlet::{Batches, Canceller, Inlet, Parcel};
pub use invoke::{call, convert_file_src, invoke, invoke_result, is_tauri};
pub use lane::lane;
pub use open::{Options, open, open_logged};
pub use pace::Pace;
pub use recording::Recording;
pub use scripted::Scripted;
pub use stats::{Stats, stats};
pub use tauri::Tauri;
pub use transport::{Transport, install};
