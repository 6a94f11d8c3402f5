//! The commands, called as a page calls them: through Tauri's gate, with the capabilities as they are.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use serde_json::{Value, json};
use tauri::{
    App, Manager as _, WebviewWindow, WebviewWindowBuilder,
    ipc::{CallbackFn, InvokeBody},
    test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder},
    webview::InvokeRequest,
};

use super::{assemble, grants::Grants};

fn app() -> App<MockRuntime> {
    assemble(mock_builder()).build(tauri::generate_context!()).expect("an application")
}

fn window(app: &App<MockRuntime>, label: &str) -> WebviewWindow<MockRuntime> {
    WebviewWindowBuilder::new(app, label, tauri::WebviewUrl::default()).build().expect("a window")
}

fn invoke(window: &WebviewWindow<MockRuntime>, command: &str, arguments: Value) -> Result<Value, Value> {
    let request = InvokeRequest {
        cmd: command.into(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: "tauri://localhost".parse().expect("a URL"),
        body: InvokeBody::Json(arguments),
        headers: Default::default(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    get_ipc_response(window, request).map(|body| body.deserialize().expect("JSON"))
}

/// A whole call of `hash`, with outlets that nobody drains.
fn hash(window: &WebviewWindow<MockRuntime>, request: Value) -> Result<Value, Value> {
    static STREAMS: AtomicU32 = AtomicU32::new(1);
    let outlet = || {
        let id = STREAMS.fetch_add(1, Ordering::Relaxed);
        json!({ "channel": format!("__CHANNEL__:{id}"), "key": format!("{id:032x}"), "wire": "json" })
    };
    invoke(window, "hash", json!({ "request": request, "outlet": outlet(), "log": outlet() }))
}

fn code(answer: Result<Value, Value>) -> String {
    let error = answer.expect_err("an error");
    error["code"].as_str().map_or_else(|| error.to_string(), str::to_owned)
}

#[test]
fn a_window_without_a_capability_may_call_nothing() {
    let app = app();
    let other = window(&app, "other");
    let own = ["grants_pick", "grants_take", "hash", "hash_export"];
    let inspector =
        ["", "_frames", "_cancel", "_window", "_record", "_stop"].map(|what| format!("inspector{what}"));
    let plugin = ["drain", "cancel", "attach", "list"].map(|what| format!("plugin:millstream|{what}"));
    let commands = own.map(str::to_owned).into_iter().chain(inspector).chain(plugin);
    for command in commands.chain(["plugin:event|listen".to_owned()]) {
        let command = command.as_str();
        let error = invoke(&other, command, json!({})).expect_err("a refusal").to_string();
        assert!(error.contains("not allowed"), "{command}: {error}");
    }
}

#[test]
fn a_front_ends_window_may_call_our_commands_and_no_others() {
    let app = app();
    for label in ["leptos", "react"] {
        let page = window(&app, label);
        assert_eq!(invoke(&page, "grants_take", json!({ "request": null })), Ok(json!([])), "{label}");
        for command in ["plugin:dialog|open", "plugin:event|emit", "plugin:window|close", "plugin:path|join"]
        {
            let error = invoke(&page, command, json!({})).expect_err("a refusal").to_string();
            assert!(error.contains("not allowed"), "{command}: {error}");
        }
    }
}

#[test]
fn a_grant_opens_nothing_in_another_window() {
    let app = app();
    let (one, other) = (window(&app, "leptos"), window(&app, "react"));
    app.state::<Grants>().offer("leptos", &[PathBuf::from("/etc")]).expect("offered");
    let taken = invoke(&one, "grants_take", json!({ "request": null })).expect("grants");
    assert_eq!(taken[0]["kind"], json!("folder"));
    let request = |id: &Value| json!({ "grants": [id], "algorithms": ["sha256"] });
    assert_eq!(code(hash(&other, request(&taken[0]["id"]))), "unknown_grant");
    assert_eq!(code(hash(&one, request(&json!("/etc")))), "unknown_grant");
    let sums = json!({ "event": "sums", "data": { "grant": "0" } });
    assert_eq!(code(hash(&one, json!({ "grants": [], "algorithms": [], "verify": sums }))), "unknown_grant");
}

#[test]
fn malformed_arguments_are_typed_errors() {
    let app = app();
    let page = window(&app, "leptos");
    for request in [
        json!(null),
        json!({ "grants": "all" }),
        json!({ "grants": [], "algorithms": ["crc32"] }),
        json!({ "grants": [], "algorithms": [], "verify": { "event": "hope" } }),
    ] {
        assert_eq!(code(hash(&page, request.clone())), "bad_argument", "{request}");
    }
    assert_eq!(code(invoke(&page, "grants_pick", json!({ "request": { "kind": "disk" } }))), "bad_argument");
    let export = |entries: Value| json!({ "request": { "entries": entries, "algorithm": "md5", "format": "gnu", "to": "clipboard" } });
    assert_eq!(code(invoke(&page, "hash_export", export(json!([])))), "nothing_to_do");
    let entry = json!([{ "name": "a", "digest": "b" }]);
    assert_eq!(code(invoke(&page, "hash_export", export(entry))), "bad_digest");
}
