//! The commands, called as a page calls them: through Tauri's gate, with the capabilities as they are.

use std::{
    fs,
    path::PathBuf,
    sync::{
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    time::Duration,
};

use millstream_shared::{Broadcast as _, grants::GrantsDrag};
use serde_json::{Value, json};
use tauri::{
    App, DragDropEvent, Listener as _, Manager as _, PhysicalPosition, WebviewWindow, WebviewWindowBuilder,
    ipc::{CallbackFn, InvokeBody},
    test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder},
    webview::InvokeRequest,
};

use super::{assemble, drop, grants::Grants};

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
    let inspector = ["", "_frames", "_cancel", "_window", "_record", "_recorded_here", "_stop"]
        .map(|what| format!("inspector{what}"));
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
        let asks = |command| invoke(&page, command, json!({ "request": null }));
        assert_eq!(asks("grants_take"), Ok(json!([])), "{label}");
        assert_eq!(asks("inspector_recorded_here"), Ok(json!({ "commands": [] })), "{label}");
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

#[test]
fn what_is_dropped_is_told_to_its_window_alone_and_without_paths() {
    let app = app();
    let (one, other) = (window(&app, "leptos"), window(&app, "react"));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().canonicalize().expect("real").join("a.bin");
    fs::write(&path, b"four").expect("written");
    let (tx, heard) = mpsc::channel();
    for page in [&one, &other] {
        let (tx, label) = (tx.clone(), page.label().to_owned());
        page.listen(GrantsDrag::EVENT, move |event| {
            tx.send((label.clone(), event.payload().to_owned())).expect("somebody listens");
        });
    }
    let drag = |event| {
        drop::on_drag(&one.as_ref().window(), &event);
        let (label, payload) = heard.recv_timeout(Duration::from_secs(60)).expect("an event");
        assert_eq!(label, "leptos");
        assert!(!payload.contains(&*folder.path().to_string_lossy()), "{payload}");
        serde_json::from_str::<Value>(&payload).expect("JSON")
    };
    let (paths, position) = (vec![path.clone()], PhysicalPosition::new(1.0, 2.0));
    assert_eq!(drag(DragDropEvent::Enter { paths: paths.clone(), position }), json!({ "event": "over" }));
    assert_eq!(drag(DragDropEvent::Leave), json!({ "event": "left" }));
    let dropped = drag(DragDropEvent::Drop { paths, position });
    let grant = &dropped["data"]["grants"][0];
    assert_eq!(
        (&dropped["event"], &grant["name"], &grant["bytes"]),
        (&json!("granted"), &json!("a.bin"), &json!(4))
    );
    let id = grant["id"].as_str().expect("an id");
    assert_eq!(app.state::<Grants>().resolve("leptos", id).map(|granted| granted.path), Ok(path));
    assert!(app.state::<Grants>().resolve("react", id).is_err());
    drop::on_drag(&one.as_ref().window(), &DragDropEvent::Over { position });
    assert_eq!(heard.try_iter().count(), 0);
}
