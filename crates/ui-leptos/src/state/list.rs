//! A list of any length of which only what is seen is drawn. Heights are in CSS pixels and all rows
//! have the same one; the stylesheet has it too (`--row`).

/// A row's height.
pub const ROW: f64 = 32.0;
/// Rows that are seen at once, if there are so many.
pub const VIEW: usize = 10;
/// Rows that are drawn above and below what is seen, so that a quick hand finds no hole.
const SPARE: usize = 8;
/// The tallest element that web views lay out exactly. Longer lists scroll by shares of it.
const TALLEST: f64 = 16_000_000.0;

/// What is to be drawn of a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// The first row that is drawn.
    pub from: usize,
    /// The one after the last.
    pub to: usize,
    /// Where the first one stands, from the list's top.
    pub top: f64,
    /// The whole list's height.
    pub height: f64,
}

/// What is to be drawn of `count` rows, scrolled by `scroll`.
pub fn span(count: usize, scroll: f64) -> Span {
    let first = scroll / step(count);
    let from = (first as usize).min(count.saturating_sub(VIEW)).saturating_sub(SPARE);
    let to = count.min(from + VIEW + 2 * SPARE + 1);
    // Around what is seen: in a list that is too tall that is not where the row would be by itself.
    Span { from, to, top: scroll - (first - from as f64) * ROW, height: (count as f64 * ROW).min(TALLEST) }
}

/// How far to scroll so that `row` is seen; as far as now where it is already.
pub fn reveal(count: usize, scroll: f64, row: usize) -> f64 {
    let first = scroll / step(count);
    let row = row as f64;
    let last = first + VIEW as f64 - 1.0;
    if row < first {
        row * step(count)
    } else if row > last {
        (row - VIEW as f64 + 1.0) * step(count)
    } else {
        scroll
    }
}

/// The row that a key leads to; none for another key, or in an empty list.
pub fn r#move(count: usize, row: Option<usize>, key: &str) -> Option<usize> {
    let last = count.checked_sub(1)?;
    let page = VIEW - 1;
    match (key, row) {
        ("End", _) | ("ArrowUp" | "PageUp", None) => Some(last),
        ("Home", _) | ("ArrowDown" | "PageDown", None) => Some(0),
        ("ArrowDown", Some(row)) => Some(last.min(row + 1)),
        ("ArrowUp", Some(row)) => Some(last.min(row.saturating_sub(1))),
        ("PageDown", Some(row)) => Some(last.min(row + page)),
        ("PageUp", Some(row)) => Some(last.min(row.saturating_sub(page))),
        _ => None,
    }
}

/// Pixels of scrolling for a row: its height, or less where the list is too tall.
fn step(count: usize) -> f64 {
    if count as f64 * ROW <= TALLEST { ROW } else { (TALLEST - VIEW as f64 * ROW) / (count - VIEW) as f64 }
}
