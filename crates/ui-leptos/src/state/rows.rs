//! A run's list.

use millstream_shared::hash::{Algorithm, HashExportEntry};

use super::{
    facts::problems,
    hash::{HashState, Result, Row},
};

/// How long the list is: the files, then the lines that name none.
pub fn row_count(state: &HashState) -> usize {
    state.rows.len() + state.lines.len()
}

/// The list's row at this place.
pub fn row_at(state: &HashState, at: usize) -> Option<&Row> {
    state.rows.get(at).or_else(|| state.lines.get(at.checked_sub(state.rows.len())?))
}

/// The rows that a search and a choice leave, as places in the list; none when they leave all.
pub fn found(state: &HashState, search: &str, only: Option<Result>) -> Option<Vec<usize>> {
    if search.is_empty() && only.is_none() {
        return None;
    }
    let wanted = search.to_lowercase();
    let rows = state.rows.iter().chain(&state.lines).enumerate();
    let left = rows.filter(|(_, row)| {
        only.is_none_or(|only| row.result == only) && row.name.name.to_lowercase().contains(&wanted)
    });
    Some(left.map(|(at, _)| at).collect())
}

/// The first row that is not as it should be.
pub fn first_problem(state: &HashState) -> Option<usize> {
    if problems(state) == 0 {
        return None;
    }
    let wrong = |row: &Row| matches!(row.result, Result::Mismatch | Result::Unreadable);
    let line = || (!state.lines.is_empty()).then_some(state.rows.len());
    state.rows.iter().position(wrong).or_else(line)
}

/// The lines of a sum file: every file with a digest by this algorithm.
pub fn entries(state: &HashState, algorithm: Algorithm) -> Vec<HashExportEntry> {
    let entry = |row: &Row| {
        let digest = row.digests.get(algorithm)?.to_owned();
        Some(HashExportEntry { name: row.name.clone(), digest })
    };
    state.rows.iter().filter_map(entry).collect()
}
