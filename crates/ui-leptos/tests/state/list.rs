use millstream_ui_leptos::state::list::{ROW, Span, VIEW, r#move, reveal, span};

#[test]
fn draws_all_of_a_short_list() {
    assert_eq!(span(3, 0.0), Span { from: 0, to: 3, top: 0.0, height: 3.0 * ROW });
    assert_eq!(span(0, 0.0), Span { from: 0, to: 0, top: 0.0, height: 0.0 });
}

#[test]
fn draws_what_is_seen_of_a_long_one_and_some_more() {
    let Span { from, to, top, height } = span(1000, 500.0 * ROW + 7.0);
    assert!(from < 500);
    assert!(to > 500 + VIEW);
    assert!(to - from < 40);
    assert_eq!(top, from as f64 * ROW);
    assert_eq!(height, 1000.0 * ROW);
}

#[test]
fn draws_the_last_rows_at_the_bottom_also_of_ten_million() {
    for count in [1000, 1_000_000, 10_000_000] {
        let height = span(count, 0.0).height;
        let bottom = span(count, height - VIEW as f64 * ROW);
        assert_eq!(bottom.to, count);
        assert!((bottom.top + (bottom.to - bottom.from) as f64 * ROW - height).abs() < 0.001);
        assert!(height <= 16_000_000.0);
    }
}

#[test]
fn scrolls_no_further_than_a_row_needs_to_be_seen() {
    assert_eq!(reveal(1000, 0.0, 5), 0.0);
    assert_eq!(reveal(1000, 0.0, VIEW), ROW);
    assert_eq!(reveal(1000, 500.0 * ROW, 20), 20.0 * ROW);
}

#[test]
fn reveals_every_row_of_a_list_that_is_too_tall() {
    let count = 10_000_000;
    for row in [0, 1234, 5_000_000, count - 1] {
        let Span { from, to, .. } = span(count, reveal(count, 0.0, row));
        assert!((from..to).contains(&row), "{row}");
    }
}

#[test]
fn keys_lead_from_row_to_row() {
    let cases = [
        ("ArrowDown", Some(5), Some(6)),
        ("ArrowUp", Some(5), Some(4)),
        ("PageDown", Some(5), Some(14)),
        ("PageUp", Some(50), Some(41)),
        ("Home", Some(50), Some(0)),
        ("End", Some(5), Some(99)),
        ("ArrowUp", Some(0), Some(0)),
        ("ArrowDown", Some(99), Some(99)),
        ("ArrowDown", None, Some(0)),
        ("ArrowUp", None, Some(99)),
        ("Home", None, Some(0)),
        ("End", None, Some(99)),
        ("x", Some(5), None),
    ];
    for (key, from, to) in cases {
        assert_eq!(r#move(100, from, key), to, "{key} from {from:?}");
    }
}

#[test]
fn leads_nowhere_in_an_empty_list() {
    assert_eq!(r#move(0, None, "ArrowDown"), None);
}
