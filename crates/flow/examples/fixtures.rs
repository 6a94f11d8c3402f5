//! Writes the golden frames into `shared/fixtures/frames`, which both clients' tests decode:
//! `cargo run -p millstream-flow --example fixtures`.
//!
//! With the argument `--check` it writes nothing and fails when a file differs from what it would write.

#![allow(clippy::expect_used, reason = "a fixture that cannot be made is a failure of this program")]

use std::{collections::BTreeMap, fs, path::Path, process::ExitCode};

use millstream_flow::{Account, Batch, Body, Code, End, Entry, Error, Rule, Wire, encode};
use millstream_shared::frame::{Attachment, Envelope, Frame};
use serde::Serialize;
use serde_json::value::RawValue;

fn main() -> ExitCode {
    let check = std::env::args().any(|argument| argument == "--check");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures/frames");
    let mut stale = false;
    for (name, bytes) in files() {
        let path = folder.join(&name);
        if check {
            if fs::read(&path).is_ok_and(|old| old == bytes) {
                continue;
            }
            eprintln!("shared/fixtures/frames/{name} is not what it should be: run this without --check.");
            stale = true;
        } else if let Err(error) = fs::create_dir_all(&folder).and_then(|()| fs::write(&path, bytes)) {
            eprintln!("{} could not be written: {error}.", path.display());
            return ExitCode::FAILURE;
        }
    }
    if stale { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// What `frames.json` says of one file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Sample {
    file: String,
    about: &'static str,
    wire: Wire,
    /// What the file decodes to; none for what is broken.
    #[serde(skip_serializing_if = "Option::is_none")]
    frame: Option<Frame<Box<RawValue>>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Bulk>,
    /// The code of the error that decoding gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Code>,
}

/// An attachment: the index of its item, and its bytes.
#[derive(Clone, Serialize)]
struct Bulk {
    item: u32,
    bytes: Vec<u8>,
}

/// Every file by its name: the frames, and `frames.json`.
fn files() -> BTreeMap<String, Vec<u8>> {
    let mut index = Vec::new();
    let mut files = BTreeMap::new();
    for (name, about, frame, attachments) in whole() {
        let batch = batch(&frame, &attachments);
        let wires = [(Wire::Json, "json"), (Wire::Bytes, "bin")];
        // Attachments travel on the wire `bytes` only.
        for (wire, extension) in wires.into_iter().skip(usize::from(!attachments.is_empty())) {
            let body = encode(wire, frame.seq, &batch, frame.more, frame.end.as_ref());
            let file = format!("{name}.{extension}");
            files.insert(file.clone(), bytes(body.expect("a sample is a frame")));
            let (frame, attachments) = (Some(frame.clone()), attachments.clone());
            index.push(Sample { file, about, wire, frame, attachments, error: None });
        }
    }
    for (file, about, wire, bytes) in broken() {
        files.insert(file.to_owned(), bytes);
        let (file, error) = (file.to_owned(), Some(Code::BAD_FRAME));
        index.push(Sample { file, about, wire, frame: None, attachments: vec![], error });
    }
    let mut text = serde_json::to_string_pretty(&index).expect("the index is JSON");
    text.push('\n');
    files.insert("frames.json".to_owned(), text.into_bytes());
    files
}

type Whole = (&'static str, &'static str, Frame<Box<RawValue>>, Vec<Bulk>);

fn whole() -> Vec<Whole> {
    let account = Account { offered: 5, delivered: 5, ..Account::default() };
    let started = r#"{"event":"started","data":{"totalBytes":3}}"#;
    let chunk = r#"{"event":"chunk","data":{"bytesRead":2}}"#;
    let done = r#"{"event":"done","data":{"sha256":"00"}}"#;
    let error = Error::new(Code::IO, "The file could not be read at byte 7.").hint("Look at the disk.");
    let discarded = Account { offered: 9, delivered: 5, coalesced: 1, dropped: 0, discarded: 3 };
    let bulk = |item, bytes: &[u8]| Bulk { item, bytes: bytes.to_vec() };
    let every: Vec<u8> = (0..=255).collect();
    vec![
        ("three-items", "Items of three kinds.", frame(1, &[started, chunk, done], None), vec![]),
        ("empty", "No news: the bell is armed.", frame(4, &[], None), vec![]),
        ("bell", "An empty ring: drain.", Frame { more: true, ..frame(0, &[], None) }, vec![]),
        (
            "finished",
            "The last frame: items before the end.",
            frame(2, &[chunk, done], Some(End::Finished { account })),
            vec![],
        ),
        ("failed", "The producer gave up.", frame(3, &[], Some(End::Failed { error, account })), vec![]),
        (
            "cancelled",
            "The reader left; what waited is discarded.",
            frame(9, &[], Some(End::Cancelled { account: discarded })),
            vec![],
        ),
        (
            "unicode",
            "Text beyond ASCII, and escapes.",
            frame(
                1,
                &[r#""grüße""#, r#""日本語""#, r#""🦀""#, r#""a\"b\\c\n\u0000\u2028\ud83e\udd80""#],
                None,
            ),
            vec![],
        ),
        (
            "values",
            "Any JSON is an item, `null` too; the largest number that both languages count to.",
            frame(9_007_199_254_740_991, &["null", "true", "-1.5", "[]", "{}", r#""""#], None),
            vec![],
        ),
        (
            "attachments",
            "Attachments of 8, 256, 0 and 3 bytes, three of one item.",
            frame(2, &[r#"{"lines":2}"#, r#"{"lines":0}"#, r#"{"lines":1}"#], None),
            vec![bulk(0, b"one\ntwo\n"), bulk(2, &every), bulk(2, b""), bulk(2, &[1, 2, 3])],
        ),
    ]
}

/// What is no frame, each broken in one place.
fn broken() -> Vec<(&'static str, &'static str, Wire, Vec<u8>)> {
    let json = br#"{"seq":1,"items":[1],"more":false}"#;
    let envelope = |item, bytes: &[u8]| {
        let attachments = vec![Attachment { item, bytes }];
        Envelope { json, attachments }.encode().expect("a sample is a frame")
    };
    // 16 bytes of header, 8 for the attachment, 34 of document, 6 of padding, 4 of attachment.
    let whole = envelope(0, b"bulk");
    let with = |at: usize, byte: u8| {
        let mut bytes = whole.clone();
        bytes[at] = byte;
        bytes
    };
    let cut = |len: usize| whole[..len].to_vec();
    let (json, bin) = (Wire::Json, Wire::Bytes);
    vec![
        ("broken-nothing.bin", "No byte at all.", bin, cut(0)),
        ("broken-magic.bin", "The first byte is wrong.", bin, with(0, b'X')),
        ("broken-length.bin", "The document is longer than the frame.", bin, with(7, 0x7f)),
        ("broken-count.bin", "More attachments than bytes.", bin, with(11, 0xff)),
        ("broken-reserved.bin", "The reserved word is not zero.", bin, with(12, 1)),
        ("broken-header.bin", "Cut inside the header.", bin, cut(15)),
        ("broken-table.bin", "Cut inside the table of attachments.", bin, cut(20)),
        ("broken-cut.bin", "Cut inside the document.", bin, cut(57)),
        ("broken-padding.bin", "The padding is not zero.", bin, with(63, 1)),
        ("broken-bulk.bin", "Cut inside the attachment.", bin, cut(67)),
        ("broken-rest.bin", "A byte is left over.", bin, [&whole[..], &[0]].concat()),
        ("broken-item.bin", "An attachment of an item that is not there.", bin, envelope(1, b"lost")),
        ("broken-syntax.bin", "The document is not JSON.", bin, with(24, b'[')),
        ("broken-utf8.bin", "The document is not UTF-8.", bin, with(26, 0xff)),
        ("broken-syntax.json", "The document is not JSON.", json, br#"{"seq":1,"items":["#.to_vec()),
        ("broken-field.json", "A field is missing.", json, br#"{"seq":1,"items":[]}"#.to_vec()),
        (
            "broken-seq.json",
            "No frame has this number.",
            json,
            br#"{"seq":-1,"items":[],"more":false}"#.to_vec(),
        ),
    ]
}

fn frame(seq: u64, items: &[&str], end: Option<End>) -> Frame<Box<RawValue>> {
    let raw = |item: &&str| RawValue::from_string((*item).to_owned()).expect("a sample is JSON");
    Frame { seq, items: items.iter().map(raw).collect(), more: false, end }
}

fn batch(frame: &Frame<Box<RawValue>>, attachments: &[Bulk]) -> Batch {
    let mut batch = Batch::default();
    for (index, item) in (0..).zip(&frame.items) {
        let own = attachments.iter().filter(|bulk| bulk.item == index).map(|bulk| bulk.bytes.clone());
        batch.push(&mut Entry { text: item.get().into(), attachments: own.collect(), rule: Rule::Wait });
    }
    batch
}

fn bytes(body: Body) -> Vec<u8> {
    match body {
        Body::Json(text) => text.into_bytes(),
        Body::Bytes(bytes) => bytes,
    }
}
