//! A receiving end of its own, kept small, passes; and each of its defects is caught by the rule that names it.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod model;

use millstream_client::pace::{block_on, delay};
use millstream_conformance::{Report, check_inlet};
use model::{Defect, Model};

#[test]
fn a_receiving_end_of_its_own_passes() {
    let report = check(None);
    assert!(report.is_good(), "{report}");
}

#[test]
fn each_defect_is_caught_by_the_rule_that_names_it() {
    let defects = [
        (Defect::LosesTheLastItem, "lossless"),
        (Defect::DeliversAfterACancel, "1.8"),
        (Defect::TakesLateFramesAfterACancel, "2.8"),
        (Defect::EndsTwice, "1.7"),
        (Defect::ReentersTheReader, "1.3"),
        (Defect::KeepsItsCallbackAfterTheEnd, "1.6"),
        (Defect::KeepsItsCallbackAfterACancel, "3.13"),
        (Defect::AsksAhead, "1.1"),
        (Defect::SwallowsTheEndOfABusyReader, "2.9"),
        (Defect::SwallowsTheFailureOfABusyReader, "2.10"),
        (Defect::FinishesWhereItFailed, "1.4"),
        (Defect::MissesWhatRingsMeanwhile, "2.11"),
        (Defect::Reorders, "order"),
        (Defect::ReadsTwiceAfterARetry, "once"),
        (Defect::GivesUpAtOnce, "retry"),
        (Defect::ForgetsTheBell, "bell"),
        (Defect::DoesNotTellTheProducerOfACancel, "3.12"),
        (Defect::TellsTheProducerLate, "3.5"),
        (Defect::CountsWrong, "account"),
        (Defect::AsksAfterACancel, "3.6"),
        (Defect::CancelsTwice, "3.7"),
        (Defect::StallsWhenItsReaderThrows, "2.13"),
        (Defect::OpensTwice, "2.12"),
        (Defect::TakesAnyAnswer, "3.8"),
        (Defect::AsksAgainForEver, "error"),
    ];
    let unseen: Vec<_> = defects
        .into_iter()
        .map(|(defect, rule)| (defect, rule, check(Some(defect))))
        .filter(|(_, rule, report)| !report.broken().contains(rule))
        .map(|(defect, rule, report)| format!("{defect:?} is not caught by {rule}: {report}"))
        .collect();
    assert!(unseen.is_empty(), "{unseen:#?}");
}

fn check(defect: Option<Defect>) -> Report {
    check_inlet(|page, reader| Model::open(page, reader, defect), || block_on(delay(3_000)))
}
