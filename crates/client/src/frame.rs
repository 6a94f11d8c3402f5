//! Frames, as they arrive.

use std::{any::Any, cell::RefCell, ops::Range, rc::Rc, vec};

use millstream_shared::{Code, End, Error, Frame, frame::Envelope};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::{sequence::Head, transport::Body};

/// A frame that arrived.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Received {
    /// The frame's number.
    pub seq: u64,
    /// Whether more is waiting behind it.
    pub more: bool,
    /// How the stream ended, in its last frame.
    pub end: Option<End>,
    bytes: Rc<Vec<u8>>,
    items: Items,
    attachments: Vec<(u32, Attachment)>,
}

/// What is in a frame.
#[derive(Clone, Debug)]
enum Items {
    /// All of them are of the type that was expected: a `RefCell<vec::IntoIter<T>>`.
    Read { len: usize, list: Rc<dyn Any> },
    /// Still JSON.
    Raw(Vec<Range<usize>>),
}

/// Reads a document whose items are all of one type. The list in what it answers is that of
/// [`Items::Read`].
pub(crate) type Read = fn(&str) -> Option<(Frame<()>, usize, Rc<dyn Any>)>;

/// The reader of items of this type.
pub(crate) fn reader<T: DeserializeOwned + 'static>() -> Read {
    |document| {
        let Frame { seq, items, more, end } = serde_json::from_str::<Frame<T>>(document).ok()?;
        let len = items.len();
        Some((Frame { seq, items: Vec::new(), more, end }, len, Rc::new(RefCell::new(items.into_iter()))))
    }
}

/// Raw bytes that came with an item, in the frame's own memory: cloning copies none of them.
#[derive(Clone)]
pub struct Attachment {
    frame: Rc<Vec<u8>>,
    range: Range<usize>,
}

/// Takes a frame apart: a JSON document, or the envelope of [`millstream_shared::frame`].
///
/// # Errors
/// [`Code::BAD_FRAME`].
#[doc(hidden)]
pub fn decode(body: Body) -> Result<Received, Error> {
    decode_as(|_| None, body)
}

/// [`decode`], with all items read at once where they are what `of` expects. Where one is not, it is for
/// [`Received::item`] to say which.
pub(crate) fn decode_as(of: Read, body: Body) -> Result<Received, Error> {
    match body {
        Body::Text(text) if !text.trim_ascii_start().starts_with('[') => {
            read(of, text.into_bytes(), 0..usize::MAX, Vec::new())
        }
        body => {
            let bytes = body.into_bytes().map_err(|_| bad("it is neither a document nor bytes"))?;
            let envelope = Envelope::decode(&bytes)?;
            let json = range_in(&bytes, envelope.json);
            let attachments =
                envelope.attachments.iter().map(|part| (part.item, range_in(&bytes, part.bytes))).collect();
            read(of, bytes, json, attachments)
        }
    }
}

impl Received {
    /// How many items there are.
    pub const fn len(&self) -> usize {
        match &self.items {
            Items::Read { len, .. } => *len,
            Items::Raw(items) => items.len(),
        }
    }

    /// Whether there are no items.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The frame's size in bytes.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// Hands an item over. They are asked for in order, each once.
    ///
    /// # Errors
    /// [`Code::BAD_ITEM`]: it is not of this type, or there is no such item.
    pub fn item<T: DeserializeOwned + 'static>(&self, index: usize) -> Result<T, Error> {
        let json = match &self.items {
            Items::Read { list, .. } => {
                let list = list.downcast_ref::<RefCell<vec::IntoIter<T>>>();
                if let Some(item) = list.and_then(|list| list.borrow_mut().next()) {
                    return Ok(item);
                }
                ""
            }
            Items::Raw(items) => items.get(index).map_or("", |range| self.text(range.clone())),
        };
        serde_json::from_str(json).map_err(|error| {
            let seq = self.seq;
            Error::new(Code::BAD_ITEM, format!("Item {index} of frame {seq} could not be read: {error}."))
        })
    }

    /// The raw bytes that came with an item.
    pub fn attachments(&self, index: usize) -> Vec<Attachment> {
        let from = self.attachments.partition_point(|(item, _)| (*item as usize) < index);
        let of_item = self.attachments[from..].iter().take_while(|(item, _)| *item as usize == index);
        of_item.map(|(_, attachment)| attachment.clone()).collect()
    }

    /// Checked once for all strings in it, where a reader of bytes would check each.
    fn text(&self, range: Range<usize>) -> &str {
        std::str::from_utf8(&self.bytes[range]).unwrap_or_default()
    }

    pub(crate) const fn head(&self) -> Head {
        Head { seq: self.seq, items: !self.is_empty(), more: self.more, end: self.end.is_some() }
    }
}

impl std::ops::Deref for Attachment {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.frame[self.range.clone()]
    }
}

impl std::fmt::Debug for Attachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Attachment({} bytes)", self.len())
    }
}

fn read(
    of: Read,
    bytes: Vec<u8>,
    json: Range<usize>,
    attachments: Vec<(u32, Range<usize>)>,
) -> Result<Received, Error> {
    let document = &bytes[json.start..json.end.min(bytes.len())];
    // The whole of it: what is passed over when it is read has to be text, too.
    let document = str::from_utf8(document).map_err(|error| bad(&error.to_string()))?;
    if !document.trim_ascii_start().starts_with('{') {
        return Err(bad("the document is no object"));
    }
    let (seq, more, end, items) = match of(document) {
        Some((Frame { seq, more, end, .. }, len, list)) => (seq, more, end, Items::Read { len, list }),
        None => {
            let frame = serde_json::from_str::<Frame<&RawValue>>(document);
            let Frame { seq, items, more, end } = frame.map_err(|error| bad(&error.to_string()))?;
            let items = items.iter().map(|item| range_in(&bytes, item.get().as_bytes())).collect();
            (seq, more, end, Items::Raw(items))
        }
    };
    let received = Received { seq, more, end, bytes: Rc::default(), items, attachments: Vec::new() };
    if attachments.iter().any(|(item, _)| *item as usize >= received.len()) {
        return Err(bad("an attachment belongs to no item"));
    }
    if !attachments.is_sorted_by_key(|(item, _)| *item) {
        return Err(bad("its attachments are not in the order of its items"));
    }
    let bytes = Rc::new(bytes);
    let attachments = attachments
        .into_iter()
        .map(|(item, range)| (item, Attachment { frame: bytes.clone(), range }))
        .collect();
    Ok(Received { bytes, attachments, ..received })
}

/// Where a part lies in the whole.
fn range_in(whole: &[u8], part: &[u8]) -> Range<usize> {
    let start = part.as_ptr() as usize - whole.as_ptr() as usize;
    start..start + part.len()
}

fn bad(what: &str) -> Error {
    Error::new(Code::BAD_FRAME, format!("The frame could not be read: {what}."))
}
