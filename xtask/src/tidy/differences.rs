//! Where twins differ, and why: each difference is a lesson about the two languages, or it is a defect.

/// What one twin has and the other has not, under the reason for it.
pub type Differences = &'static [(&'static str, &'static [&'static str])];

/// Files.
pub const FILES: Differences = &[
    (
        "the Rust client's tests run without a page, so each way to the page has a stand-in for there; \
         in TypeScript the test runner brings one",
        &[
            "crates/client/src/pace/page.rs",
            "crates/client/src/pace/virtual_time.rs",
            "crates/client/src/lane/socket/nowhere.rs",
            "crates/client/src/lane/socket/page.rs",
            "crates/client/src/tauri/internals.rs",
            "crates/client/src/tauri/nowhere.rs",
        ],
    ),
    ("JavaScript has `Promise.race`", &["crates/client/src/race.rs"]),
    (
        "a sending end puts frames into envelopes in Rust, so the contract's crate knows how; in TypeScript \
         only what plays recordings does",
        &["packages/client/src/playback/envelope.ts"],
    ),
    ("a program in Rust is tested as a library", &["crates/ui-leptos/src/lib.rs"]),
    (
        "in Rust the scripts that an implementation is run against are a crate of their own, \
         `crates/conformance`, as the sending end is run against them too",
        &[
            "packages/client/src/conformance.ts",
            "packages/client/src/conformance/page.ts",
            "packages/client/src/conformance/reader.ts",
            "packages/client/src/conformance/script.ts",
            "packages/client/src/conformance/stage.ts",
            "packages/client/src/conformance/watch.ts",
        ],
    ),
];

/// Public names, as `file#name`.
pub const NAMES: Differences = &[
    (
        "Rust's error is the contract's own; JavaScript throws, and what is thrown should be an `Error`",
        &[
            "packages/client/src/error.ts#MillstreamError",
            "packages/client/src/error.ts#errorOf",
            "ui-react/src/runs.ts#errorOf",
        ],
    ),
    (
        "who reads a stream in Rust owns it, so cancelling it from elsewhere takes a handle",
        &["crates/client/src/inlet.rs#Canceller"],
    ),
    (
        "what comes from JavaScript is `unknown` there, and has a type for each form here",
        &[
            "crates/client/src/transport.rs#Answer",
            "crates/client/src/transport.rs#Rejection",
            "packages/client/src/transport.ts#argumentOf",
            "packages/client/src/frame.ts#headOf",
        ],
    ),
    (
        "what is optional is built up with methods in Rust, and passed as one object in TypeScript",
        &["packages/client/src/scripted.ts#ScriptedOptions"],
    ),
    ("a function in Rust has no arguments that may be left out", &["crates/client/src/lane.rs#lane_over"]),
    ("a promise of a type needs no name of its own", &["crates/client/src/lane/socket.rs#Connecting"]),
    (
        "a component in Leptos takes closures without a name for their type",
        &["ui-react/src/views/card.tsx#CardActions"],
    ),
];

/// Titles of tests.
pub const TITLES: Differences = &[
    (
        "an item is decoded into its type in Rust; TypeScript takes the contract's word for it",
        &[
            "a batch breaks around an item of another type",
            "a message of another type is an error in its place",
            "an answer of another type is an error",
            "an event of another type is an error in its place",
            "an item of another type is an error in its place",
            "an item that is not there is an error",
            "tells of a log that cannot be read",
        ],
    ),
    (
        "one throws, the other panics",
        &[
            "a consumer that panics neither stalls nor leaks",
            "a consumer that throws neither stalls nor leaks",
        ],
    ),
    (
        "dropping cancels in Rust; in JavaScript, where nothing is dropped, a signal or the end of a loop does",
        &[
            "a signal cancels",
            "a signal that was given before attaches nothing",
            "a signal that was given before opens nothing",
            "lets go of the signal after the end",
            "closing ends a read that waits",
            "stops when a loop over it is left",
        ],
    ),
    (
        "a stream in Rust is read through `&mut`, so its reads cannot overlap",
        &["serves overlapping reads in turn"],
    ),
    (
        "what the browser hands over is taken apart natively in TypeScript, and behind the bindings in Rust",
        &[
            "takes raw answers in any form",
            "accepts bytes as a view",
            "gives attachments at a multiple of 8 wherever the bytes lie",
        ],
    ),
    (
        "a table of cases is one test in Rust, and one for each case in Vitest",
        &[
            "folds each recording to its state",
            "keys lead from row to row",
            "says how a run came out",
            "takes the numerals of each locale from the system",
            "writes numbers as the golden cases do",
        ],
    ),
    (
        "in Rust a crate of its own runs the scripts, `crates/conformance`",
        &[
            "the client does what the scripts say",
            "a receiving end of its own passes",
            "one that %s is caught by %s",
            "one that asks without end is reported where it does",
            "one that does not come to rest is reported where it does not",
        ],
    ),
    ("a fold in Rust takes the state itself", &["leaves the state that it was given as it was"]),
];

/// Whether there is a reason for this one.
pub fn are_known(differences: Differences, what: &str) -> bool {
    differences.iter().any(|(_, all)| all.contains(&what))
}
