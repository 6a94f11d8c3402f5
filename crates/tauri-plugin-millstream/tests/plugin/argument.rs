//! Arguments that are not what a command takes.

use serde_json::{Value, json};
use tauri::ipc::InvokeBody;
use tauri_plugin_millstream::live_streams;

use crate::app::{Page, call, invoke, key};

#[test]
fn a_malformed_argument_is_a_typed_error() {
    let page = Page::open();
    let key = key();
    let outlets = [
        json!(null),
        json!(7),
        json!("__CHANNEL__"),
        json!("__CHANNEL__:x"),
        json!({ "channel": "__CHANNEL__:1", "key": key }),
        json!({ "channel": "1", "key": key, "wire": "json" }),
        json!({ "channel": "__CHANNEL__:1", "key": "short", "wire": "json" }),
        json!({ "channel": "__CHANNEL__:1", "key": key, "wire": "smoke" }),
    ];
    for outlet in outlets {
        let error = invoke(&page.window, "hold", json!({ "outlet": outlet })).unwrap_err();
        assert_eq!(error["code"], "bad_argument", "{outlet}");
        let message = error["message"].as_str().unwrap();
        assert!(message.starts_with("The argument `outlet` of `hold` is no outlet: "), "{message}");
    }
    let drains = [
        json!({}),
        json!({ "key": key }),
        json!({ "key": key, "after": -1 }),
        json!({ "key": 1, "after": 0 }),
    ];
    for request in drains {
        let error =
            invoke(&page.window, "plugin:millstream|drain", json!({ "request": request })).unwrap_err();
        assert_eq!(error["code"], "bad_argument", "{request}");
    }
    let error = invoke(&page.window, "plugin:millstream|cancel", json!({})).unwrap_err();
    assert_eq!(error["code"], "bad_argument");
    for command in ["hold", "double"] {
        let raw = InvokeBody::Raw(vec![1, 2, 3]);
        assert_eq!(call(&page.window, command, raw).unwrap_err()["code"], "bad_argument");
    }
    assert_eq!(live_streams(&page.app), 0);
}

#[test]
fn a_well_formed_argument_is_taken() {
    let page = Page::open();
    assert_eq!(invoke(&page.window, "double", json!({ "request": 21 })).unwrap(), 42);
    assert_eq!(invoke(&page.window, "double", json!({})).unwrap(), Value::Null);
}
