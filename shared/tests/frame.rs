//! The envelope: what is written comes back, and nothing else is taken for a frame.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

use millstream_shared::{
    Code, End, Frame,
    frame::{Attachment, Envelope, MAGIC},
    stream::Account,
};
use proptest::{collection::vec, prelude::*, sample::Index};

proptest! {
    #[test]
    fn an_envelope_comes_back_as_it_was(json in vec(any::<u8>(), 0..60), bulks in bulks()) {
        let envelope = envelope(&json, &bulks);
        let bytes = envelope.encode().unwrap();
        prop_assert_eq!(Envelope::decode(&bytes).unwrap(), envelope);
    }

    #[test]
    fn every_attachment_is_aligned(json in vec(any::<u8>(), 0..60), bulks in bulks()) {
        let bytes = envelope(&json, &bulks).encode().unwrap();
        for attachment in Envelope::decode(&bytes).unwrap().attachments {
            prop_assert_eq!((attachment.bytes.as_ptr() as usize - bytes.as_ptr() as usize) % 8, 0);
        }
    }

    #[test]
    fn every_truncation_is_an_error(json in vec(any::<u8>(), 0..30), bulks in bulks()) {
        let bytes = envelope(&json, &bulks).encode().unwrap();
        for len in 0..bytes.len() {
            prop_assert_eq!(Envelope::decode(&bytes[..len]).unwrap_err().code, Code::BAD_FRAME);
        }
    }

    #[test]
    fn every_addition_is_an_error(
        json in vec(any::<u8>(), 0..30),
        bulks in bulks(),
        rest in vec(any::<u8>(), 1..20),
    ) {
        let bytes = [envelope(&json, &bulks).encode().unwrap(), rest].concat();
        prop_assert_eq!(Envelope::decode(&bytes).unwrap_err().code, Code::BAD_FRAME);
    }

    /// Whatever is taken for a frame is the one way to write that frame.
    #[test]
    fn a_mutation_is_an_error_or_another_frame(
        json in vec(any::<u8>(), 0..30),
        bulks in bulks(),
        mutations in vec((any::<Index>(), any::<u8>()), 1..4),
    ) {
        let mut bytes = envelope(&json, &bulks).encode().unwrap();
        for (at, byte) in mutations {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        match Envelope::decode(&bytes) {
            Ok(envelope) => prop_assert_eq!(envelope.encode().unwrap(), bytes),
            Err(error) => prop_assert_eq!(error.code, Code::BAD_FRAME),
        }
    }

    #[test]
    fn noise_is_an_error_or_a_frame(noise in vec(any::<u8>(), 0..80), magic in any::<bool>()) {
        let bytes = if magic { [&MAGIC, &noise[..]].concat() } else { noise };
        match Envelope::decode(&bytes) {
            Ok(envelope) => prop_assert_eq!(envelope.encode().unwrap(), bytes),
            Err(error) => prop_assert_eq!(error.code, Code::BAD_FRAME),
        }
    }
}

#[test]
fn an_error_names_the_byte() {
    let mut bytes = envelope(b"{}", &[(0, vec![1])]).encode().unwrap();
    bytes[27] = 9;
    let error = Envelope::decode(&bytes).unwrap_err();
    assert_eq!(error.message, "The frame is broken at byte 26: the padding is not zero.");
}

#[test]
fn a_frame_is_this_json() {
    let mut frame = Frame { seq: 1, items: vec![7, 8], more: false, end: None };
    assert_eq!(serde_json::to_string(&frame).unwrap(), r#"{"seq":1,"items":[7,8],"more":false}"#);
    frame.items.clear();
    frame.end = Some(End::Finished { account: Account { offered: 2, delivered: 2, ..Account::default() } });
    let text = concat!(
        r#"{"seq":1,"items":[],"more":false,"end":{"event":"finished","data":{"account":"#,
        r#"{"offered":2,"delivered":2,"coalesced":0,"dropped":0,"discarded":0}}}}"#,
    );
    assert_eq!(serde_json::to_string(&frame).unwrap(), text);
    assert_eq!(serde_json::from_str::<Frame<u8>>(text).unwrap(), frame);
}

fn bulks() -> impl Strategy<Value = Vec<(u32, Vec<u8>)>> {
    vec((any::<u32>(), vec(any::<u8>(), 0..20)), 0..4)
}

fn envelope<'a>(json: &'a [u8], bulks: &'a [(u32, Vec<u8>)]) -> Envelope<'a> {
    Envelope {
        json,
        attachments: bulks.iter().map(|(item, bytes)| Attachment { item: *item, bytes }).collect(),
    }
}

#[test]
fn a_frame_is_read_as_a_page_reads_it() {
    let read = |seq: &str, end: &str| {
        serde_json::from_str::<Frame<u8>>(&format!(r#"{{"seq":{seq},"items":[],"more":false,"end":{end}}}"#))
    };
    let end = r#"{"event":"finished","data":{"account":{"offered":1,"delivered":1.0,"coalesced":0,"dropped":0,"discarded":0}}}"#;
    for seq in ["7", "7.0", "70e-1"] {
        let frame = read(seq, end).unwrap();
        assert_eq!((frame.seq, frame.end.unwrap().account().delivered), (7, 1));
    }
    assert_eq!(read("9007199254740991", "null").unwrap().seq, (1 << 53) - 1);
    for seq in ["9007199254740992", "1.5", "-1", "1e999", "null"] {
        assert!(read(seq, "null").is_err(), "{seq}");
    }
    let account = r#"{"offered":1,"delivered":1,"coalesced":0,"dropped":0,"discarded":0}"#;
    for end in [
        format!(r#"["finished",{{"account":{account}}}]"#),
        format!(r#"{{"event":"finished","data":[{account}]}}"#),
        r#"{"event":"finished","data":{"account":[1,1,0,0,0]}}"#.into(),
    ] {
        assert!(read("1", &end).is_err(), "{end}");
    }
}
