//! Frames as they are written: the same as serde would write them, on both wires, and the golden ones.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

mod common;

use std::{fs, path::Path};

use common::frame;
use millstream_flow::{Account, Batch, Body, Code, End, Entry, Error, Rule, Wire, encode};
use millstream_shared::{
    Frame,
    frame::{Attachment, Envelope},
};
use proptest::{collection::vec, option, prelude::*};
use serde::Deserialize;
use serde_json::Value;

proptest! {
    #[test]
    fn a_frame_is_written_as_serde_would_write_it(frame in frames()) {
        let body = encode(Wire::Json, frame.seq, &batch(&frame, &[]), frame.more, frame.end.as_ref());
        prop_assert_eq!(body.unwrap(), Body::Json(serde_json::to_string(&frame).unwrap()));
    }

    #[test]
    fn both_wires_carry_the_same_document(frame in frames()) {
        let batch = batch(&frame, &[]);
        let [json, bytes] = [Wire::Json, Wire::Bytes]
            .map(|wire| encode(wire, frame.seq, &batch, frame.more, frame.end.as_ref()).unwrap());
        let (Body::Json(json), Body::Bytes(bytes)) = (json, bytes) else { panic!("a wire is mixed up") };
        prop_assert_eq!(Envelope::decode(&bytes).unwrap().json, json.as_bytes());
    }

    #[test]
    fn attachments_come_back_with_their_items(
        frame in frames(),
        bulks in vec((0..8_u32, vec(any::<u8>(), 0..40)), 0..6),
    ) {
        let mut bulks: Vec<_> = bulks.into_iter().filter(|(n, _)| (*n as usize) < frame.items.len()).collect();
        bulks.sort_by_key(|(item, _)| *item);
        let body = encode(Wire::Bytes, frame.seq, &batch(&frame, &bulks), frame.more, frame.end.as_ref());
        let Body::Bytes(bytes) = body.unwrap() else { panic!("a wire is mixed up") };
        let attachments = Envelope::decode(&bytes).unwrap().attachments;
        let back: Vec<_> = attachments.iter().map(|a| (a.item, a.bytes.to_vec())).collect();
        prop_assert_eq!(back, bulks);
    }
}

#[test]
fn attachments_have_no_place_on_the_wire_json() {
    let mut batch = Batch::default();
    batch.push(&mut Entry { text: b"1".to_vec(), attachments: vec![vec![]], rule: Rule::Wait });
    assert_eq!(encode(Wire::Json, 1, &batch, false, None).unwrap_err().code, Code::BAD_ITEM);
}

#[test]
fn a_text_that_is_not_utf8_has_no_place_on_the_wire_json() {
    let mut batch = Batch::default();
    batch.push(&mut Entry { text: vec![b'"', 0xff, b'"'], ..Entry::default() });
    assert_eq!(encode(Wire::Json, 1, &batch, false, None).unwrap_err().code, Code::BAD_ITEM);
}

#[test]
fn a_body_knows_its_size() {
    let body = encode(Wire::Bytes, 1, &Batch::default(), true, None).unwrap();
    assert_eq!(body.len(), 16 + r#"{"seq":1,"items":[],"more":true}"#.len());
    assert!(!body.is_empty() && frame(&body).more);
}

#[test]
fn the_golden_frames_are_what_the_index_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures/frames");
    let index = fs::read(folder.join("frames.json")).unwrap();
    let index: Vec<Sample> = serde_json::from_slice(&index).unwrap();
    assert_eq!(index.len() + 1, fs::read_dir(&folder).unwrap().count(), "a file is not in the index");
    for Sample { file, wire, frame: expected, attachments, error } in index {
        let bytes = fs::read(folder.join(&file)).unwrap();
        match (expected, decode(wire, &bytes)) {
            (Some(expected), Ok((frame, bulks))) => {
                assert_eq!((frame, bulks), (expected, attachments), "{file}");
            }
            (None, Err(found)) => assert_eq!(Some(found.code), error, "{file}"),
            (expected, found) => panic!("{file}: {found:?} instead of {expected:?}"),
        }
    }
}

#[derive(Deserialize)]
struct Sample {
    file: String,
    wire: Wire,
    frame: Option<Frame<Value>>,
    #[serde(default)]
    attachments: Vec<Bulk>,
    error: Option<Code>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Bulk {
    item: u32,
    bytes: Vec<u8>,
}

/// Reads a frame as a client has to.
fn decode(wire: Wire, bytes: &[u8]) -> Result<(Frame<Value>, Vec<Bulk>), Error> {
    let bad = |message: String| Error::new(Code::BAD_FRAME, message);
    let envelope = match wire {
        Wire::Json => Envelope { json: bytes, attachments: vec![] },
        Wire::Bytes => Envelope::decode(bytes)?,
    };
    let frame: Frame<Value> =
        serde_json::from_slice(envelope.json).map_err(|error| bad(error.to_string()))?;
    let bulk = |Attachment { item, bytes }| {
        let there = (item as usize) < frame.items.len();
        there.then(|| Bulk { item, bytes: bytes.to_vec() }).ok_or_else(|| bad(format!("no item {item}")))
    };
    let bulks = envelope.attachments.into_iter().map(bulk).collect::<Result<_, _>>()?;
    Ok((frame, bulks))
}

fn batch(frame: &Frame<Value>, bulks: &[(u32, Vec<u8>)]) -> Batch {
    let mut batch = Batch::default();
    for (index, item) in (0..).zip(&frame.items) {
        let own = bulks.iter().filter(|(item, _)| *item == index).map(|(_, bytes)| bytes.clone());
        batch.push(&mut Entry {
            text: serde_json::to_vec(item).unwrap(),
            attachments: own.collect(),
            rule: Rule::Wait,
        });
    }
    batch
}

fn frames() -> impl Strategy<Value = Frame<Value>> {
    let item = prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        vec(any::<bool>(), 0..3).prop_map(Value::from),
    ];
    let account = any::<[u32; 5]>().prop_map(|[offered, delivered, coalesced, dropped, discarded]| {
        let [offered, delivered, coalesced, dropped, discarded] =
            [offered, delivered, coalesced, dropped, discarded].map(u64::from);
        Account { offered, delivered, coalesced, dropped, discarded }
    });
    let end = (0..3, account, any::<String>()).prop_map(|(kind, account, message)| match kind {
        0 => End::Finished { account },
        1 => End::Cancelled { account },
        _ => End::Failed { error: Error::new(Code::IO, message), account },
    });
    (any::<u64>(), vec(item, 0..8), any::<bool>(), option::of(end))
        .prop_map(|(seq, items, more, end)| Frame { seq, items, more, end })
}
