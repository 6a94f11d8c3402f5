//! Errors on the wire, and to read.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

use std::collections::HashSet;

use millstream_shared::{Code, Error};

#[test]
fn an_error_is_this_json() {
    let error = Error::new(Code::NOT_FOUND, "There is no a.txt.");
    assert_eq!(
        serde_json::to_string(&error).unwrap(),
        r#"{"code":"not_found","message":"There is no a.txt."}"#
    );
    let error = error.hint("Look again.");
    let text = r#"{"code":"not_found","message":"There is no a.txt.","hint":"Look again."}"#;
    assert_eq!(serde_json::to_string(&error).unwrap(), text);
    assert_eq!(serde_json::from_str::<Error>(text).unwrap(), error);
}

#[test]
fn other_words_leave_the_code_and_the_hint() {
    let error = Error::new(Code::NOT_FOUND, "There is no a.txt.").hint("Look again.");
    let other = Error::new(Code::NOT_FOUND, "Line 3: there is no a.txt.").hint("Look again.");
    assert_eq!(error.message("Line 3: there is no a.txt."), other);
}

#[test]
fn an_error_reads_as_a_sentence() {
    let error = Error::new(Code::NOT_FOUND, "There is no a.txt.").hint("Look again.");
    assert_eq!(error.to_string(), "There is no a.txt. [not_found] Look again.");
}

#[test]
fn a_code_of_ones_own_comes_back_from_the_wire() {
    const MINE: Code = Code::new("out_of_paper");
    let code: Code = serde_json::from_str(r#""out_of_paper""#).unwrap();
    assert_eq!((&code, code.as_str()), (&MINE, "out_of_paper"));
}

#[test]
fn every_code_is_a_word_of_its_own_with_a_meaning() {
    let mut words = HashSet::new();
    for (word, meaning) in Code::ALL {
        assert!(word.bytes().all(|byte| byte == b'_' || byte.is_ascii_lowercase()), "{word}");
        assert!(meaning.trim().ends_with('.'), "{word}: {meaning}");
        assert!(words.insert(word), "{word} is there twice");
    }
}
