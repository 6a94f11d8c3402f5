//! A sending end of its own, kept small, passes; and each of its defects is caught by the rule that names it.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod model;

use std::collections::BTreeSet;

use millstream_conformance::check_outlet;
use millstream_shared::conformance;
use model::{Defect, Model};
use serde_json::Value;

#[test]
fn a_sending_end_of_its_own_passes() {
    let report = check_outlet(|opening| Model::new(opening, None));
    assert!(report.is_good(), "{report}");
    assert_eq!(report.left_out, 0, "{report}");
}

#[test]
fn each_defect_is_caught_by_the_rule_that_names_it() {
    let defects = [
        (Defect::LosesTheLastItem, "lossless"),
        (Defect::RingsAfterACancel, "1.8"),
        (Defect::EndsTwice, "1.7"),
        (Defect::TakesItemsBehindTheEnd, "1.7"),
        (Defect::ForgetsToArmTheBell, "bell"),
        (Defect::CountsARetryAsDelivered, "account"),
        (Defect::ForgetsWhatIsDiscarded, "account"),
        (Defect::KeepsTheBellAfterTheEnd, "1.6"),
        (Defect::KeepsTheBellAfterACancel, "3.13"),
        (Defect::LetsTwoFramesBeUnacknowledged, "1.1"),
        (Defect::SwallowsTheEndAtZeroCredit, "1.5"),
        (Defect::Reorders, "1.3"),
        (Defect::AnswersARepeatedDrainWithANewFrame, "3.17"),
        (Defect::DoesNotTellTheProducerOfACancel, "3.12"),
        (Defect::DoesNotWakeTheProducerAtACancel, "3.5"),
        (Defect::AcceptsAFutureFrame, "3.9"),
        (Defect::AcceptsAStaleFrame, "3.9"),
        (Defect::GrowsBeyondTheLimit, "bound"),
        (Defect::LeavesAGapBetweenFrames, "3.8"),
        (Defect::FinishesWhereItFailed, "1.4"),
        (Defect::ReadsOnAfterACancel, "3.6"),
        (Defect::CancelsTwice, "3.7"),
        (Defect::OutlivesItsPage, "page"),
        (Defect::RingsForAReaderWhoIsAway, "attach"),
        (Defect::SkipsWhatWasNotAcknowledged, "attach"),
        (Defect::AttachesToTheFuture, "attach"),
        (Defect::DoesNotRingForTheEnd, "1.5"),
        (Defect::CountsNoBytes, "bound"),
        (Defect::AttachesToThePast, "attach"),
        (Defect::HangsInASecondCancel, "3.7"),
        (Defect::StartsTwice, "start"),
        (Defect::RingsTheBellOfASecondStart, "start"),
        (Defect::StartsAnewBehindTheEnd, "start"),
        (Defect::HandsOnWhatWasWaiting, "readers"),
        (Defect::WaitsForTheSlowest, "readers"),
        (Defect::WaitsForNobody, "readers"),
        (Defect::EndsWithWhoJoined, "readers"),
        (Defect::OutlivesItsOwner, "readers"),
        (Defect::LosesRawBytes, "attachments"),
        (Defect::SwapsRawBytes, "attachments"),
        (Defect::LosesRawBytesInARetry, "attachments"),
        (Defect::CountsNoRawBytes, "bound"),
    ];
    let mut never: BTreeSet<String> = titles();
    let unseen: Vec<_> = defects
        .into_iter()
        .map(|(defect, rule)| (defect, rule, check_outlet(|opening| Model::new(opening, Some(defect)))))
        .inspect(|(.., report)| never.retain(|title| !report.failures.iter().any(|it| it.title == *title)))
        .filter(|(_, rule, report)| !report.broken().contains(rule))
        .map(|(defect, rule, report)| format!("{defect:?} is not caught by {rule}: {report}"))
        .collect();
    assert!(unseen.is_empty(), "{unseen:#?}");
    assert!(never.is_empty(), "scripts that no defect fails: {never:#?}");
}

/// What the scripts say, one by one.
fn titles() -> BTreeSet<String> {
    let scripts: Vec<Value> = serde_json::from_str(conformance::OUTLET).unwrap();
    scripts.iter().map(|script| script["title"].as_str().unwrap().to_owned()).collect()
}
