//! The decoders against each other: the contract's own, this client's, and, by the file that is written here, the
//! other client's. They take the same bytes for a frame, and for the same one.
//!
//! What was decided about some inputs is kept in `shared/fixtures/frames-decided.json`. With
//! `MILLSTREAM_FRAMES` set, fresh inputs are written there with their verdicts, for the other client's tests;
//! `MILLSTREAM_SEED` chooses them. To keep an input on which decoders differed, put the line of the verdict that
//! is right into that file.

use std::{env, fmt::Write as _, fs, path::PathBuf};

use crate::mutation::{Input, inputs};
use millstream_client::{frame::decode, transport::Body};
use millstream_shared::{End, Frame, Wire, frame::Envelope};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// How many fresh inputs there are each time.
const FRESH: usize = 4_000;

#[test]
fn decides_on_every_frame_as_the_other_decoders_do() {
    for kept in kept() {
        let again = decided(&Input { wire: kept.wire, bytes: unhex(&kept.input) });
        assert_eq!(text(&again.unwrap_or_else(|differ| panic!("{differ}"))), text(&kept));
    }
    let seed = env::var("MILLSTREAM_SEED").map_or_else(|_| random(), |seed| seed.parse().unwrap());
    // Also for a decoder that panics: it is shown with any failure.
    println!("MILLSTREAM_SEED={seed}");
    let mut fresh = Vec::new();
    let mut taken = 0;
    for input in inputs(seed, FRESH).filter(|input| !input.has_a_name_twice()) {
        let decided = decided(&input).unwrap_or_else(|differ| panic!("{differ}\nMILLSTREAM_SEED={seed}"));
        taken += usize::from(decided.frame.is_some());
        fresh.push(text(&decided));
    }
    // What is always refused, or always taken, would say little.
    assert!(taken > FRESH / 10 && taken < FRESH * 9 / 10, "{taken} of {FRESH}, seed {seed}");
    if let Ok(path) = env::var("MILLSTREAM_FRAMES") {
        fs::write(path, format!("[\n{}\n]\n", fresh.join(",\n"))).unwrap();
    }
}

#[test]
fn tells_a_difference_so_that_it_can_be_kept() {
    let input = Input { wire: Wire::Json, bytes: vec![b'{', 0xff, b'}'] };
    let frame = Whole { seq: 1, items: vec![], more: false, end: None, attachments: vec![] };
    let told = agreed(&input, None, Some(frame)).err().unwrap();
    let lines: Vec<Decided> =
        told.lines().filter_map(|line| serde_json::from_str(line.split_once(": ")?.1).ok()).collect();
    assert_eq!(lines.len(), 2, "{told}");
    assert!(lines.iter().all(|line| unhex(&line.input) == input.bytes), "{told}");
    assert_eq!(lines.iter().filter(|line| line.frame.is_some()).count(), 1, "{told}");
}

/// An input, and the frame that it is taken for, if any.
#[derive(Serialize, Deserialize)]
struct Decided {
    wire: Wire,
    /// In hex.
    input: String,
    frame: Option<Whole>,
}

#[derive(Serialize, Deserialize)]
struct Whole {
    seq: u64,
    /// As they are written: each language reads them in its own way.
    items: Vec<Box<RawValue>>,
    more: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<End>,
    /// The item, and the bytes in hex.
    attachments: Vec<(u32, String)>,
}

/// What both decoders say to an input; or, where they differ, what each does.
fn decided(input: &Input) -> Result<Decided, String> {
    agreed(input, by_the_contract(input), by_the_client(input))
}

fn agreed(input: &Input, contract: Option<Whole>, client: Option<Whole>) -> Result<Decided, String> {
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

fn kept() -> Vec<Decided> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures/frames-decided.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

fn random() -> u64 {
    let mut bits = [0; 8];
    getrandom::fill(&mut bits).unwrap();
    u64::from_le_bytes(bits)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}
