//! What each decoder in Rust says to an input, here and in `fuzz`.

use std::fmt::Write as _;

use millstream_client::{frame::decode, transport::Body};
use millstream_shared::{End, Frame, Wire, frame::Envelope};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::input::Input;

/// An input, and the frame that it is taken for, if any.
#[derive(Serialize, Deserialize)]
pub struct Decided {
    pub wire: Wire,
    /// In hex.
    pub input: String,
    pub frame: Option<Whole>,
}

#[derive(Serialize, Deserialize)]
pub struct Whole {
    pub seq: u64,
    /// As they are written: each language reads them in its own way.
    pub items: Vec<Box<RawValue>>,
    pub more: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<End>,
    /// The item, and the bytes in hex.
    pub attachments: Vec<(u32, String)>,
}

/// What both decoders say to an input; or, where they differ, what each does.
pub fn decided(input: &Input) -> Result<Decided, String> {
    agreed(input, by_the_contract(input), by_the_client(input))
}

pub fn agreed(input: &Input, contract: Option<Whole>, client: Option<Whole>) -> Result<Decided, String> {
    let [contract, client] = [contract, client].map(|frame| {
        let decided = Decided { wire: input.wire, input: hex(&input.bytes), frame };
        (text(&decided), decided)
    });
    if contract.0 == client.0 {
        return Ok(client.1);
    }
    let shown = input.shown();
    Err(format!("The decoders differ on {shown:?}:\nthe contract: {}\nthe client: {}", contract.0, client.0))
}

fn by_the_contract(Input { wire, bytes }: &Input) -> Option<Whole> {
    let envelope = match wire {
        Wire::Json => Envelope { json: bytes, attachments: vec![] },
        Wire::Bytes => Envelope::decode(bytes).ok()?,
    };
    let document = str::from_utf8(envelope.json).ok()?;
    // Serde would take the values as an array for a frame, too.
    document.trim_ascii_start().strip_prefix('{')?;
    let Frame::<Box<RawValue>> { seq, items, more, end } = serde_json::from_str(document).ok()?;
    let of = envelope.attachments.iter().map(|attachment| attachment.item);
    let is_in_order = of.clone().is_sorted() && of.clone().all(|item| (item as usize) < items.len());
    let attachments = envelope.attachments.iter().map(|part| (part.item, hex(part.bytes))).collect();
    is_in_order.then_some(Whole { seq, items, more, end, attachments })
}

fn by_the_client(Input { wire, bytes }: &Input) -> Option<Whole> {
    let body = match wire {
        Wire::Json => Body::Text(String::from_utf8(bytes.clone()).ok()?),
        Wire::Bytes => Body::Bytes(bytes.clone()),
    };
    let received = decode(body).ok()?;
    let items = (0..received.len()).map(|index| received.item(index).unwrap()).collect();
    let attachments = (0_u32..)
        .zip(0..received.len())
        .flat_map(|(item, index)| {
            received.attachments(index).into_iter().map(move |bytes| (item, hex(&bytes)))
        })
        .collect();
    Some(Whole { seq: received.seq, items, more: received.more, end: received.end, attachments })
}

/// As it is kept.
pub fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}
