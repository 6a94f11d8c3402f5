use millstream_shared::hash::Summary;
use millstream_ui_leptos::state::{
    facts::{all_match, at_stake, elapsed, progress, remaining, speed, stalled},
    hash::{HashState, Phase, begin},
};

use crate::fixtures::{recorded, recorded_until};

#[test]
fn know_no_progress_before_the_files_are_known() {
    assert_eq!(progress(&begin(0)), None);
    assert_eq!(progress(&recorded_until("many", 0)), None);
    assert_eq!(progress(&recorded_until("cancelled", 300)), Some(6));
    assert_eq!(progress(&recorded("many")), Some(100));
}

#[test]
fn call_a_run_stalled_that_does_not_come_further_until_it_ends() {
    let state = recorded_until("cancelled", 1500);
    assert!(!stalled(&state, 4499));
    assert!(stalled(&state, 4500));
    assert!(!stalled(&recorded("cancelled"), 99_999));
}

#[test]
fn tell_the_speed_of_the_last_second_then_of_the_whole_reading() {
    let reading = speed(&recorded_until("cancelled", 1500), 1500);
    assert!((reading - 1_333_333_333.33).abs() < 0.05, "{reading}");
    assert_eq!(speed(&recorded("cancelled"), 1600), 2_000_000_013.0 * 1000.0 / 1600.0);
    assert_eq!(speed(&begin(0), 10), 0.0);
}

#[test]
fn tell_no_time_left_while_it_is_not_steady_or_the_run_stands_still() {
    assert_eq!(remaining(&recorded_until("cancelled", 1500), 1500), None);
    assert_eq!(remaining(&recorded_until("cancelled", 1500), 5000), None);
    assert_eq!(remaining(&recorded("cancelled"), 1600), None);
}

#[test]
fn stop_the_clock_at_the_end() {
    assert_eq!(elapsed(&recorded_until("cancelled", 1500), 1550), 1550);
    assert_eq!(elapsed(&recorded("cancelled"), 9999), 1600);
}

#[test]
fn see_work_at_stake_once_something_was_read_and_the_run_goes_on() {
    assert!(!at_stake(&recorded_until("cancelled", 0)));
    assert!(at_stake(&recorded_until("cancelled", 300)));
    assert!(!at_stake(&recorded("cancelled")));
}

#[test]
fn see_a_match_only_when_every_file_was_compared() {
    let state = recorded("verify-sums");
    assert!(!all_match(&state));
    assert!(!all_match(&recorded("many")));
    let good = Summary { files: 3, matched: 3, bytes: state.counts.bytes, ..Summary::default() };
    let with = |counts| HashState { counts, ..state.clone() };
    assert!(all_match(&with(good)));
    assert!(!all_match(&with(Summary { files: 4, ..good })));
    assert!(!all_match(&with(Summary { malformed: 1, ..good })));
    assert!(!all_match(&HashState { phase: Phase::Cancelled, ..with(good) }));
}
