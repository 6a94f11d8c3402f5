#![cfg(target_family = "wasm")]
//! The page, in a browser.

use wasm_bindgen_test::wasm_bindgen_test_configure;

mod card;
mod fixtures;
mod locale;
mod page;
mod shell;
mod stage;
mod store;

wasm_bindgen_test_configure!(run_in_browser);
