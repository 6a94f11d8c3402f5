//! Recorded streams: what arrived on each outlet of one command, frame by frame.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use millstream_shared::Frame;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::Value;

/// A recorded run of a streaming command; the files of `shared/fixtures/hash` are such. `J` is how a
/// piece of JSON is held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recording<J = Value> {
    /// The version of this form: [`Self::VERSION`].
    pub version: u32,
    /// What is to be seen in it, in a word or two; the file's name.
    pub title: String,
    /// The command's name.
    pub command: String,
    /// The command's argument `request`.
    pub request: J,
    /// What arrived, by the name of the argument that held the outlet: `outlet`, `log`.
    pub outlets: BTreeMap<String, Vec<Moment<J>>>,
}

impl<J> Recording<J> {
    /// The version that is written and read here.
    pub const VERSION: u32 = 1;
}

/// A frame, and when it came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moment<J = Value> {
    /// Milliseconds after the start; 0 when it was not noted.
    #[serde(default)]
    pub at: u32,
    /// The frame. They count from 1 without gaps, and the last one holds the end.
    pub frame: Frame<J>,
    /// Raw bytes that belong to its items, in the order of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// Raw bytes that came with an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The item's index in the frame's `items`.
    pub item: u32,
    /// The bytes; in the file they are base64 (RFC 4648 §4), padded.
    #[serde(serialize_with = "encoded", deserialize_with = "decoded")]
    pub bytes: Vec<u8>,
}

fn encoded<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&STANDARD.encode(bytes))
}

fn decoded<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    STANDARD.decode(text).map_err(|error| D::Error::custom(format!("`bytes` is no base64: {error}")))
}
