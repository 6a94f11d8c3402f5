//! The plugin in an application without a window: Tauri's mock runtime carries the calls, and what goes
//! through stock channels is caught before it would be evaluated in a page.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

use std::{
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, channel},
    },
    time::Duration,
};

use serde_json::{Value, json};
use tauri::{
    App, RunEvent, Webview, WebviewWindow, WebviewWindowBuilder,
    ipc::{CallbackFn, InvokeBody, InvokeResponseBody},
    plugin::Plugin,
    test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder, mock_context, noop_assets},
    utils::acl::ExecutionContext,
    webview::InvokeRequest,
};
use tauri_plugin_millstream::{
    Argument, Code, Error, Failure, Limits, Outlet, Stopped, init, live_streams, page_gone,
};

/// Sends the numbers up to a limit, as a task.
#[tauri::command]
fn count(up_to: u32, outlet: Outlet<u32>) -> Result<(), Error> {
    outlet.limits(Limits { items: 4, bytes: 1 << 20 }).spawn(async move |outlet| {
        for number in 1..=up_to {
            outlet.send(number).await?;
        }
        Ok::<(), Stopped>(())
    });
    Ok(())
}

/// The same, in the command itself, as with a stock channel.
#[tauri::command]
fn count_here(up_to: u32, outlet: Outlet<u32>) -> Result<(), Error> {
    for number in 1..=up_to {
        outlet
            .send_blocking(number)
            .map_err(|Stopped| Error::new(Code::COMMAND_FAILED, "It was stopped."))?;
    }
    Ok(())
}

static STARTED: AtomicUsize = AtomicUsize::new(0);
static RUNNING: AtomicUsize = AtomicUsize::new(0);

/// Runs until it is stopped, on a thread; counts itself.
#[tauri::command]
fn hold(outlet: Outlet<u32>) {
    outlet.spawn_blocking(|outlet| -> Result<(), Stopped> {
        STARTED.fetch_add(1, Ordering::SeqCst);
        RUNNING.fetch_add(1, Ordering::SeqCst);
        let result = loop {
            if let Err(stopped) = outlet.send_blocking(1) {
                break Err(stopped);
            }
        };
        RUNNING.fetch_sub(1, Ordering::SeqCst);
        result
    });
}

#[tauri::command]
fn explode(outlet: Outlet<u32>) {
    outlet.spawn_blocking(|_| -> Result<(), Failure> { panic!("on purpose") });
}

/// Fails after it has taken its outlet.
#[tauri::command]
fn refuse(outlet: Outlet<u32>) -> Result<(), Error> {
    drop(outlet);
    Err(Error::new(Code::NOT_FOUND, "There is no such thing."))
}

/// Sends an item with raw bytes.
#[tauri::command]
fn picture(outlet: Outlet<&'static str>) {
    outlet.spawn_blocking(|outlet| outlet.send_blocking_with("pixels", vec![vec![7; 3]]));
}

#[tauri::command]
fn double(request: Argument<u32>) -> u32 {
    request.0 * 2
}

#[test]
fn a_stream_is_drained_to_its_end() {
    let page = Page::open();
    let key = page.start("count", json!({ "upTo": 10 }));
    let mut frame = page.ring();
    assert_eq!((&frame["seq"], &frame["items"]), (&json!(1), &json!([1])));
    let mut items = vec![];
    for seq in 1.. {
        items.extend(frame["items"].as_array().unwrap().clone());
        if !frame["end"].is_null() {
            break;
        }
        frame = page.next(key, seq);
    }
    assert_eq!(items, (1..=10).map(Value::from).collect::<Vec<_>>());
    assert_eq!(frame["end"]["event"], "finished");
    assert_eq!(frame["end"]["data"]["account"]["delivered"], 10);
}

#[test]
fn after_the_end_nothing_is_left_but_the_memory_of_it() {
    let page = Page::open();
    let key = page.start("count_here", json!({ "upTo": 3 }));
    assert_eq!(live_streams(&page.app), 1);
    let last = page.drain(key, 1).unwrap();
    assert_eq!((&last["items"], &last["end"]["event"]), (&json!([2, 3]), &json!("finished")));
    assert_eq!(live_streams(&page.app), 1, "the page may not have got it");
    for _ in 0..2 {
        let answer = page.drain(key, 2).unwrap();
        assert_eq!((&answer["seq"], &answer["items"], &answer["end"]), (&json!(2), &json!([]), &last["end"]));
        assert_eq!(live_streams(&page.app), 0);
    }
    assert_eq!(page.cancel(key).unwrap(), last["end"]);
}

#[test]
fn a_stream_whose_end_rang_is_let_go_of_at_once() {
    let page = Page::open();
    let key = page.start("count_here", json!({ "upTo": 0 }));
    let ring = page.ring();
    assert_eq!(ring["end"]["event"], "finished");
    assert_eq!(live_streams(&page.app), 0);
    assert_eq!(page.drain(key, 0).unwrap(), ring, "a late drain gets the same frame");
}

#[test]
fn a_cancel_answers_when_the_producer_has_stopped_and_always_the_same() {
    let _alone = alone();
    let page = Page::open();
    let key = page.start("hold", json!({}));
    page.ring();
    let end = page.cancel(key).unwrap();
    assert_eq!(RUNNING.load(Ordering::SeqCst), 0);
    assert_eq!(end["event"], "cancelled");
    assert_eq!(page.cancel(key).unwrap(), end);
    assert_eq!(page.drain(key, 1).unwrap()["end"], end);
    assert_eq!(live_streams(&page.app), 0);
    assert!(page.rings.try_recv().is_err(), "the page has left");
}

#[test]
fn a_page_that_goes_takes_its_streams_along_and_no_others() {
    let _alone = alone();
    let page = Page::open();
    let other = page.window("other");
    let keys = [page.start("hold", json!({})), page.start("hold", json!({}))];
    let others = start(&other, "hold", key(), json!({})).unwrap();
    for _ in 0..3 {
        page.ring();
    }
    page_gone(page.webview());
    for key in keys {
        // The answer comes when the producer has stopped.
        assert_eq!(page.cancel(key).unwrap()["event"], "cancelled");
    }
    assert_eq!((RUNNING.load(Ordering::SeqCst), live_streams(&page.app)), (1, 1));
    assert_eq!(cancel(&other, others).unwrap()["event"], "cancelled");
}

#[test]
fn an_application_that_exits_takes_all_streams_along() {
    let _alone = alone();
    let page = Page::open();
    let key = page.start("hold", json!({}));
    init().on_event(page.app.handle(), &RunEvent::Exit);
    assert_eq!(page.cancel(key).unwrap()["event"], "cancelled");
    assert_eq!(live_streams(&page.app), 0);
}

#[test]
fn a_start_that_arrives_twice_is_one_stream() {
    let _alone = alone();
    let page = Page::open();
    let before = STARTED.load(Ordering::SeqCst);
    let key = page.start("hold", json!({}));
    let first = page.ring();
    start(&page.window, "hold", key, json!({})).unwrap();
    assert_eq!(live_streams(&page.app), 1);
    page.cancel(key).unwrap();
    // Also when the stream has ended meanwhile.
    start(&page.window, "hold", key, json!({})).unwrap();
    assert_eq!(live_streams(&page.app), 0);
    assert_eq!(STARTED.load(Ordering::SeqCst), before + 1);
    assert_eq!(first["items"], json!([1]));
    assert!(page.rings.try_recv().is_err(), "the second start rings no bell");
}

#[test]
fn a_stream_belongs_to_the_web_view_that_opened_it() {
    let _alone = alone();
    let page = Page::open();
    let other = page.window("other");
    let key = page.start("hold", json!({}));
    for answer in
        [drain(&other, key, 0), cancel(&other, key), start(&other, "hold", key, json!({})).map(Value::from)]
    {
        assert_eq!(answer.unwrap_err()["code"], "foreign_stream");
    }
    assert_eq!(page.cancel(key).unwrap()["event"], "cancelled");
}

#[test]
fn a_bad_drain_is_a_typed_error() {
    let page = Page::open();
    assert_eq!(page.drain(key(), 0).unwrap_err()["code"], "unknown_key");
    assert_eq!(page.cancel(key()).unwrap_err()["code"], "unknown_key");
    let key = page.start("count_here", json!({ "upTo": 3 }));
    assert_eq!(page.drain(key, 2).unwrap_err()["code"], "future_frame");
    page.drain(key, 1).unwrap();
    page.drain(key, 2).unwrap();
    let error = page.drain(key, 1).unwrap_err();
    assert_eq!(error["code"], "stale_frame");
    assert!(error["hint"].is_string());
}

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
        let raw = request(command, InvokeBody::Raw(vec![1, 2, 3]));
        assert_eq!(get_ipc_response(&page.window, raw).unwrap_err()["code"], "bad_argument");
    }
    assert_eq!(live_streams(&page.app), 0);
}

#[test]
fn a_well_formed_argument_is_taken() {
    let page = Page::open();
    assert_eq!(invoke(&page.window, "double", json!({ "request": 21 })).unwrap(), 42);
}

#[test]
fn a_bare_channel_gets_the_plain_items() {
    let page = Page::open();
    invoke(&page.window, "count", json!({ "upTo": 100, "outlet": "__CHANNEL__:5" })).unwrap();
    for number in 1..=100 {
        assert_eq!(page.ring(), number);
    }
    assert!(page.rings.try_recv().is_err(), "there is no end in it");
}

#[test]
fn a_bare_channel_is_cancelled_with_its_page() {
    let _alone = alone();
    let page = Page::open();
    invoke(&page.window, "hold", json!({ "outlet": "__CHANNEL__:5" })).unwrap();
    page.ring();
    assert_eq!(live_streams(&page.app), 1);
    page_gone(page.webview());
    while live_streams(&page.app) > 0 {
        std::thread::yield_now();
    }
    assert_eq!(RUNNING.load(Ordering::SeqCst), 0);
}

#[test]
fn a_producer_that_panics_fails_its_stream() {
    let page = Page::open();
    page.start("explode", json!({}));
    let end = page.ring()["end"].clone();
    assert_eq!((&end["event"], &end["data"]["code"]), (&json!("failed"), &json!("panicked")));
    assert_eq!(end["data"]["message"], "The producer panicked: on purpose.");
}

#[test]
fn a_command_that_fails_leaves_no_stream() {
    let page = Page::open();
    let error = start(&page.window, "refuse", key(), json!({})).unwrap_err();
    assert_eq!(error["code"], "not_found");
    assert_eq!(live_streams(&page.app), 0);
}

#[test]
fn the_wire_bytes_is_answered_raw() {
    let page = Page::open();
    let key = key();
    let outlet = json!({ "channel": "__CHANNEL__:1", "key": key, "wire": "bytes" });
    invoke(&page.window, "picture", json!({ "outlet": outlet })).unwrap();
    let (_, InvokeResponseBody::Raw(ring)) = page.rings.recv_timeout(STALLED).unwrap() else {
        panic!("the ring is no bytes")
    };
    assert_eq!((&ring[..4], &ring[ring.len() - 3..]), (&b"MSF1"[..], &[7, 7, 7][..]));
    let again = json!({ "request": { "key": key, "after": 0 } });
    let again = get_ipc_response(&page.window, request("plugin:millstream|drain", again.into())).unwrap();
    let InvokeResponseBody::Raw(again) = again else { panic!("the answer is no bytes") };
    assert_eq!(again, ring);
}

#[test]
fn ended_streams_are_remembered_up_to_a_bound() {
    let page = Page::open();
    let first = page.start("count_here", json!({ "upTo": 0 }));
    for _ in 0..1023 {
        page.start("count_here", json!({ "upTo": 0 }));
    }
    page.drain(first, 0).unwrap();
    page.start("count_here", json!({ "upTo": 0 }));
    assert_eq!(page.drain(first, 0).unwrap_err()["code"], "unknown_key");
}

#[test]
fn without_the_plugin_there_is_an_error_that_says_so() {
    let app = mock_builder()
        .invoke_handler(tauri::generate_handler![hold])
        .build(mock_context(noop_assets()))
        .unwrap();
    let window = WebviewWindowBuilder::new(&app, "main", Default::default()).build().unwrap();
    let error = start(&window, "hold", key(), json!({})).unwrap_err();
    assert_eq!(error["code"], "command_failed");
    assert!(error["hint"].as_str().unwrap().contains("tauri_plugin_millstream::init()"));
}

/// Nothing here takes that long, unless it stalls.
const STALLED: Duration = Duration::from_secs(60);

/// An application with one window, and what its stock channels carry.
struct Page {
    app: App<MockRuntime>,
    window: WebviewWindow<MockRuntime>,
    rings: Receiver<(String, InvokeResponseBody)>,
}

impl Page {
    fn open() -> Self {
        let (tx, rings) = channel();
        let mut context = mock_context(noop_assets());
        for command in ["drain", "cancel"] {
            let command = format!("plugin:millstream|{command}");
            context.runtime_authority_mut().__allow_command(command, ExecutionContext::Local);
        }
        let tx = Mutex::new(tx);
        let app = mock_builder()
            .plugin(init())
            .invoke_handler(tauri::generate_handler![
                count, count_here, hold, explode, refuse, picture, double
            ])
            .channel_interceptor(move |webview, _, _, body| {
                // A test that is over listens no more.
                tx.lock().unwrap().send((webview.label().to_owned(), body.clone())).ok();
                true
            })
            .build(context)
            .unwrap();
        let window = WebviewWindowBuilder::new(&app, "main", Default::default()).build().unwrap();
        Self { app, window, rings }
    }

    fn window(&self, label: &str) -> WebviewWindow<MockRuntime> {
        WebviewWindowBuilder::new(&self.app, label, Default::default()).build().unwrap()
    }

    fn webview(&self) -> &Webview<MockRuntime> {
        self.window.as_ref()
    }

    fn start(&self, command: &str, arguments: Value) -> &'static str {
        start(&self.window, command, key(), arguments).unwrap()
    }

    /// The next thing that came through a stock channel.
    fn ring(&self) -> Value {
        let (_, body) = self.rings.recv_timeout(STALLED).expect("nothing rang");
        body.deserialize().unwrap()
    }

    fn drain(&self, key: &str, after: u64) -> Result<Value, Value> {
        drain(&self.window, key, after)
    }

    fn cancel(&self, key: &str) -> Result<Value, Value> {
        cancel(&self.window, key)
    }

    /// The frame behind `after`: the answer to a drain, or the ring that follows an empty one.
    fn next(&self, key: &str, after: u64) -> Value {
        let answer = self.drain(key, after).unwrap();
        let empty = answer["items"] == json!([]) && answer["end"].is_null();
        if empty { self.ring() } else { answer }
    }
}

fn start(
    window: &WebviewWindow<MockRuntime>,
    command: &str,
    key: &'static str,
    mut arguments: Value,
) -> Result<&'static str, Value> {
    arguments["outlet"] = json!({ "channel": "__CHANNEL__:1", "key": key, "wire": "json" });
    invoke(window, command, arguments).map(|_| key)
}

fn drain(window: &WebviewWindow<MockRuntime>, key: &str, after: u64) -> Result<Value, Value> {
    invoke(window, "plugin:millstream|drain", json!({ "request": { "key": key, "after": after } }))
}

fn cancel(window: &WebviewWindow<MockRuntime>, key: &str) -> Result<Value, Value> {
    invoke(window, "plugin:millstream|cancel", json!({ "request": { "key": key } }))
}

fn invoke(window: &WebviewWindow<MockRuntime>, command: &str, arguments: Value) -> Result<Value, Value> {
    get_ipc_response(window, request(command, arguments.into())).map(|body| body.deserialize().unwrap())
}

fn request(command: &str, body: InvokeBody) -> InvokeRequest {
    let url = if cfg!(any(windows, target_os = "android")) {
        "http://tauri.localhost"
    } else {
        "tauri://localhost"
    };
    InvokeRequest {
        cmd: command.into(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: url.parse().unwrap(),
        body,
        headers: Default::default(),
        invoke_key: INVOKE_KEY.into(),
    }
}

/// A key that no other stream has.
fn key() -> &'static str {
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    format!("{:032x}", NEXT.fetch_add(1, Ordering::SeqCst)).leak()
}

/// Held by the tests that count the producers of `hold`.
fn alone() -> std::sync::MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
