use millstream_shared::hash::Algorithm;
use millstream_ui_leptos::state::{
    hash::{HashState, Result},
    rows::{entries, first_problem, found, row_at, row_count},
};

use crate::fixtures::recorded;

#[test]
fn are_the_files_then_the_lines_that_name_none() {
    let sums = recorded("verify-sums");
    let all: Vec<_> = (0..row_count(&sums)).map(|at| row_at(&sums, at).unwrap().name.name.as_str()).collect();
    assert_eq!(
        all,
        ["alpha.txt", "beta.txt", "sub/gamma.txt", "locked.txt", "delta.txt", "Line 6", "Line 7"]
    );
    assert_eq!(row_at(&sums, 7), None);
}

#[test]
fn are_found_by_a_part_of_the_name_in_any_case_and_by_result() {
    let sums = recorded("verify-sums");
    assert_eq!(found(&sums, "", None), None);
    assert_eq!(found(&sums, "ETA", None), Some(vec![1]));
    assert_eq!(found(&sums, "line", None), Some(vec![5, 6]));
    assert_eq!(found(&sums, "", Some(Result::Malformed)), Some(vec![5, 6]));
    assert_eq!(found(&sums, "6", Some(Result::Malformed)), Some(vec![5]));
    assert_eq!(found(&sums, "nowhere", None), Some(Vec::new()));
}

#[test]
fn lead_to_the_first_problem() {
    let sums = recorded("verify-sums");
    assert_eq!(first_problem(&sums), Some(1));
    let rows = sums.rows[..1].to_vec();
    assert_eq!(first_problem(&HashState { rows, ..sums }), Some(1));
    assert_eq!(first_problem(&recorded("names")), None);
}

#[test]
fn become_the_lines_of_a_sum_file_with_the_true_bytes_of_a_name() {
    let sums = recorded("verify-sums");
    let lines = entries(&sums, Algorithm::Sha256);
    let names: Vec<_> = lines.iter().map(|entry| entry.name.name.as_str()).collect();
    assert_eq!(names, ["alpha.txt", "beta.txt", "sub/gamma.txt"]);
    assert_eq!(entries(&sums, Algorithm::Md5), []);
    let raw = entries(&recorded("names"), Algorithm::Sha256)[2].name.name_bytes.clone();
    assert_eq!(raw.as_deref(), Some("636166e92e747874"));
}
