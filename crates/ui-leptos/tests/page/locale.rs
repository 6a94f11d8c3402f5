//! What the browser knows of locales.

use std::collections::HashMap;

use millstream_ui_leptos::{numerals, state::format::Numerals};
use serde::Deserialize;
use wasm_bindgen_test::wasm_bindgen_test;

#[derive(Deserialize)]
struct Golden {
    numerals: HashMap<String, Numerals>,
}

#[wasm_bindgen_test]
fn takes_the_numerals_of_each_locale_from_the_system() {
    let golden: Golden =
        serde_json::from_str(include_str!("../../../../shared/fixtures/format.json")).unwrap();
    for (locale, expected) in golden.numerals {
        assert_eq!(numerals(Some(&locale)), expected, "{locale}");
    }
}
