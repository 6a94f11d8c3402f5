//! The client in a browser, against Tauri's part of a page.
#![cfg(target_family = "wasm")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where it stands")]

use futures_util::StreamExt as _;
use millstream_client::{
    AttachOptions, Channel, Inlet, Listener, Options, Pace, attach, convert_file_src, invoke, is_tauri, list,
    listen, open,
    pace::{self, delay, now},
};
use millstream_shared::{
    Account, Code, End, Error, Stream, Wire,
    frame::{Attachment, Envelope},
};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/browser/internals.js")]
extern "C" {
    fn install();
    fn uninstall();
    fn callbacks() -> usize;
    fn called(command: &str) -> usize;
    fn unheard() -> usize;
    fn run(id: u32, data: JsValue);
    #[wasm_bindgen(js_name = buffersAnswered)]
    fn buffers_answered() -> usize;
    #[wasm_bindgen(js_name = bytesLeft)]
    fn bytes_left() -> usize;
    #[wasm_bindgen(js_name = withoutAnimationFrames)]
    fn without_animation_frames() -> js_sys::Function;
}

struct Count;

impl Stream for Count {
    const COMMAND: &'static str = "count";
    type Request = u32;
    type Item = u32;
}

fn count(wire: Wire) -> Inlet<u32> {
    install();
    open::<Count>(&0, Options { wire, pace: Pace::Eager, ..Options::default() })
}

/// Waits until the page's table of callbacks is empty; a test that waits for ever is stopped.
async fn until_nothing_is_left() {
    while callbacks() > 0 {
        delay(1).await;
    }
}

#[wasm_bindgen_test]
async fn is_refused_where_there_is_no_tauri() {
    uninstall();
    assert!(!is_tauri());
    let refused = |result: Result<Value, Error>| result.map_err(|error| error.code);
    assert_eq!(refused(invoke("echo", &json!({})).await), Err(Code::NOT_TAURI));
    assert_eq!(convert_file_src("a", "asset").map_err(|error| error.code), Err(Code::NOT_TAURI));
    assert!(Channel::<u32>::new().is_err());
    let mut inlet = open::<Count>(&0, Options::default());
    assert_eq!(inlet.next().await.unwrap().unwrap_err().code, Code::NOT_TAURI);
    assert_eq!(inlet.next().await, None);
}

#[wasm_bindgen_test]
async fn calls_commands_through_the_page() {
    install();
    assert!(is_tauri());
    let arguments = json!({ "text": "ü\u{1F30A}", "list": [1, null, { "deep": true }] });
    assert_eq!(invoke("echo", &arguments).await, Ok(arguments));
    assert_eq!(invoke("nothing", &json!({})).await, Ok(()));
    assert_eq!(callbacks(), 0);
}

#[wasm_bindgen_test]
async fn takes_raw_answers_in_any_form() {
    install();
    for command in ["buffer", "view", "numbers"] {
        assert_eq!(invoke::<Vec<u8>>(command, &json!({})).await, Ok(vec![1, 2, 255]), "{command}");
    }
}

#[wasm_bindgen_test]
async fn makes_any_rejection_a_typed_error() {
    install();
    let missing = Error::new(Code::COMMAND_FAILED, "Command missing not found");
    assert_eq!(invoke::<()>("missing", &json!({})).await, Err(missing));
    let thrown = Error::new(Code::COMMAND_FAILED, "no function");
    assert_eq!(invoke::<()>("throw_error", &json!({})).await, Err(thrown));
    let ours = Error::new(Code::NOT_FOUND, "It is not there.");
    assert_eq!(invoke::<()>("throw_ours", &json!({})).await, Err(ours));
}

#[wasm_bindgen_test]
async fn reads_a_stream_and_leaves_nothing_in_the_page() {
    for wire in [Wire::Json, Wire::Bytes] {
        let mut inlet = count(wire);
        assert_eq!(callbacks(), 1);
        let items: Vec<_> = inlet.by_ref().collect().await;
        assert_eq!(items, [Ok(1), Ok(2), Ok(3), Ok(4)]);
        let account = Account { offered: 4, delivered: 4, ..Account::default() };
        assert_eq!(inlet.end().await, Ok(End::Finished { account }));
        until_nothing_is_left().await;
        assert_eq!(unheard(), 0);
    }
    assert!(buffers_answered() > 0);
    assert_eq!(bytes_left(), 0);
}

#[wasm_bindgen_test]
async fn attaches_to_a_stream_and_leaves_nothing_in_the_page() {
    for wire in [Wire::Json, Wire::Bytes] {
        let mut inlet = count(wire);
        assert_eq!(inlet.next().await, Some(Ok(1)));
        let (key, after) = (inlet.key(), inlet.after());
        // Loaded anew: another table of callbacks.
        install();
        assert!(list().await.unwrap().iter().any(|info| info.key == key));
        let options = AttachOptions { wire, after: Some(after), ..AttachOptions::default() };
        let again = attach::<Count>(key, options);
        assert_eq!((after, callbacks()), (1, 1));
        assert_eq!(again.collect::<Vec<_>>().await, [Ok(2), Ok(3), Ok(4)]);
        until_nothing_is_left().await;
        assert_eq!(unheard(), 0);
        std::mem::forget(inlet);
    }
}

#[wasm_bindgen_test]
async fn gives_attachments_of_any_size() {
    let large: Vec<u8> = (0..1 << 20).map(|n| n as u8).collect();
    let parts = [(0, &large[..]), (0, &[]), (0, &[7, 8, 9])];
    let attachments = parts.map(|(item, bytes)| Attachment { item, bytes }).to_vec();
    let json = br#"{"seq":1,"items":[5],"more":false}"#;
    let bytes = Envelope { json, attachments }.encode().unwrap();
    let inlet = count(Wire::Bytes);
    let message = js_sys::Object::new();
    js_sys::Reflect::set(&message, &"index".into(), &0.into()).unwrap();
    js_sys::Reflect::set(&message, &"message".into(), &js_sys::Uint8Array::from(&bytes[..]).buffer())
        .unwrap();
    run(1, message.into());
    let parcel = inlet.parcels().next().await.unwrap().unwrap();
    assert_eq!((parcel.item, parcel.attachments.len()), (5, 3));
    assert!(parcel.attachments.iter().map(|a| &a[..]).eq(parts.map(|(_, bytes)| bytes)));
}

#[wasm_bindgen_test]
async fn cancels_and_leaves_nothing_in_the_page() {
    let mut inlet = count(Wire::Bytes);
    assert_eq!(inlet.next().await, Some(Ok(1)));
    drop(inlet);
    until_nothing_is_left().await;
    assert_eq!((called("plugin:millstream|cancel"), unheard()), (1, 0));
}

#[wasm_bindgen_test]
async fn cancel_ends_a_read_whose_drain_is_under_way() {
    struct Hang;
    impl Stream for Hang {
        const COMMAND: &'static str = "hang";
        type Request = ();
        type Item = u32;
    }
    install();
    let mut inlet = open::<Hang>(&(), Options { pace: Pace::Eager, ..Options::default() });
    let canceller = inlet.canceller();
    pace::spawn(async move {
        while called("plugin:millstream|drain") == 0 {
            delay(1).await;
        }
        assert!(canceller.cancel().await.is_ok());
    });
    assert_eq!(inlet.next().await, None);
    until_nothing_is_left().await;
}

#[wasm_bindgen_test]
async fn fails_with_the_error_of_a_refused_command() {
    struct Missing;
    impl Stream for Missing {
        const COMMAND: &'static str = "missing";
        type Request = ();
        type Item = ();
    }
    install();
    let mut inlet = open::<Missing>(&(), Options::default());
    let error = Error::new(Code::COMMAND_FAILED, "Command missing not found");
    assert_eq!(inlet.next().await, Some(Err(error)));
    drop(inlet);
    until_nothing_is_left().await;
}

#[wasm_bindgen_test]
async fn reads_a_stock_channel() {
    install();
    let mut channel = Channel::<Value>::new().unwrap();
    let written = serde_json::to_value(&channel).unwrap();
    let id = written.as_str().unwrap().strip_prefix("__CHANNEL__:").unwrap().parse().unwrap();
    let signal = |text: &str| run(id, js_sys::JSON::parse(text).unwrap());
    signal(r#"{"index":1,"message":null}"#);
    signal(r#"{"index":0,"message":{"a":1}}"#);
    let message = js_sys::Object::new();
    js_sys::Reflect::set(&message, &"index".into(), &2.into()).unwrap();
    let bytes = js_sys::Uint8Array::from(&[7, 8][..]);
    js_sys::Reflect::set(&message, &"message".into(), &bytes.buffer()).unwrap();
    run(id, message.into());
    signal(r#"{"index":3,"end":true}"#);
    let messages: Vec<_> = channel.by_ref().collect().await;
    assert_eq!(messages, [Ok(json!({ "a": 1 })), Ok(Value::Null), Ok(json!([7, 8]))]);
    assert_eq!(callbacks(), 0);
}

#[wasm_bindgen_test]
async fn hears_an_event() {
    install();
    let mut listener: Listener<Value> = listen("tick");
    let event = listener.next().await.unwrap().unwrap();
    assert_eq!((event.event, event.id, event.payload), ("tick".into(), 5, json!({ "deep": [1, null] })));
    drop(listener);
    until_nothing_is_left().await;
    assert_eq!(called("plugin:event|unlisten"), 1);
}

#[wasm_bindgen_test]
fn converts_a_path_to_a_url() {
    install();
    assert_eq!(convert_file_src("/a b", "asset"), Ok("asset://localhost/%2Fa%20b".into()));
}

#[wasm_bindgen_test]
async fn waits_for_an_animation_frame() {
    // Two in a row: the first may be near its end.
    let start = now();
    pace::frame().await;
    pace::frame().await;
    assert!(now() > start);
}

#[wasm_bindgen_test]
async fn goes_on_without_animation_frames() {
    let restore = without_animation_frames();
    let start = now();
    pace::frame().await;
    let waited = now() - start;
    restore.call0(&JsValue::NULL).unwrap();
    assert!(waited >= f64::from(pace::PATIENCE) - 1.0, "{waited} ms");
}
