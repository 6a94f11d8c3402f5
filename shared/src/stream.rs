//! What every stream has: a key, a wire, an account, one end.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};

use crate::{
    Code, Error,
    reading::{count, object},
};

/// A command that streams `Item`s into the argument `outlet`.
///
/// Front ends open it by type, so that no one writes a command's name as a string.
pub trait Stream {
    /// The command's name, as `invoke` takes it.
    const COMMAND: &'static str;
    /// The argument `request`.
    type Request: Serialize + DeserializeOwned;
    /// What arrives.
    type Item: Serialize + DeserializeOwned + 'static;
}

/// A [`Stream`] with a second outlet, in the argument `log`: two channels on one command.
pub trait LoggedStream: Stream {
    /// What arrives on `log`.
    type Log: Serialize + DeserializeOwned + 'static;
}

/// A command that answers once.
pub trait Call {
    /// The command's name, as `invoke` takes it.
    const COMMAND: &'static str;
    /// The argument `request`.
    type Request: Serialize + DeserializeOwned;
    /// The answer.
    type Response: Serialize + DeserializeOwned + 'static;
}

/// What many pages may hear at once: one of Tauri's events, sent to the web views that it concerns. It has no
/// order among others, no flow control and no end, so it is for what is small and rare.
pub trait Broadcast {
    /// The event's name.
    const EVENT: &'static str;
    /// What it carries.
    type Payload: Serialize + DeserializeOwned + 'static;
}

/// A stream's name between page and backend: 128 random bits that the page makes, so that it knows
/// the name before the first ring and a start that arrives twice is one stream. 32 lower-case hex
/// digits on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Key(u128);

impl Key {
    /// A key of these bits; they should be random.
    pub const fn new(bits: u128) -> Self {
        Self(bits)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl FromStr for Key {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let well_formed = text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        u128::from_str_radix(text, 16).ok().filter(|_| well_formed).map(Self).ok_or_else(|| {
            Error::new(Code::BAD_ARGUMENT, "The argument `key` is not 32 lower-case hex digits.")
        })
    }
}

impl TryFrom<String> for Key {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<Key> for String {
    fn from(key: Key) -> Self {
        key.to_string()
    }
}

/// How frames are written; see [`crate::frame`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Wire {
    /// A JSON document; the web view's own parser reads it.
    #[default]
    Json,
    /// One `ArrayBuffer`: the same document, then raw bytes.
    Bytes,
}

/// What a full buffer does; a command chooses one for its stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Policy {
    /// The producer waits: nothing is lost.
    #[default]
    Block,
    /// A newer item takes the place of a waiting one that it supersedes; an item that supersedes
    /// nothing and is superseded by nothing is kept, and waits for room as under `Block`.
    Latest,
    /// The items that have waited longest make room: the producer never waits, the reader sees the
    /// newest, and what was lost is counted as `dropped`.
    DropOldest,
    /// What finds no room is let go of: the producer never waits, the reader sees what came first, and
    /// what was lost is counted as `dropped`.
    DropNewest,
}

/// How much may wait in a buffer: a full one takes nothing more. An item that is larger than the limit
/// passes alone, so a buffer never holds more than the limit and one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Limits {
    /// Items; at least 1.
    pub items: u32,
    /// Bytes of the items as JSON and of their attachments.
    pub bytes: u32,
}

impl Default for Limits {
    /// 16,384 items and 4 MiB.
    fn default() -> Self {
        Self { items: 16_384, bytes: 4 << 20 }
    }
}

/// What a page passes where a command takes an outlet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct OutletArgument {
    /// A stock channel, as Tauri writes it: `__CHANNEL__:` and the callback's id. It carries the rings.
    pub channel: String,
    /// The stream's name.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub key: Key,
    /// How frames are to be written.
    pub wire: Wire,
    /// Whether the stream outlives its page for a while, and waits for an [`ATTACH`]. What is offered
    /// meanwhile waits, up to the limits; then the producer does, unless other web views read on.
    #[serde(default, skip_serializing_if = "is_not")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<bool>"))]
    pub detached: bool,
    /// Whether other web views may attach to the stream. None then waits for another: under `block` too, a page
    /// whose buffer is full misses what others still have room for, and its account counts it as dropped.
    #[serde(default, skip_serializing_if = "is_not")]
    #[cfg_attr(feature = "ts", ts(optional, as = "Option<bool>"))]
    pub shared: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_not(it: &bool) -> bool {
    !*it
}

/// `plugin:millstream|drain`: acknowledges frame `after` and asks for the next one.
///
/// Answered by a [`crate::Frame`] on the stream's wire. Asked twice, it answers the same frame. After
/// the last frame it lets go of the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DrainRequest {
    /// The stream's name.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub key: Key,
    /// The last frame that arrived whole; 0 before the first.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub after: u64,
}

/// Asks for the next frame.
pub const DRAIN: &str = "plugin:millstream|drain";

/// Stops a stream. Answered by its [`End`] once the producer has stopped; asked twice, by the same.
pub const CANCEL: &str = "plugin:millstream|cancel";

/// `plugin:millstream|cancel`: see [`CANCEL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CancelRequest {
    /// The stream's name.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub key: Key,
}

/// Takes up a stream. Answered by [`Attached`]; the page drains from there.
///
/// - The web view that opened the stream with `detached`, after a reload: it goes on behind frame `after`,
///   nothing twice, and under the policy `block` nothing missing, unless others read the stream meanwhile.
/// - Another web view, when the stream was opened with `shared`: it gets what is offered from now on, with
///   a buffer, frames from 1 and an account of its own. Its `cancel` ends its own reading only.
///
/// Attaching again takes the place of the earlier channel.
pub const ATTACH: &str = "plugin:millstream|attach";

/// `plugin:millstream|attach`: see [`ATTACH`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AttachRequest {
    /// A stock channel, as Tauri writes it; it carries the rings from now on.
    pub channel: String,
    /// The stream's name.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub key: Key,
    /// How frames are to be written from now on.
    pub wire: Wire,
    /// The last frame that the page has; none for the last one that it acknowledged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional, type = "number"))]
    pub after: Option<u64>,
}

/// The answer to an [`AttachRequest`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Attached {
    /// The frame behind which the page goes on: the first drain acknowledges it.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub after: u64,
}

/// Asks for the streams that this web view can attach to. Takes nothing; answered by [`StreamInfo`]s, the
/// oldest stream first.
pub const LIST: &str = "plugin:millstream|list";

/// A stream that can be attached to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct StreamInfo {
    /// The stream's name.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub key: Key,
    /// The command that opened it.
    pub command: String,
    /// The command's argument that took the outlet.
    pub argument: String,
    /// Whether this web view opened it; else another one did, and shares it.
    pub own: bool,
    /// The last frame that this web view acknowledged; 0 for none.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub after: u64,
}

impl From<&StreamInfo> for Key {
    fn from(info: &StreamInfo) -> Self {
        info.key
    }
}

/// The terminal item: how the stream ended, exactly once, and what became of what was offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "event", content = "data", rename_all = "camelCase")]
pub enum End {
    /// The producer is done.
    #[serde(deserialize_with = "accounted")]
    Finished {
        /// What became of the items.
        account: Account,
    },
    /// The producer gave up.
    #[serde(deserialize_with = "failed")]
    Failed {
        /// Why.
        #[serde(flatten)]
        error: Error,
        /// What became of the items.
        account: Account,
    },
    /// The page, or its going away, stopped the producer.
    #[serde(deserialize_with = "accounted")]
    Cancelled {
        /// What became of the items.
        account: Account,
    },
}

/// The data of an [`End`], which is an object in an object.
fn accounted<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Account, D::Error> {
    #[derive(Deserialize)]
    struct Data {
        #[serde(deserialize_with = "object")]
        account: Account,
    }
    object(deserializer).map(|Data { account }| account)
}

fn failed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(Error, Account), D::Error> {
    #[derive(Deserialize)]
    struct Data {
        #[serde(flatten)]
        error: Error,
        #[serde(deserialize_with = "object")]
        account: Account,
    }
    object(deserializer).map(|Data { error, account }| (error, account))
}

impl End {
    /// What became of the items.
    pub const fn account(&self) -> &Account {
        match self {
            Self::Finished { account } | Self::Failed { account, .. } | Self::Cancelled { account } => {
                account
            }
        }
    }
}

/// What became of the items of a stream: offered = delivered + coalesced + dropped + discarded, once
/// the stream has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Account {
    /// Items that the producer handed over.
    #[serde(deserialize_with = "count")]
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub offered: u64,
    /// Items that went out in a frame.
    #[serde(deserialize_with = "count")]
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub delivered: u64,
    /// Items that a newer one took the place of, under the policy `latest`.
    #[serde(deserialize_with = "count")]
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub coalesced: u64,
    /// Items that a policy with bounded loss let go.
    #[serde(deserialize_with = "count")]
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub dropped: u64,
    /// Items that were still waiting when the stream was cancelled.
    #[serde(deserialize_with = "count")]
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub discarded: u64,
}
