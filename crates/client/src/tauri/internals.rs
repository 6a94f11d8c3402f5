//! `window.__TAURI_INTERNALS__`: `invoke`, `transformCallback`, `unregisterCallback`, `convertFileSrc`
//! and `metadata`, as Tauri 2 puts them into every page.

use std::future::ready;

use js_sys::{Array, ArrayBuffer, Function, JSON, Promise, Reflect, Uint8Array};
use millstream_shared::{Code, Error};
use wasm_bindgen::{JsCast as _, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;

use super::Tauri;
use crate::{
    error::not_tauri,
    transport::{Answer, Body, Line, Rejection, Signal, Transport},
};

/// Whether this page runs in Tauri.
pub fn is_tauri() -> bool {
    get(&js_sys::global(), "isTauri").is_truthy()
}

/// The URL under which a page may load the file at `path` through `protocol`, which is `asset` unless
/// the application has its own. The application must allow it.
///
/// # Errors
/// [`Code::NOT_TAURI`].
pub fn convert_file_src(path: &str, protocol: &str) -> Result<String, Error> {
    call("convertFileSrc", &[path.into(), protocol.into()])?
        .as_string()
        .ok_or_else(|| Error::new(Code::COMMAND_FAILED, "`convertFileSrc` answered no text."))
}

impl Transport for Tauri {
    fn invoke(&self, command: &str, arguments: String) -> Answer {
        let sent = JSON::parse(&arguments)
            .map_err(|error| thrown(&error))
            .and_then(|arguments| call("invoke", &[command.into(), arguments]));
        match sent {
            Err(error) => Box::pin(ready(Err(error.into()))),
            // `resolve` takes a promise as it is, and anything else as its own answer.
            Ok(sent) => Box::pin(async move {
                JsFuture::from(Promise::resolve(&sent)).await.map(|value| body(&value)).map_err(rejection)
            }),
        }
    }

    fn register(&self, mut handler: Box<dyn FnMut(Signal)>) -> Result<Line, Error> {
        let callback = Closure::<dyn FnMut(JsValue)>::new(move |raw: JsValue| handler(signal(&raw)));
        let id = call("transformCallback", &[callback.as_ref().clone(), JsValue::FALSE])?;
        let number = id.as_f64().map(|id| id as u32);
        let number =
            number.ok_or_else(|| Error::new(Code::COMMAND_FAILED, "`transformCallback` gave no id."))?;
        Ok(Line::new(number, Registration { id, _callback: callback }))
    }

    fn label(&self) -> Option<String> {
        let metadata = get(&internals()?, "metadata");
        get(&get(&metadata, "currentWebview"), "label").as_string()
    }
}

/// A callback in Tauri's table. It leaves the table before its memory goes.
struct Registration {
    id: JsValue,
    _callback: Closure<dyn FnMut(JsValue)>,
}

impl Drop for Registration {
    fn drop(&mut self) {
        if let Err(error) = call("unregisterCallback", std::slice::from_ref(&self.id)) {
            // Tauri's own part of the page is gone, and its table with it.
            debug_assert_eq!(error.code, Code::NOT_TAURI);
        }
    }
}

fn internals() -> Option<JsValue> {
    Some(get(&js_sys::global(), "__TAURI_INTERNALS__")).filter(JsValue::is_object)
}

fn call(name: &str, arguments: &[JsValue]) -> Result<JsValue, Error> {
    let internals = internals().ok_or_else(not_tauri)?;
    let function: Function = get(&internals, name).dyn_into().map_err(|_| not_tauri())?;
    function.apply(&internals, &arguments.iter().collect::<Array>()).map_err(|error| thrown(&error))
}

/// A property, or `undefined` where there is none, or nothing that could have one.
fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn signal(raw: &JsValue) -> Signal {
    let index = get(raw, "index").as_f64().map(|index| index as u64);
    match index {
        Some(index) if get(raw, "end").is_truthy() => Signal::End { index },
        Some(index) => Signal::Message { index, body: body(&get(raw, "message")) },
        None => Signal::Plain(body(raw)),
    }
}

fn body(value: &JsValue) -> Body {
    if let Some(buffer) = value.dyn_ref::<ArrayBuffer>() {
        return Body::Bytes(moved(buffer));
    }
    if let Some(bytes) = value.dyn_ref::<Uint8Array>() {
        return Body::Bytes(bytes.to_vec());
    }
    // `undefined`, and what JSON has no words for, is nothing.
    let text = JSON::stringify(value).ok().and_then(|text| text.as_string());
    Body::Text(text.unwrap_or_else(|| "null".into()))
}

/// What is in a buffer that nobody else has, out of the page's memory. The page would keep it until its
/// collector comes, which floods outrun: so it is told to let go of it. One that cannot keeps it.
pub fn moved(buffer: &ArrayBuffer) -> Vec<u8> {
    let bytes = Uint8Array::new(buffer).to_vec();
    drop(buffer.transfer_with_length(0));
    bytes
}

fn rejection(value: JsValue) -> Rejection {
    match value.dyn_ref::<js_sys::Error>() {
        Some(error) => thrown(error).into(),
        None => Rejection(body(&value)),
    }
}

fn thrown(error: &JsValue) -> Error {
    let message = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    Error::new(Code::COMMAND_FAILED, message.unwrap_or_else(|| format!("{error:?}")))
}
