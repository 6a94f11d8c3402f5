//! `lab`: one job over every wiring. An instrument: it measures streams and breaks them, and has no page.
//!
//! The same items go through an outlet, through a stock channel of items, or through a stock channel of
//! raw bytes. On each of them, in this order:
//!
//! ```text
//! sample* done     without a silence
//! tick* done       with one
//! message* done    where messages are asked for, with or without one
//! ```
//!
//! The policy is `block`. Only the page's cancel ends a job that has no end of its own.

use serde::{Deserialize, Serialize};

use crate::{Call, Stream};

/// The stream, through an outlet.
pub struct Lab;

impl Stream for Lab {
    const COMMAND: &'static str = "lab";
    type Request = LabRequest;
    type Item = LabEvent;
}

/// The same through a `Channel` of [`LabEvent`], in the argument `channel`.
pub const LAB_STOCK: &str = "lab_stock";

/// The raw bytes alone through a `Channel` of raw bodies, in the argument `channel`; `done`, and messages that
/// are not raw, are JSON.
pub const LAB_STOCK_RAW: &str = "lab_stock_raw";

/// What to send.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LabRequest {
    /// How many samples, ticks or messages; none for no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional, type = "number"))]
    pub samples: Option<u64>,
    /// How many raw bytes go with a sample: records of 16 bytes, each an index and a value as
    /// little-endian `f64`.
    #[serde(default)]
    pub bytes: u32,
    /// Which samples have raw bytes: each so-many-th; 0 for none.
    #[serde(default)]
    pub every: u32,
    /// Milliseconds of silence before each tick or message; 0 for samples instead of ticks.
    #[serde(default)]
    pub silence: u32,
    /// How many items may wait; as many as in any stream unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub limit: Option<u32>,
    /// How many bytes may wait; as many as in any stream unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub limit_bytes: Option<u32>,
    /// Messages of these sizes, in turn, instead of samples or ticks; none for those.
    #[serde(default)]
    pub messages: Vec<LabSize>,
}

/// How large a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LabSize {
    /// In bytes; at least what the message takes without its filling.
    pub bytes: u32,
    /// Whether it is raw bytes, the first 8 of them its index as little-endian `f64`, and not JSON.
    pub raw: bool,
}

/// What arrives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "event", content = "data", rename_all = "camelCase")]
pub enum LabEvent {
    /// One of many.
    Sample {
        /// From 0.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        index: u64,
        /// Something to look at.
        value: u32,
    },
    /// One after a silence.
    Tick {
        /// When it was sent, in microseconds of the backend's clock.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        at: u64,
    },
    /// One of a size that was asked for. Where that is of raw bytes, they come with it.
    Message {
        /// From 0.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        index: u64,
        /// What makes it as large as it is.
        fill: String,
    },
    /// All has been sent.
    Done(LabTotals),
}

/// What was sent, so that a page can tell whether it has seen all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LabTotals {
    /// How many samples or messages.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub samples: u64,
    /// The sum of their values.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub sum: u64,
    /// How many raw bytes.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub bytes: u64,
    /// The sum of the values in their records.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub records: u64,
}

/// Tells how long ago a tick was sent.
pub struct LabEcho;

impl Call for LabEcho {
    const COMMAND: &'static str = "lab_echo";
    type Request = LabEchoRequest;
    /// Microseconds.
    type Response = f64;
}

/// A tick that arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LabEchoRequest {
    /// As it says itself.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub at: u64,
}

/// Tells what is at work.
pub struct LabLeft;

impl Call for LabLeft {
    const COMMAND: &'static str = "lab_left";
    type Request = ();
    type Response = LabLeftAnswer;
}

/// What is at work, in all windows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LabLeftAnswer {
    /// Streams in the registry.
    pub streams: u32,
    /// Producers of this instrument that have not returned. Each holds a descriptor of the application's own
    /// file.
    pub producers: u32,
    /// Tasks of the application's runtime that have not ended. Producers on threads of their own are none of them.
    pub tasks: u32,
    /// When the last one returned, in milliseconds since 1970 of this machine's clock; 0 for never.
    pub stopped: f64,
}
