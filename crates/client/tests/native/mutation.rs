//! Frames with something changed: some still are frames, most are not.

use std::{fs, path::PathBuf};

use millstream_shared::{
    Wire,
    frame::{Attachment, Envelope},
};
use proptest::{
    collection::vec,
    prelude::*,
    sample::Index,
    strategy::ValueTree as _,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use crate::input::Input;

/// So many inputs, chosen by a seed.
pub fn inputs(seed: u64, count: usize) -> impl Iterator<Item = Input> {
    let mut bits = [0; 32];
    bits[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bits);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let samples = samples();
    let strategy = mutation();
    (0..count).map(move |_| strategy.new_tree(&mut runner).unwrap().current().input(&samples))
}

/// A document with its attachments.
struct Sample {
    json: Vec<u8>,
    attachments: Vec<(u32, Vec<u8>)>,
}

#[derive(Clone, Debug)]
struct Mutation {
    sample: Index,
    document: Vec<(Change, Index, Index)>,
    attachments: Vec<(u32, usize)>,
    wire: Wire,
    /// Changes to the bytes as they travel; mostly none, as few of them leave a frame.
    bytes: Vec<(Change, Index, Index)>,
}

#[derive(Clone, Copy, Debug)]
enum Change {
    Insert,
    Replace,
    Remove,
    Repeat,
    Byte(u8),
    Cut,
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let token = prop_oneof![
        4 => Just(Change::Insert),
        4 => Just(Change::Replace),
        1 => Just(Change::Remove),
        1 => Just(Change::Repeat),
        1 => any::<u8>().prop_map(Change::Byte),
    ];
    let byte = prop_oneof![3 => any::<u8>().prop_map(Change::Byte), 1 => Just(Change::Cut)];
    let place = (any::<Index>(), any::<Index>());
    (
        any::<Index>(),
        vec((token, place.clone()), 0..4),
        vec((0..4_u32, 0..10_usize), 0..3),
        prop_oneof![Just(Wire::Json), Just(Wire::Bytes)],
        prop_oneof![4 => Just(vec![]), 1 => vec((byte, place), 1..3)],
    )
        .prop_map(|(sample, document, attachments, wire, bytes)| {
            let flat = |changes: Vec<(Change, (Index, Index))>| {
                changes.into_iter().map(|(change, (at, what))| (change, at, what)).collect()
            };
            Mutation { sample, document: flat(document), attachments, wire, bytes: flat(bytes) }
        })
}

impl Mutation {
    fn input(&self, samples: &[Sample]) -> Input {
        let sample = self.sample.get(samples);
        let mut json = sample.json.clone();
        for (change, at, what) in &self.document {
            let places = tokens(&json);
            change.make(&mut json, *at.get(&places), what);
        }
        let mut bulks = sample.attachments.clone();
        bulks.extend(self.attachments.iter().map(|(item, len)| (*item, vec![7; *len])));
        if self.attachments.len() < 2 {
            bulks.sort_by_key(|(item, _)| *item);
        }
        let mut bytes = match self.wire {
            Wire::Json => json,
            Wire::Bytes => {
                let attachments =
                    bulks.iter().map(|(item, bytes)| Attachment { item: *item, bytes }).collect();
                Envelope { json: &json, attachments }.encode().unwrap()
            }
        };
        for (change, at, what) in &self.bytes {
            let at = at.index(bytes.len() + 1);
            change.make(&mut bytes, (at, at + 1), what);
        }
        Input { wire: self.wire, bytes }
    }
}

impl Change {
    fn make(self, text: &mut Vec<u8>, (from, to): (usize, usize), what: &Index) {
        let (from, to) = (from.min(text.len()), to.min(text.len()));
        let token = what.get(TOKENS).as_bytes().to_vec();
        match self {
            Self::Insert => drop(text.splice(from..from, token)),
            Self::Replace => drop(text.splice(from..to, token)),
            Self::Remove => drop(text.drain(from..to)),
            Self::Repeat => {
                let again = text[from..to].to_vec();
                text.splice(to..to, again);
            }
            Self::Byte(byte) => text.splice(from..to.min(from + 1), [byte]).for_each(drop),
            Self::Cut => text.truncate(from),
        }
    }
}

/// Where the tokens of a document are: words and strings, or one byte of anything else.
fn tokens(text: &[u8]) -> Vec<(usize, usize)> {
    let mut places = vec![(text.len(), text.len())];
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let len = match rest[0] {
            b'"' => rest[1..].iter().position(|byte| *byte == b'"').map_or(1, |end| end + 2),
            _ => rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte)).count(),
        };
        places.push((at, at + len.max(1)));
        at += len.max(1);
    }
    places
}

fn samples() -> Vec<Sample> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures/frames");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    // The same seed is to choose the same inputs.
    paths.sort();
    let envelopes = paths.iter().filter(|path| path.extension().is_some_and(|end| end == "bin"));
    let whole = envelopes.filter_map(|path| {
        let bytes = fs::read(path).unwrap();
        let Envelope { json, attachments } = Envelope::decode(&bytes).ok()?;
        let attachments = attachments.iter().map(|part| (part.item, part.bytes.to_vec())).collect();
        Some(Sample { json: json.to_vec(), attachments })
    });
    whole.collect()
}

/// What documents are made of, and what is easily taken for it.
const TOKENS: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "1",
    "-0",
    "-1",
    "01",
    "1.0",
    "1.5",
    "1e0",
    "10e-1",
    "1e999",
    "-1e999",
    "9007199254740991",
    "9007199254740992",
    "9007199254740991.0",
    "18446744073709551615",
    "18446744073709551616",
    "[",
    "]",
    "{",
    "}",
    "[]",
    "{}",
    "[1]",
    ",",
    ":",
    " ",
    "\t",
    "\r\n",
    "\u{b}",
    "\u{feff}",
    "\u{a0}",
    "\"",
    "\\",
    "\u{0}",
    "\"\"",
    "\"seq\"",
    "\"items\"",
    "\"more\"",
    "\"end\"",
    "\"event\"",
    "\"data\"",
    "\"account\"",
    "\"offered\"",
    "\"hint\"",
    "\"code\"",
    "\"finished\"",
    "\"failed\"",
    "\"cancelled\"",
    "\"seq\":2,",
    "\"\\u0073eq\":2,",
    "\"more\":true,",
    "\"items\":[2],",
    "\"end\":null,",
    "\"offered\":1,",
    "\"event\":\"failed\",",
    "\"hint\":null,",
    "\"code\":\"io\",",
    "\"message\":\"m\",",
    "\"data\":{},",
    "\"x\":[{\"y\":1}],",
    "\"\\ud800\":1,",
    "\"\\ud800\"",
    "\"\\ud83e\\udd80\"",
    "\"\\u0000\"",
    "\"\\x\"",
    "\"__proto__\":{},",
    "\"__proto__\":null,",
    "\"toString\":1,",
    "\"constructor\":{},",
    "\"account\":[1,1,0,0,0],",
    "\"account\":null,",
    "[1,[],false]",
    "//",
    "NaN",
    "Infinity",
    "'a'",
    ",\"end\":{\"event\":\"finished\",\"data\":{\"account\":{\"offered\":1,\"delivered\":1,\"coalesced\":0,\"dropped\":0,\"discarded\":0}}}",
    ",\"end\":{\"data\":{\"account\":{\"offered\":1,\"delivered\":1,\"coalesced\":0,\"dropped\":0,\"discarded\":0}},\"event\":\"cancelled\"}",
    ",\"end\":{\"event\":\"finished\",\"data\":[{\"offered\":1,\"delivered\":1,\"coalesced\":0,\"dropped\":0,\"discarded\":0}]}",
    ",\"end\":[\"finished\",{\"account\":{\"offered\":1,\"delivered\":1,\"coalesced\":0,\"dropped\":0,\"discarded\":0}}]",
];
