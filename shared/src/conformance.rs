#![doc = include_str!("../fixtures/conformance/README.md")]

/// The scripts for a sending end, a JSON array.
pub const OUTLET: &str = include_str!("../fixtures/conformance/outlet.json");

/// The scripts for a receiving end, a JSON array.
pub const INLET: &str = include_str!("../fixtures/conformance/inlet.json");
