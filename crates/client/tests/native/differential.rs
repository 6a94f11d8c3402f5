//! The decoders against each other: the contract's own, this client's, and, by the file that is written here, the
//! other client's. They take the same bytes for a frame, and for the same one.
//!
//! What was decided about some inputs is kept in `shared/fixtures/frames-decided.json`. With
//! `MILLSTREAM_FRAMES` set, fresh inputs are written there with their verdicts, for the other client's tests;
//! `MILLSTREAM_SEED` chooses them. `MILLSTREAM_CORPUS` names a folder of more, which `fuzz` has found. To keep an input on which decoders differed, put the line of the verdict that
//! is right into that file.

use std::{env, fs, path::PathBuf};

use millstream_shared::Wire;

use crate::{
    decided::{Decided, Whole, agreed, decided, text},
    input::Input,
    mutation::inputs,
};

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
    for input in found().into_iter().filter(|input| !input.has_a_name_twice()) {
        fresh.push(text(&decided(&input).unwrap_or_else(|differ| panic!("{differ}"))));
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

/// What the fuzzer has found, if it has been run.
fn found() -> Vec<Input> {
    let Ok(folder) = env::var("MILLSTREAM_CORPUS") else { return vec![] };
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.flat_map(|path| Input::each_way(&fs::read(path).unwrap())).collect()
}

fn kept() -> Vec<Decided> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures/frames-decided.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn random() -> u64 {
    let mut bits = [0; 8];
    getrandom::fill(&mut bits).unwrap();
    u64::from_le_bytes(bits)
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}
