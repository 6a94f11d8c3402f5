use millstream_ui_leptos::state::rate::{Rate, STILL, per_second, seen, time_left};

/// So many units a millisecond, looked at every 16 ms.
fn steady(pace: u64, until: u64) -> Rate {
    looked_at(pace, until, 16)
}

fn looked_at(pace: u64, until: u64, step: usize) -> Rate {
    let mut rate = STILL;
    (0..=until).step_by(step).for_each(|at| seen(&mut rate, at * pace, at));
    rate
}

#[test]
fn is_nothing_before_two_samples() {
    let mut rate = STILL;
    assert_eq!(per_second(&rate, 5000), 0.0);
    seen(&mut rate, 700, 10);
    assert_eq!(per_second(&rate, 10), 0.0);
}

#[test]
fn is_the_mean_of_the_last_second() {
    let mut rate = steady(2, 4000);
    assert_eq!(per_second(&rate, 4000), 2000.0);
    [5000, 5500, 6000].into_iter().for_each(|at| seen(&mut rate, 8000, at));
    assert_eq!(per_second(&rate, 6000), 0.0);
}

#[test]
fn falls_to_nothing_when_nothing_comes() {
    let rate = steady(2, 4000);
    assert!(per_second(&rate, 4500) < 2000.0);
    assert_eq!(per_second(&rate, 5100), 0.0);
}

#[test]
fn is_not_raised_by_a_clock_that_lags_behind_the_last_sample() {
    assert_eq!(per_second(&steady(2, 4000), 3600), 2000.0);
}

#[test]
fn tells_the_time_left_once_two_seconds_were_steady() {
    assert_eq!(time_left(&steady(2, 1900), 10_000, 1900), None);
    assert_eq!(time_left(&steady(2, 4000), 10_000, 4000), Some(1000));
}

#[test]
fn tells_no_time_left_while_the_pace_changes() {
    let mut faster = steady(2, 4000);
    [4100, 4300, 4600, 5000].into_iter().for_each(|at| seen(&mut faster, 8000 + (at - 4000) * 20, at));
    assert_eq!(time_left(&faster, 100_000, 5000), None);
    assert_eq!(time_left(&steady(0, 4000), 10, 4000), None);
}

#[test]
fn keeps_a_bounded_number_of_samples() {
    assert!(looked_at(2, 60_000, 1).samples.len() < 60);
}
