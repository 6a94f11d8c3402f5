//! What an end of a stream has to do: scripts of one rule each, as `fixtures/conformance/README.md`
//! describes them. The crate `millstream-conformance` and `@millstream/client/conformance` run them.

/// The scripts for a sending end, a JSON array.
pub const OUTLET: &str = include_str!("../fixtures/conformance/outlet.json");

/// The scripts for a receiving end, a JSON array.
pub const INLET: &str = include_str!("../fixtures/conformance/inlet.json");
