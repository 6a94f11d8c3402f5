//! How a run came out.

use millstream_shared::hash::{Summary, Verify};

use super::{
    facts::{all_match, problems, progress, running, stalled},
    format::{Numerals, count, plural},
    hash::{HashState, Phase},
};

/// How a run came out, in a word or two, with the colour of what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The colour.
    pub tone: Tone,
    /// A symbol of `assets/icons.svg`.
    pub icon: &'static str,
    /// The words.
    pub text: String,
}

/// What colours say, in the stylesheet's words: of an outcome `good`, `bad`, `warn` or `wait`; of a
/// meter also `busy`, `unknown` (work whose size is not known), `stalled`, `done` and `stopped`.
pub type Tone = &'static str;

/// How a run came out; none while it goes on. Good only when every file was compared and matches.
pub fn outcome(hash: &HashState, verify: &Verify, n: &Numerals) -> Option<Outcome> {
    let Summary { files, matched, mismatched, .. } = hash.counts;
    let came_out = |tone, icon, text: &str| Some(Outcome { tone, icon, text: text.to_owned() });
    let number = |value: u32| count(value.into(), n);
    match hash.phase {
        _ if running(hash) => None,
        Phase::Failed => came_out("bad", "circle-x", "Failed"),
        Phase::Cancelled => came_out("wait", "ban", "Cancelled"),
        _ if all_match(hash) && matched == 1 => came_out("good", "circle-check", "Match"),
        _ if all_match(hash) => came_out("good", "circle-check", &format!("All {} match", number(matched))),
        _ if mismatched > 0 && hash.files == 1 => came_out("bad", "circle-x", "Mismatch"),
        _ if mismatched > 0 => {
            let does = if mismatched == 1 { "does" } else { "do" };
            came_out("bad", "circle-x", &format!("{} {does} not match", number(mismatched)))
        }
        _ if problems(hash) > 0 => {
            came_out("warn", "circle-alert", &plural(problems(hash).into(), "problem", "problems", n))
        }
        _ if *verify == Verify::Nothing => came_out("wait", "check", "Done"),
        _ if matched == 0 => came_out("warn", "circle-alert", "Nothing to compare with"),
        _ => came_out("warn", "circle-alert", &format!("{} without a sum", number(files - matched))),
    }
}

/// What a screen reader says of a run: when its phase changes, not with every number.
pub fn spoken(name: &str, hash: &HashState, verify: &Verify, n: &Numerals) -> String {
    match outcome(hash, verify, n) {
        Some(end) => format!("{name}: {}", end.text),
        None if hash.phase == Phase::Reading => {
            format!("{name}: hashing {}", plural(hash.files.into(), "file", "files", n))
        }
        None => format!("{name}: looking for files"),
    }
}

/// What the meter's colour says.
pub fn tone(hash: &HashState, verify: &Verify, now: u64, n: &Numerals) -> Tone {
    match outcome(hash, verify, n) {
        None if stalled(hash, now) => "stalled",
        None if progress(hash).is_none() => "unknown",
        None => "busy",
        Some(end) if end.tone != "wait" => end.tone,
        Some(_) if hash.phase == Phase::Cancelled => "stopped",
        Some(_) => "done",
    }
}
