use millstream_shared::{
    Code, End, Error, Wire,
    frame::{Attachment, Envelope},
};

use crate::Batch;

/// A frame as it travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// On the wire `json`: a JSON document.
    Json(String),
    /// On the wire `bytes`: an envelope, as [`millstream_shared::frame`] describes it.
    Bytes(Vec<u8>),
}

impl Body {
    /// The size in bytes.
    pub fn len(&self) -> usize {
        match self {
            Self::Json(text) => text.len(),
            Self::Bytes(bytes) => bytes.len(),
        }
    }

    /// Whether there are no bytes; a frame has some always.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Writes a frame; the document is a [`millstream_shared::Frame`] on both wires.
///
/// The items are text already, so the document is put together around them instead of being serialised:
/// one copy of them on the wire `json`, two on the wire `bytes`.
///
/// # Errors
/// [`Code::BAD_ITEM`] when the wire is `json` and an item has attachments, or a text is no UTF-8;
/// [`Code::BAD_FRAME`] when a part is larger than 4 GiB.
pub fn encode(wire: Wire, seq: u64, batch: &Batch, more: bool, end: Option<&End>) -> Result<Body, Error> {
    let json = document(seq, batch, more, end)?;
    match wire {
        Wire::Json if batch.attachments().is_empty() => String::from_utf8(json)
            .map(Body::Json)
            .map_err(|error| Error::new(Code::BAD_ITEM, format!("An item is not UTF-8: {error}."))),
        Wire::Json => Err(no_room_for_bytes()),
        Wire::Bytes => {
            let attachments =
                batch.attachments().iter().map(|(item, bytes)| Attachment { item: *item, bytes }).collect();
            Envelope { json: &json, attachments }.encode().map(Body::Bytes)
        }
    }
}

/// The error of an item with attachments where only JSON travels.
pub(crate) fn no_room_for_bytes() -> Error {
    Error::new(Code::BAD_ITEM, "An item has attachments, and the stream's wire is `json`.")
        .hint("Open the stream with the wire `bytes`.")
}

/// The error of a drain that acknowledges what was never sent.
pub(crate) fn future_frame(after: u64, seq: u64) -> Error {
    let message = format!("The drain acknowledges frame {after}, but the last one sent is {seq}.");
    Error::new(Code::FUTURE_FRAME, message).hint("Pass the number of the last frame that arrived.")
}

/// The error of a drain that asks for what was acknowledged.
pub(crate) fn stale_frame(after: u64, seq: u64) -> Error {
    let message = format!("The drain asks for frame {}, but {seq} is acknowledged.", after + 1);
    Error::new(Code::STALE_FRAME, message).hint("Pass the number of the last frame that arrived.")
}

fn document(seq: u64, batch: &Batch, more: bool, end: Option<&End>) -> Result<Vec<u8>, Error> {
    // Enough for the fields around the items, with the largest `seq`, unless there is an end.
    const AROUND: usize = 64;
    let end = end.map(serde_json::to_vec).transpose().map_err(|error| {
        Error::new(Code::BAD_ITEM, format!("The stream's end could not be written: {error}."))
    })?;
    let end_len = end.as_ref().map_or(0, Vec::len);
    let mut json = Vec::with_capacity(AROUND + batch.text().len() + end_len);
    json.extend_from_slice(format!(r#"{{"seq":{seq},"items":["#).as_bytes());
    json.extend_from_slice(batch.text());
    json.extend_from_slice(format!(r#"],"more":{more}"#).as_bytes());
    if let Some(end) = end {
        json.extend_from_slice(br#","end":"#);
        json.extend_from_slice(&end);
    }
    json.push(b'}');
    Ok(json)
}
