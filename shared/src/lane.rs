//! The second lane: frames over a socket of this machine, beside Tauri's own way.

use serde::{Deserialize, Serialize};

use crate::stream::DrainRequest;

/// Asks for a [`Lane`]. Takes nothing; refused with `no_lane` where the application offers none.
pub const LANE: &str = "plugin:millstream|lane";

/// A WebSocket that answers drains, and nothing else.
///
/// The page sends [`DrainArguments`] as text, one message for each drain. The answers come in the same order, one
/// message for each: the frame, as text on the wire `json` and binary on the wire `bytes`, or an empty text where
/// there is none. Then the page asks over Tauri's own way, which says why: a drain that is asked again answers the
/// same, so either way can take over from the other at any frame.
///
/// Rings, cancels and everything else stay with Tauri.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Lane {
    /// Where it is, with a secret in it. It lets one socket of this page in, once, within some seconds; and
    /// that is closed when the page asks for another one, or goes.
    pub url: String,
}

/// What [`DRAIN`](crate::stream::DRAIN) takes: the same on either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrainArguments {
    /// What is asked for.
    pub request: DrainRequest,
}
