use std::collections::HashMap;

use millstream_ui_leptos::state::format::{self, Numerals};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::fixtures::fixture;

#[derive(Deserialize)]
struct Golden {
    numerals: HashMap<String, Numerals>,
    cases: Vec<(String, Option<String>, Vec<Value>, Value)>,
}

#[test]
fn writes_numbers_as_the_golden_cases_do() {
    let Golden { numerals, cases } = fixture("format.json");
    assert!(!cases.is_empty());
    for (function, locale, input, output) in cases {
        let n = locale.as_ref().map_or(&numerals["en"], |locale| &numerals[locale]);
        let whole = |at: usize| input[at].as_u64().unwrap();
        let real = |at: usize| input[at].as_f64().unwrap();
        let word = |at: usize| input[at].as_str().unwrap();
        let written = match function.as_str() {
            "count" => json!(format::count(whole(0), n)),
            "bytes" => json!(format::bytes(whole(0), n)),
            "exactBytes" => json!(format::exact_bytes(whole(0), n)),
            "rate" => json!(format::rate(real(0), n)),
            "pace" => json!(format::pace(real(0), n)),
            "percent" => json!(format::percent(whole(0), whole(1), n)),
            "share" => json!(format::share(whole(0), whole(1))),
            "duration" => json!(format::duration(whole(0), n)),
            "left" => json!(format::left(whole(0), n)),
            "since" => json!(format::since(whole(0), n)),
            "tenths" => json!(format::tenths(real(0), n)),
            "milliseconds" => json!(format::milliseconds(real(0), n)),
            "plural" => json!(format::plural(whole(0), word(1), word(2), n)),
            "legible" => json!(format::legible(word(0))),
            unknown => panic!("{unknown} is not tested"),
        };
        assert_eq!(written, output, "{function} in {locale:?} of {input:?}");
    }
}
