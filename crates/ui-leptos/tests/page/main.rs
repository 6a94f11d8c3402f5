//! The page, in a browser.
#![cfg(target_family = "wasm")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where it stands")]

use wasm_bindgen_test::wasm_bindgen_test_configure;

mod card;
mod fixtures;
mod inspector;
mod locale;
mod page;
mod shell;
mod stage;
mod store;

wasm_bindgen_test_configure!(run_in_browser);
