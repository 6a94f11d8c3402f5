//! Recordings that a person chose.

use millstream_client::{Recording, recording::Attachment};
use millstream_shared::{Code, Error};
use serde::Deserialize as _;
use serde_json::{Map, Value};

/// The largest file that is read, in bytes: all of it is held by the page.
pub const LARGEST: f64 = 268_435_456.0;

/// Reads a recording.
///
/// # Errors
/// [`Code::BAD_RECORDING`], with what is wrong and where.
pub fn read_recording(text: &str) -> Result<Recording, Error> {
    let value: Value = serde_json::from_str(text).map_err(|error| {
        bad(&format!("it is no JSON at line {}, column {}", error.line(), error.column()))
    })?;
    let recording = record(Some(&value), "the file")?;
    match recording.get("version") {
        Some(version) if *version == VERSION => (),
        version => {
            let version = version.map_or_else(|| "missing".to_owned(), Value::to_string);
            return Err(bad(&format!("its `version` is {version}, and {VERSION} is read here")));
        }
    }
    for name in ["title", "command"] {
        if !recording.get(name).is_some_and(Value::is_string) {
            return Err(bad(&format!("`{name}` is no text")));
        }
    }
    if !recording.contains_key("request") {
        return Err(bad("`request` is missing"));
    }
    for (name, moments) in record(recording.get("outlets"), "`outlets`")? {
        let moments = moments.as_array().ok_or_else(|| bad(&format!("`outlets.{name}` is no list")))?;
        for (place, moment) in moments.iter().enumerate() {
            check(moment, place, &format!("outlets.{name}[{place}]"))?;
        }
    }
    serde_json::from_value(value).map_err(|error| bad(&error.to_string()))
}

/// The version that is read here.
const VERSION: u32 = Recording::<Value>::VERSION;

/// Frames count from 1, one after the other.
fn check(moment: &Value, place: usize, at: &str) -> Result<(), Error> {
    let moment = record(Some(moment), &format!("`{at}`"))?;
    if moment.get("at").is_some_and(|time| !time.is_u64()) {
        return Err(bad(&format!("`{at}.at` is no time")));
    }
    let frame = record(moment.get("frame"), &format!("`{at}.frame`"))?;
    if frame.get("seq").and_then(Value::as_u64) != Some(place as u64 + 1) {
        return Err(bad(&format!("`{at}.frame.seq` is not {}", place + 1)));
    }
    let Some(items) = frame.get("items").and_then(Value::as_array) else {
        return Err(bad(&format!("`{at}.frame.items` is no list")));
    };
    match moment.get("attachments") {
        Some(attachments) => check_attachments(attachments, items.len(), &format!("{at}.attachments")),
        None => Ok(()),
    }
}

/// Attachments are in the order of their items.
fn check_attachments(attachments: &Value, items: usize, at: &str) -> Result<(), Error> {
    let attachments = attachments.as_array().ok_or_else(|| bad(&format!("`{at}` is no list")))?;
    let mut last = 0;
    for (place, attachment) in attachments.iter().enumerate() {
        let item = record(Some(attachment), &format!("`{at}[{place}]`"))?.get("item").and_then(Value::as_u64);
        last = item
            .filter(|item| (last..items as u64).contains(item))
            .ok_or_else(|| bad(&format!("`{at}[{place}].item` is no item, or not the next")))?;
        if Attachment::deserialize(attachment).is_err() {
            return Err(bad(&format!("`{at}[{place}].bytes` is no base64")));
        }
    }
    Ok(())
}

fn record<'a>(value: Option<&'a Value>, what: &str) -> Result<&'a Map<String, Value>, Error> {
    let value = value.ok_or_else(|| bad(&format!("{what} is missing")))?;
    value.as_object().ok_or_else(|| bad(&format!("{what} is no object")))
}

fn bad(what: &str) -> Error {
    Error::new(Code::BAD_RECORDING, format!("This is no recording: {what}."))
        .hint("Choose a file that “Record” has written.")
}
