use millstream_shared::hash::{Summary, Verify};
use millstream_ui_leptos::state::{
    hash::{HashState, Phase, begin},
    outcome::{outcome, spoken, tone},
};

use crate::fixtures::english;

fn ended(change: impl FnOnce(&mut Summary)) -> HashState {
    let mut counts = Summary { files: 5, ..Summary::default() };
    change(&mut counts);
    HashState { phase: Phase::Finished, files: 5, counts, ..begin(0) }
}

#[test]
fn says_how_a_run_came_out() {
    let n = english();
    let all = || ended(|counts| counts.matched = 5);
    let cases = [
        (all(), Verify::Siblings, "good", "All 5 match"),
        (ended(|it| (it.files, it.matched) = (1, 1)), Verify::Siblings, "good", "Match"),
        (
            ended(|it| (it.matched, it.mismatched, it.missing) = (4, 1, 3)),
            Verify::Siblings,
            "bad",
            "1 does not match",
        ),
        (ended(|it| (it.matched, it.mismatched) = (3, 2)), Verify::Siblings, "bad", "2 do not match"),
        (
            ended(|it| (it.matched, it.missing, it.malformed) = (5, 1, 2)),
            Verify::Siblings,
            "warn",
            "3 problems",
        ),
        (ended(|it| it.matched = 4), Verify::Siblings, "warn", "1 without a sum"),
        (ended(|_| ()), Verify::Siblings, "warn", "Nothing to compare with"),
        (ended(|_| ()), Verify::Nothing, "wait", "Done"),
        (HashState { phase: Phase::Cancelled, ..all() }, Verify::Siblings, "wait", "Cancelled"),
        (HashState { phase: Phase::Failed, ..ended(|_| ()) }, Verify::Nothing, "bad", "Failed"),
    ];
    for (state, verify, colour, text) in cases {
        let end = outcome(&state, &verify, &n).unwrap();
        assert_eq!((end.tone, end.text.as_str()), (colour, text));
        assert_eq!(spoken("x", &state, &verify, &n), format!("x: {text}"));
    }
}

#[test]
fn is_none_while_the_run_goes_on() {
    let n = english();
    let reading = HashState { phase: Phase::Reading, files: 1, ..begin(0) };
    assert_eq!(outcome(&begin(0), &Verify::Nothing, &n), None);
    assert_eq!(spoken("x", &begin(0), &Verify::Nothing, &n), "x: looking for files");
    assert_eq!(spoken("x", &reading, &Verify::Nothing, &n), "x: hashing 1 file");
}

#[test]
fn gives_the_meter_its_colour() {
    let n = english();
    let reading = HashState { phase: Phase::Reading, ..begin(0) };
    assert_eq!(tone(&begin(0), &Verify::Nothing, 10, &n), "unknown");
    assert_eq!(tone(&reading, &Verify::Nothing, 10, &n), "busy");
    assert_eq!(tone(&reading, &Verify::Nothing, 9999, &n), "stalled");
    assert_eq!(tone(&ended(|it| it.matched = 5), &Verify::Siblings, 0, &n), "good");
    assert_eq!(tone(&ended(|it| it.mismatched = 1), &Verify::Siblings, 0, &n), "bad");
    assert_eq!(tone(&ended(|_| ()), &Verify::Nothing, 0, &n), "done");
    let cancelled = HashState { phase: Phase::Cancelled, ..ended(|_| ()) };
    assert_eq!(tone(&cancelled, &Verify::Nothing, 0, &n), "stopped");
}
