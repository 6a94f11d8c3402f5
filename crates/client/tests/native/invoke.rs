//! Commands that answer once.

use std::rc::Rc;

use crate::support::{Backend, Faults};
use millstream_client::{
    call, install, invoke, invoke_result, is_tauri,
    pace::block_on,
    transport::{Body, Rejection},
};
use millstream_shared::{Call, Code, Error};
use serde::Deserialize;
use serde_json::json;

struct Double;

impl Call for Double {
    const COMMAND: &'static str = "double";
    type Request = u32;
    type Response = u32;
}

fn backend(refusal: Option<&str>) -> Backend {
    let refusal = refusal.map(|text| Rejection(Body::Text(text.into())));
    let backend = Backend::new(Faults { refusal, ..Faults::default() });
    backend.answers(json!(42));
    install(Rc::new(backend.clone()));
    backend
}

#[test]
fn answers_what_the_command_answers() {
    let backend = backend(None);
    assert_eq!(block_on(call::<Double>(&21)), Ok(42));
    assert_eq!(backend.arguments("double"), [json!({ "request": 21 })]);
    assert_eq!(block_on(invoke("double", &json!({ "number": 21 }))), Ok(42));
    assert_eq!(backend.arguments("double")[1], json!({ "number": 21 }));
}

#[test]
fn an_answer_of_another_type_is_an_error() {
    backend(None);
    let answer: Result<String, Error> = block_on(invoke("double", &json!({})));
    assert_eq!(answer.map_err(|error| error.code), Err(Code::BAD_ITEM));
}

#[test]
fn an_error_of_ours_keeps_its_code() {
    backend(Some(r#"{"code":"not_found","message":"a.txt is not there.","hint":"Look again."}"#));
    let error = Error::new(Code::NOT_FOUND, "a.txt is not there.").hint("Look again.");
    assert_eq!(block_on(call::<Double>(&1)), Err(error));
}

#[test]
fn any_other_rejection_is_a_failed_command() {
    backend(Some(r#""no such command""#));
    let error = Error::new(Code::COMMAND_FAILED, "no such command");
    assert_eq!(block_on(call::<Double>(&1)), Err(error));
}

#[test]
fn a_commands_own_error_keeps_its_type() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct TooLarge {
        limit: u32,
    }
    backend(Some(r#"{"limit":9}"#));
    let answer = block_on(invoke_result::<u32, TooLarge>("double", &json!({})));
    assert_eq!(answer, Ok(Err(TooLarge { limit: 9 })));
    backend(None);
    assert_eq!(block_on(invoke_result::<u32, TooLarge>("double", &json!({}))), Ok(Ok(42)));
    backend(Some(r#""other""#));
    let answer = block_on(invoke_result::<u32, TooLarge>("double", &json!({})));
    assert_eq!(answer, Err(Error::new(Code::COMMAND_FAILED, "other")));
}

#[test]
fn is_refused_where_there_is_no_tauri() {
    assert!(!is_tauri());
    assert_eq!(block_on(call::<Double>(&1)).map_err(|error| error.code), Err(Code::NOT_TAURI));
}
