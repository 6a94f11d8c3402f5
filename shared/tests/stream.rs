//! What every stream has, as it stands on the wire.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

use millstream_shared::{
    Account, Code, End, Error, Key, Limits, OutletArgument, Policy, Wire,
    stream::{AttachRequest, Attached, CancelRequest, DrainRequest, StreamInfo},
};
use proptest::prelude::*;
use serde::{Serialize, de::DeserializeOwned};

const KEY: &str = "00112233445566778899aabbccddeeff";

proptest! {
    #[test]
    fn a_key_comes_back_from_its_text(bits in any::<u128>()) {
        let key = Key::new(bits);
        prop_assert_eq!(key.to_string().len(), 32);
        prop_assert_eq!(key.to_string().parse::<Key>().unwrap(), key);
    }

    #[test]
    fn a_key_has_one_text(text in "[0-9a-fA-F+_ ]{30,34}") {
        match text.parse::<Key>() {
            Ok(key) => prop_assert_eq!(key.to_string(), text),
            Err(error) => prop_assert_eq!(error.code, Code::BAD_ARGUMENT),
        }
    }
}

#[test]
fn a_key_is_32_lower_case_hex_digits() {
    let faulty = [
        "",
        "0011",
        &KEY.to_uppercase(),
        &format!("{KEY}0"),
        &KEY[1..],
        &format!("+{}", &KEY[1..]),
        &format!("g{}", &KEY[1..]),
        &format!(" {}", &KEY[1..]),
        &"é".repeat(16),
    ];
    for text in faulty {
        let error = text.parse::<Key>().unwrap_err();
        assert_eq!(error.code, Code::BAD_ARGUMENT, "{text:?}");
        assert!(serde_json::from_value::<Key>(text.into()).is_err(), "{text:?}");
    }
}

#[test]
fn requests_are_this_json() {
    let key: Key = KEY.parse().unwrap();
    is(key, r#""00112233445566778899aabbccddeeff""#);
    is(DrainRequest { key, after: 7 }, r#"{"key":"00112233445566778899aabbccddeeff","after":7}"#);
    is(CancelRequest { key }, r#"{"key":"00112233445566778899aabbccddeeff"}"#);
    is(
        OutletArgument {
            channel: "__CHANNEL__:3".into(),
            key,
            wire: Wire::Bytes,
            detached: false,
            shared: false,
        },
        r#"{"channel":"__CHANNEL__:3","key":"00112233445566778899aabbccddeeff","wire":"bytes"}"#,
    );
    is(
        OutletArgument {
            channel: "__CHANNEL__:3".into(),
            key,
            wire: Wire::Json,
            detached: true,
            shared: true,
        },
        r#"{"channel":"__CHANNEL__:3","key":"00112233445566778899aabbccddeeff","wire":"json","detached":true,"shared":true}"#,
    );
    is(
        AttachRequest { channel: "__CHANNEL__:4".into(), key, wire: Wire::Json, after: None },
        r#"{"channel":"__CHANNEL__:4","key":"00112233445566778899aabbccddeeff","wire":"json"}"#,
    );
    is(
        AttachRequest { channel: "__CHANNEL__:4".into(), key, wire: Wire::Json, after: Some(7) },
        r#"{"channel":"__CHANNEL__:4","key":"00112233445566778899aabbccddeeff","wire":"json","after":7}"#,
    );
    is(Attached { after: 7 }, r#"{"after":7}"#);
    is(
        StreamInfo { key, command: "hash".into(), argument: "log".into(), own: true, after: 7 },
        r#"{"key":"00112233445566778899aabbccddeeff","command":"hash","argument":"log","own":true,"after":7}"#,
    );
}

#[test]
fn choices_are_this_json() {
    is(Wire::Json, r#""json""#);
    is(Policy::Block, r#""block""#);
    is(Policy::Latest, r#""latest""#);
    is(Policy::DropOldest, r#""dropOldest""#);
    is(Policy::DropNewest, r#""dropNewest""#);
    is(Limits::default(), r#"{"items":16384,"bytes":4194304}"#);
}

#[test]
fn an_end_is_this_json() {
    let account = Account { offered: 15, delivered: 1, coalesced: 2, dropped: 4, discarded: 8 };
    let counts = r#"{"offered":15,"delivered":1,"coalesced":2,"dropped":4,"discarded":8}"#;
    is(End::Finished { account }, &format!(r#"{{"event":"finished","data":{{"account":{counts}}}}}"#));
    is(End::Cancelled { account }, &format!(r#"{{"event":"cancelled","data":{{"account":{counts}}}}}"#));
    is(
        End::Failed { error: Error::new(Code::IO, "The disk is gone."), account },
        &format!(
            r#"{{"event":"failed","data":{{"code":"io","message":"The disk is gone.","account":{counts}}}}}"#
        ),
    );
    is(
        End::Failed { error: Error::new(Code::IO, "No.").hint("Try."), account },
        &format!(
            r#"{{"event":"failed","data":{{"code":"io","message":"No.","hint":"Try.","account":{counts}}}}}"#
        ),
    );
}

#[test]
fn an_end_has_its_account() {
    let account = Account { offered: 1, ..Account::default() };
    let error = Error::new(Code::IO, "");
    for end in [End::Finished { account }, End::Failed { error, account }, End::Cancelled { account }] {
        assert_eq!(*end.account(), account);
    }
}

fn is<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: T, text: &str) {
    assert_eq!(serde_json::to_string(&value).unwrap(), text);
    assert_eq!(serde_json::from_str::<T>(text).unwrap(), value);
}
