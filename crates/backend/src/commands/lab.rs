//! `lab`, and the same job over the stock channel; and what is left of either.

use std::{fs, path::PathBuf, time::Duration};

use millstream_flow::Failure;
use millstream_shared::{
    Code, Error, Limits,
    lab::{LabEchoRequest, LabEvent, LabLeftAnswer, LabRequest},
};
use serde::Serialize;
use tauri::{
    AppHandle, Runtime, async_runtime,
    ipc::{Channel, InvokeResponseBody},
};
use tauri_plugin_millstream::{Argument, Outlet, live_streams};

use crate::producers::lab;

/// Through an outlet; see [`millstream_shared::lab::Lab`].
#[tauri::command]
pub fn lab(request: Argument<LabRequest>, outlet: Outlet<LabEvent>) {
    let request = request.0;
    let limits = Limits::default();
    let outlet = outlet.limits(Limits {
        items: request.limit.unwrap_or(limits.items),
        bytes: request.limit_bytes.unwrap_or(limits.bytes),
    });
    if request.silence == 0 {
        outlet.spawn_blocking(move |outlet| {
            lab::flood(&request, |event, bytes| {
                Ok(outlet.send_blocking_with(event, bytes.into_iter().collect())?)
            })
        });
    } else {
        outlet.spawn(move |outlet| {
            lab::trickle(request, move |event, bytes| {
                let outlet = outlet.clone();
                async move { Ok(outlet.send_with(event, bytes.into_iter().collect()).await?) }
            })
        });
    }
}

/// Through a stock channel; see [`millstream_shared::lab::LAB_STOCK`].
///
/// It hears of nothing that becomes of the page, so a job without an end goes on until the application
/// ends.
#[tauri::command]
pub fn lab_stock(request: Argument<LabRequest>, channel: Channel<LabEvent>) {
    let request = request.0;
    let send = move |event| channel.send(event).map_err(|error| unsent(&error));
    if request.silence == 0 {
        async_runtime::spawn_blocking(move || tell(lab::flood(&request, |event, _| send(event))));
    } else {
        let ticks = lab::trickle(request, move |event, _| std::future::ready(send(event)));
        async_runtime::spawn(async { tell(ticks.await) });
    }
}

/// The raw bytes alone; see [`millstream_shared::lab::LAB_STOCK_RAW`].
#[tauri::command]
pub fn lab_stock_raw(request: Argument<LabRequest>, channel: Channel<InvokeResponseBody>) {
    async_runtime::spawn_blocking(move || {
        tell(lab::flood(&request.0, |event, bytes| {
            let body = match bytes {
                Some(bytes) => InvokeResponseBody::Raw(bytes),
                None if matches!(event, LabEvent::Sample { .. }) => return Ok(()),
                None => InvokeResponseBody::Json(json(&event)?),
            };
            channel.send(body).map_err(|error| unsent(&error))
        }));
    });
}

/// How long ago a tick was sent; see [`millstream_shared::lab::LabEcho`].
#[tauri::command]
pub fn lab_echo(request: Argument<LabEchoRequest>) -> f64 {
    lab::now().saturating_sub(request.0.at) as f64
}

/// Writes what is at work into a file, ten times a second from now on: for who asks when no page is left
/// that could.
///
/// # Errors
/// [`Code::IO`], when it cannot be written at first.
#[tauri::command]
pub fn lab_watch<R: Runtime>(app: AppHandle<R>, path: PathBuf) -> Result<(), Error> {
    let write = move || {
        // In one step, as it is read at any time.
        let new = path.with_extension("new");
        fs::write(&new, json(&left(&app))?)
            .and_then(|()| fs::rename(&new, &path))
            .map_err(|error| Error::new(Code::IO, format!("{}: {error}.", path.display())))
    };
    write()?;
    async_runtime::spawn(async move {
        while write().is_ok() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    Ok(())
}

/// What is at work; see [`millstream_shared::lab::LabLeft`].
#[tauri::command]
pub fn lab_left<R: Runtime>(app: AppHandle<R>) -> LabLeftAnswer {
    left(&app)
}

fn left<R: Runtime>(app: &AppHandle<R>) -> LabLeftAnswer {
    let streams = live_streams(app).try_into().unwrap_or(u32::MAX);
    let tasks = async_runtime::handle().inner().metrics().num_alive_tasks();
    let tasks = tasks.try_into().unwrap_or(u32::MAX);
    LabLeftAnswer { streams, producers: lab::at_work(), tasks, stopped: lab::stopped() }
}

/// A stock channel has no end that could say so.
fn tell(outcome: Result<(), Failure>) {
    if let Err(failure) = outcome {
        eprintln!("A job over a stock channel failed: {failure}");
    }
}

fn json(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::new(Code::BAD_ITEM, error.to_string()))
}

fn unsent(error: &tauri::Error) -> Failure {
    Failure::Error(Error::new(Code::COMMAND_FAILED, format!("A stock channel refused: {error}.")))
}
