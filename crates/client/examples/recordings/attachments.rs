//! A stream whose items come with raw bytes.

use millstream_shared::Stream;

use crate::tape::{Recording, Tape, stream};

/// All of them.
pub fn all() -> Vec<Recording> {
    vec![attachments()]
}

/// Every byte there is; an item with several attachments, empty ones among them; one with none; a frame with none;
/// one that is empty beside the end.
fn attachments() -> Recording {
    let mut tape = Tape::new();
    tape.frame(0, ["every byte", "none"]).attach(0, (0..=u8::MAX).collect());
    tape.frame(20, ["several", "eight"]);
    tape.attach(0, vec![]).attach(0, vec![1, 2, 3]).attach(0, vec![]).attach(1, vec![0xff; 8]);
    tape.frame(40, ["a frame without"]);
    tape.frame(60, ["an empty one"]).attach(0, vec![]);
    stream::<Parts>("attachments", &(), tape.finished(60))
}

/// The clients' tests have the same.
struct Parts;

impl Stream for Parts {
    const COMMAND: &'static str = "parts";
    type Request = ();
    type Item = String;
}
