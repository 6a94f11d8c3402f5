//! Frames against the golden ones, which the backend's encoder wrote.

use std::{fs, path::PathBuf};

use millstream_client::{
    frame::{Received, decode},
    transport::Body,
};
use millstream_shared::{
    Code, Error, Frame, Wire,
    frame::{Attachment, Envelope},
};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Sample {
    file: String,
    wire: Wire,
    frame: Option<Frame<Value>>,
    #[serde(default)]
    attachments: Vec<Bulk>,
}

#[derive(Deserialize)]
struct Bulk {
    item: usize,
    bytes: Vec<u8>,
}

fn samples() -> Vec<(Sample, Body)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures/frames");
    let index = fs::read(folder.join("frames.json")).unwrap();
    let samples: Vec<Sample> = serde_json::from_slice(&index).unwrap();
    let body = |sample: &Sample| {
        let bytes = fs::read(folder.join(&sample.file)).unwrap();
        match sample.wire {
            Wire::Json => Body::Text(String::from_utf8(bytes).unwrap()),
            Wire::Bytes => Body::Bytes(bytes),
        }
    };
    samples.into_iter().map(|sample| (body(&sample), sample)).map(|(body, sample)| (sample, body)).collect()
}

fn check(sample: &Sample, decoded: Result<Received, Error>) {
    let Some(frame) = &sample.frame else {
        assert_eq!(decoded.expect_err(&sample.file).code, Code::BAD_FRAME, "{}", sample.file);
        return;
    };
    let received = decoded.expect(&sample.file);
    let items: Vec<Value> = (0..received.len()).map(|n| received.item(n).unwrap()).collect();
    let Received { seq, more, end, .. } = received.clone();
    assert_eq!(Frame { seq, items, more, end }, *frame, "{}", sample.file);
    for item in 0..received.len() {
        let of_item = |bulk: &&Bulk| bulk.item == item;
        let expected: Vec<_> =
            sample.attachments.iter().filter(of_item).map(|bulk| &bulk.bytes[..]).collect();
        let attachments = received.attachments(item);
        assert_eq!(attachments.iter().map(|a| &a[..]).collect::<Vec<_>>(), expected, "{}", sample.file);
    }
}

#[test]
fn decodes_the_golden_frames_and_refuses_the_broken_ones() {
    let samples = samples();
    assert!(samples.len() > 30);
    for (sample, body) in samples {
        check(&sample, decode(body));
    }
}

#[test]
fn accepts_bytes_as_an_array_of_numbers() {
    for (sample, body) in samples() {
        if let Body::Bytes(bytes) = body {
            check(&sample, decode(Body::Text(serde_json::to_string(&bytes).unwrap())));
        }
    }
}

#[test]
fn refuses_what_is_no_frame() {
    for text in ["null", "7", "\"text\"", "[]", "[256]", "{}", "[1,2,3]"] {
        assert_eq!(decode(Body::Text(text.into())).unwrap_err().code, Code::BAD_FRAME, "{text}");
    }
}

#[test]
fn refuses_attachments_out_of_order() {
    let (_, body) = samples().into_iter().find(|(sample, _)| sample.file == "attachments.bin").unwrap();
    let mut bytes = body.into_bytes().unwrap();
    // The first entry's item, and the last one's.
    (bytes[16], bytes[40]) = (2, 0);
    assert_eq!(decode(Body::Bytes(bytes)).unwrap_err().code, Code::BAD_FRAME);
}

#[test]
fn refuses_text_that_is_not_utf_8() {
    let json = br#"{"seq":1,"items":["?"],"more":false}"#;
    let mut bytes = Envelope { json, attachments: Vec::new() }.encode().unwrap();
    assert_eq!(decode(Body::Bytes(bytes.clone())).unwrap().item(0), Ok(String::from("?")));
    let at = bytes.iter().position(|byte| *byte == b'?').unwrap();
    bytes[at] = 0xFF;
    assert_eq!(decode(Body::Bytes(bytes)).unwrap_err().code, Code::BAD_FRAME);
}

#[test]
fn gives_attachments_without_copying() {
    let (_, body) = samples().into_iter().find(|(sample, _)| sample.file == "attachments.bin").unwrap();
    let Body::Bytes(bytes) = body else { panic!("bytes") };
    let memory = bytes.as_ptr_range();
    let received = decode(Body::Bytes(bytes)).unwrap();
    let attachments = received.attachments(2);
    let first = attachments[0].as_ptr();
    assert!(memory.contains(&first));
    assert_eq!((first as usize - memory.start as usize) % 8, 0);
}

#[test]
fn gives_attachments_of_any_size() {
    let large: Vec<u8> = (0..1 << 20).map(|n| n as u8).collect();
    let parts = [(1, &large[..]), (1, &[]), (1, &[7, 8, 9]), (2, &large[..4_096])];
    let attachments = parts.map(|(item, bytes)| Attachment { item, bytes }).to_vec();
    let json = br#"{"seq":1,"items":["none","three","one"],"more":false}"#;
    let received = decode(Body::Bytes(Envelope { json, attachments }.encode().unwrap())).unwrap();
    let of = |item: u32| {
        let expected: Vec<_> = parts.iter().filter(|(i, _)| *i == item).map(|(_, bytes)| *bytes).collect();
        let attachments = received.attachments(item as usize);
        assert!(attachments.iter().map(|a| &a[..]).eq(expected), "of item {item}");
        attachments.len()
    };
    assert_eq!([of(0), of(1), of(2)], [0, 3, 1]);
}

#[test]
fn an_item_that_is_not_there_is_an_error() {
    let received = decode(Body::Text(r#"{"seq":1,"items":[1],"more":false}"#.into())).unwrap();
    assert_eq!(received.item::<u32>(0), Ok(1));
    assert_eq!(received.item::<u32>(1).unwrap_err().code, Code::BAD_ITEM);
    assert_eq!(received.item::<String>(0).unwrap_err().code, Code::BAD_ITEM);
}

proptest! {
    #[test]
    fn takes_any_bytes_for_what_they_are(mut bytes in prop::collection::vec(any::<u8>(), 0..200), magic: bool) {
        if magic {
            bytes.splice(..4.min(bytes.len()), *b"MSF1");
        }
        if let Err(error) = decode(Body::Bytes(bytes)) {
            prop_assert_eq!(error.code, Code::BAD_FRAME);
        }
    }

    #[test]
    fn takes_a_frame_with_one_byte_changed_for_what_it_is(at in any::<prop::sample::Index>(), to: u8) {
        for (_, body) in samples() {
            if let Body::Bytes(mut bytes) = body && !bytes.is_empty() {
                *at.get_mut(&mut bytes) = to;
                if let Err(error) = decode(Body::Bytes(bytes)) {
                    prop_assert_eq!(error.code, Code::BAD_FRAME);
                }
            }
        }
    }
}
