//! A receiving end of its own, kept small, passes; and each of its defects is caught by the rule that names it.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod model;

use std::collections::BTreeSet;

use millstream_client::pace::{block_on, delay};
use millstream_conformance::{Report, check_inlet};
use millstream_shared::conformance;
use model::{Defect, Model};
use serde_json::Value;

#[test]
fn a_receiving_end_of_its_own_passes() {
    let report = check(None);
    assert!(report.is_good(), "{report}");
    assert_eq!(report.left_out, 0, "{report}");
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
        (Defect::MissesAnEndFromElsewhere, "elsewhere"),
        (Defect::WaitsForARingAfterAnAttach, "attach"),
        (Defect::ForgetsHowFarItCame, "attach"),
        (Defect::StartsOverAfterAnAttach, "attach"),
        (Defect::KeepsItsCallbackWhenRefused, "attach"),
        (Defect::LosesWhatRingsBeforeItIsAttached, "attach"),
        (Defect::WaitsForOtherReaders, "readers"),
        (Defect::CancelsForOtherReaders, "readers"),
        (Defect::LosesRawBytes, "attachments"),
        (Defect::MixesRawBytesUp, "attachments"),
    ];
    let mut never: BTreeSet<String> = titles();
    let unseen: Vec<_> = defects
        .into_iter()
        .map(|(defect, rule)| (defect, rule, check(Some(defect))))
        .inspect(|(.., report)| never.retain(|title| !report.failures.iter().any(|it| it.title == *title)))
        .filter(|(_, rule, report)| !report.broken().contains(rule))
        .map(|(defect, rule, report)| format!("{defect:?} is not caught by {rule}: {report}"))
        .collect();
    assert!(unseen.is_empty(), "{unseen:#?}");
    assert!(never.is_empty(), "scripts that no defect fails: {never:#?}");
}

#[test]
fn one_that_does_not_return_or_asks_without_end_is_reported_where_it_does() {
    for (defect, rule, step, what) in [
        (Defect::HangsInASecondCancel, "3.7", 2, "it does not return"),
        (Defect::AsksWithoutEnd, "bell", 1, "it asks without end"),
    ] {
        let report = check(Some(defect));
        let told = report.failures.iter().any(|it| (&*it.rule, it.step, &*it.what) == (rule, step, what));
        assert!(told, "{defect:?}: {report}");
    }
}

fn check(defect: Option<Defect>) -> Report {
    check_inlet(move |page, reader| Model::open(page, reader, defect), || block_on(delay(1_050)))
}

/// What the scripts say, one by one.
fn titles() -> BTreeSet<String> {
    let scripts: Vec<Value> = serde_json::from_str(conformance::INLET).unwrap();
    scripts.iter().map(|script| script["title"].as_str().unwrap().to_owned()).collect()
}
