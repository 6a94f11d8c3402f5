//! The application that the tests call: one window, some commands, and what its channels carry.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, channel},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tauri::{
    App, Webview, WebviewWindow, WebviewWindowBuilder,
    ipc::{CallbackFn, InvokeBody, InvokeResponse, InvokeResponseBody},
    plugin::TauriPlugin,
    test::{INVOKE_KEY, MockRuntime, mock_builder, mock_context, noop_assets},
    utils::acl::ExecutionContext,
    webview::InvokeRequest,
};
use tauri_plugin_millstream::{
    Argument, Builder, Code, Error, Failure, Limits, Outlet, Stopped, init, live_streams,
};

/// Nothing here takes that long, unless it stalls.
pub const STALLED: Duration = Duration::from_secs(20);

/// An application with one window, and what its stock channels carry.
pub struct Page {
    pub app: App<MockRuntime>,
    pub window: WebviewWindow<MockRuntime>,
    pub rings: Receiver<InvokeResponseBody>,
}

impl Page {
    pub fn open() -> Self {
        Self::of(init())
    }

    /// The same, where streams wait so long for a page.
    pub fn open_with(grace: Duration) -> Self {
        Self::of(Builder::new().grace(grace).build())
    }

    /// The same, where pages are offered a lane.
    #[cfg(feature = "lane")]
    pub fn open_with_lane() -> Self {
        Self::of(Builder::new().lane().build())
    }

    fn of(plugin: TauriPlugin<MockRuntime>) -> Self {
        let (tx, rings) = channel();
        let mut context = mock_context(noop_assets());
        for command in ["drain", "cancel", "attach", "list", "lane"] {
            let command = format!("plugin:millstream|{command}");
            context.runtime_authority_mut().__allow_command(command, ExecutionContext::Local);
        }
        let tx = Mutex::new(tx);
        let app = mock_builder()
            .plugin(plugin)
            .invoke_handler(tauri::generate_handler![
                count, count_here, hold, explode, refuse, picture, double
            ])
            .channel_interceptor(move |_, _, _, body| {
                // A test that is over listens no more.
                tx.lock().unwrap().send(body.clone()).ok();
                true
            })
            .build(context)
            .unwrap();
        let window = WebviewWindowBuilder::new(&app, "main", Default::default()).build().unwrap();
        Self { app, window, rings }
    }

    pub fn window(&self, label: &str) -> WebviewWindow<MockRuntime> {
        WebviewWindowBuilder::new(&self.app, label, Default::default()).build().unwrap()
    }

    pub fn webview(&self) -> &Webview<MockRuntime> {
        self.window.as_ref()
    }

    pub fn start(&self, command: &str, arguments: Value) -> &'static str {
        start(&self.window, command, key(), arguments).unwrap()
    }

    /// The next thing that came through a stock channel.
    pub fn ring(&self) -> Value {
        let body = self.rings.recv_timeout(STALLED).expect("nothing rang");
        body.deserialize().unwrap()
    }

    /// Waits for producers that nobody else waits for.
    pub fn until_none_is_live(&self) {
        let start = Instant::now();
        while live_streams(&self.app) > 0 {
            assert!(start.elapsed() < STALLED, "a producer still runs");
            std::thread::yield_now();
        }
    }

    pub fn drain(&self, key: &str, after: u64) -> Result<Value, Value> {
        drain(&self.window, key, after)
    }

    pub fn cancel(&self, key: &str) -> Result<Value, Value> {
        cancel(&self.window, key)
    }

    /// The frame behind `after`: the answer to a drain, or the ring that follows an empty one.
    pub fn next(&self, key: &str, after: u64) -> Value {
        let answer = self.drain(key, after).unwrap();
        let empty = answer["items"] == json!([]) && answer["end"].is_null();
        if empty { self.ring() } else { answer }
    }
}

pub fn start(
    window: &WebviewWindow<MockRuntime>,
    command: &str,
    key: &'static str,
    mut arguments: Value,
) -> Result<&'static str, Value> {
    arguments["outlet"] = json!({ "channel": "__CHANNEL__:1", "key": key, "wire": "json" });
    invoke(window, command, arguments).map(|_| key)
}

/// The same, with more in the outlet's argument.
pub fn start_as(
    window: &WebviewWindow<MockRuntime>,
    command: &str,
    key: &'static str,
    mut outlet: Value,
    mut arguments: Value,
) -> &'static str {
    outlet["channel"] = json!("__CHANNEL__:1");
    outlet["key"] = json!(key);
    outlet["wire"] = json!("json");
    arguments["outlet"] = outlet;
    invoke(window, command, arguments).unwrap();
    key
}

pub fn attach(window: &WebviewWindow<MockRuntime>, key: &str, after: Option<u64>) -> Result<Value, Value> {
    let request = json!({ "channel": "__CHANNEL__:2", "key": key, "wire": "json", "after": after });
    invoke(window, "plugin:millstream|attach", json!({ "request": request }))
}

pub fn drain(window: &WebviewWindow<MockRuntime>, key: &str, after: u64) -> Result<Value, Value> {
    invoke(window, "plugin:millstream|drain", json!({ "request": { "key": key, "after": after } }))
}

pub fn cancel(window: &WebviewWindow<MockRuntime>, key: &str) -> Result<Value, Value> {
    invoke(window, "plugin:millstream|cancel", json!({ "request": { "key": key } }))
}

pub fn invoke(window: &WebviewWindow<MockRuntime>, command: &str, arguments: Value) -> Result<Value, Value> {
    call(window, command, arguments.into()).map(|body| body.deserialize().unwrap())
}

pub fn call(
    window: &WebviewWindow<MockRuntime>,
    command: &str,
    body: InvokeBody,
) -> Result<InvokeResponseBody, Value> {
    let url = if cfg!(any(windows, target_os = "android")) {
        "http://tauri.localhost"
    } else {
        "tauri://localhost"
    };
    let request = InvokeRequest {
        cmd: command.into(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: url.parse().unwrap(),
        body,
        headers: Default::default(),
        invoke_key: INVOKE_KEY.into(),
    };
    let (tx, answer) = channel();
    let webview: &Webview<MockRuntime> = window.as_ref();
    webview.clone().on_message(request, Box::new(move |_, _, answer, _, _| tx.send(answer).unwrap()));
    match answer.recv_timeout(STALLED).expect("there is no answer") {
        InvokeResponse::Ok(body) => Ok(body),
        InvokeResponse::Err(error) => Err(error.0),
    }
}

/// A key that no other stream has.
pub fn key() -> &'static str {
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    format!("{:032x}", NEXT.fetch_add(1, Ordering::SeqCst)).leak()
}

/// Held by the tests that count the producers of `hold`.
pub fn alone() -> std::sync::MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

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

pub static STARTED: AtomicUsize = AtomicUsize::new(0);
pub static RUNNING: AtomicUsize = AtomicUsize::new(0);

/// Runs until it is stopped, on a thread; counts itself.
#[tauri::command]
pub fn hold(outlet: Outlet<u32>) {
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
fn double(request: Argument<Option<u32>>) -> Option<u32> {
    request.0.map(|number| number * 2)
}
