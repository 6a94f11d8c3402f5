//! Frames: what is in flight between an outlet and its inlet, at most one at a time.
//!
//! A frame has two encodings, chosen by the page (`wire`):
//!
//! - `json`: the [`Frame`] as a JSON document. Only for items without bytes.
//! - `bytes`: the very same document in an envelope, with the items' attachments behind it. All
//!   integers are little-endian; every attachment starts at a multiple of 8, so that a page can look
//!   at it as a typed array without copying.
//!
//! ```text
//! offset  size  field
//!      0     4  magic, "MSF1"
//!      4     4  j, length of the JSON document in bytes
//!      8     4  n, number of attachments
//!     12     4  zero, reserved
//!     16   8·n  for each attachment: index of its item in `items` (u32), length in bytes (u32)
//!     16+8·n j  the JSON document, UTF-8
//!      …        zeros up to a multiple of 8, then an attachment, for each of them in order
//! ```
//!
//! Attachments are in the order of their items, and each belongs to one that is there. In the document, numbers
//! go up to 2⁵³ − 1, and no name comes twice in an object: a page's parser would not tell.

use serde::{Deserialize, Serialize};

use crate::{
    Code, End, Error,
    reading::{count, object_or_none},
};

/// A batch of items, in order.
///
/// `seq` counts from 1 without gaps. A frame without items and without an end carries no news: `seq`
/// is then the last one that was sent. An empty answer to a drain means that the bell is armed; an
/// empty ring (`more` is true) means: drain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Frame<T> {
    /// The frame's number, from 1.
    #[serde(deserialize_with = "count")]
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub seq: u64,
    /// The items, in the order in which they were offered.
    pub items: Vec<T>,
    /// Whether more is waiting already.
    pub more: bool,
    /// How the stream ended; in the last frame, behind its items, and in no other.
    #[serde(default, deserialize_with = "object_or_none", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub end: Option<End>,
}

/// The first four bytes of a `bytes` frame: "MSF1".
pub const MAGIC: [u8; 4] = *b"MSF1";

const HEADER: usize = 16;
const ENTRY: usize = 8;

/// A `bytes` frame taken apart, without copying.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// The JSON document: a [`Frame`].
    pub json: &'a [u8],
    /// The attachments, in the order of their items.
    pub attachments: Vec<Attachment<'a>>,
}

/// Raw bytes that belong to an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attachment<'a> {
    /// The item's index in the frame's `items`.
    pub item: u32,
    /// The bytes themselves.
    pub bytes: &'a [u8],
}

impl<'a> Envelope<'a> {
    /// Puts the document and its attachments into one buffer.
    ///
    /// # Errors
    /// [`Code::BAD_FRAME`] when a part is larger than 4 GiB.
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        let end = HEADER + ENTRY * self.attachments.len() + self.json.len();
        let bulk: usize = self.attachments.iter().map(|a| padded(a.bytes.len())).sum();
        let mut out = Vec::with_capacity(padded(end) + bulk);
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&word(self.json.len())?);
        out.extend_from_slice(&word(self.attachments.len())?);
        out.extend_from_slice(&[0; 4]);
        for attachment in &self.attachments {
            out.extend_from_slice(&attachment.item.to_le_bytes());
            out.extend_from_slice(&word(attachment.bytes.len())?);
        }
        out.extend_from_slice(self.json);
        for attachment in &self.attachments {
            out.resize(padded(out.len()), 0);
            out.extend_from_slice(attachment.bytes);
        }
        Ok(out)
    }

    /// Takes a buffer apart. The document itself is not looked at.
    ///
    /// # Errors
    /// [`Code::BAD_FRAME`], with the offset of what is wrong, for anything that [`Self::encode`] would
    /// not have written.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, Error> {
        if bytes.get(..4) != Some(&MAGIC) {
            return Err(bad(0, "the magic is not MSF1"));
        }
        let json_len = read(bytes, 4)?;
        let count = read(bytes, 8)?;
        if read(bytes, 12)? != 0 {
            return Err(bad(12, "the reserved word is not zero"));
        }
        let json_at = count
            .checked_mul(ENTRY)
            .and_then(|table| table.checked_add(HEADER))
            .ok_or_else(|| bad(8, "the number of attachments is too large"))?;
        let json = slice(bytes, json_at, json_len)?;
        let mut at = json_at + json_len;
        let mut attachments = Vec::with_capacity(count);
        for entry in (HEADER..json_at).step_by(ENTRY) {
            let item = u32::try_from(read(bytes, entry)?).map_err(|_| bad(entry, "the item is too large"))?;
            let len = read(bytes, entry + 4)?;
            let start = padded(at);
            if slice(bytes, at, start - at)?.iter().any(|&b| b != 0) {
                return Err(bad(at, "the padding is not zero"));
            }
            attachments.push(Attachment { item, bytes: slice(bytes, start, len)? });
            at = start + len;
        }
        if at != bytes.len() {
            return Err(bad(at, "bytes are left over"));
        }
        Ok(Self { json, attachments })
    }
}

const fn padded(len: usize) -> usize {
    len.next_multiple_of(8)
}

fn word(len: usize) -> Result<[u8; 4], Error> {
    u32::try_from(len)
        .map(u32::to_le_bytes)
        .map_err(|_| Error::new(Code::BAD_FRAME, format!("A part of {len} bytes does not fit into a frame.")))
}

fn read(bytes: &[u8], at: usize) -> Result<usize, Error> {
    let word = slice(bytes, at, 4)?;
    Ok(u32::from_le_bytes([word[0], word[1], word[2], word[3]]) as usize)
}

fn slice(bytes: &[u8], at: usize, len: usize) -> Result<&[u8], Error> {
    at.checked_add(len)
        .and_then(|end| bytes.get(at..end))
        .ok_or_else(|| bad(at, &format!("{len} bytes are missing")))
}

fn bad(at: usize, what: &str) -> Error {
    Error::new(Code::BAD_FRAME, format!("The frame is broken at byte {at}: {what}."))
}
