//! The decoders of frames against each other, as in `crates/client/tests/native/differential.rs`, on inputs that
//! coverage leads to.

#![no_main]

#[path = "../../crates/client/tests/native/decided.rs"]
mod decided;
#[path = "../../crates/client/tests/native/input.rs"]
mod input;

use decided::decided;
use input::Input;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for input in Input::each_way(bytes).iter().filter(|input| !input.has_a_name_twice()) {
        if let Err(differ) = decided(input) {
            panic!("{differ}");
        }
    }
});
