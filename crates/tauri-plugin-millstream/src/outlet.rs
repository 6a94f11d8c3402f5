use std::{future::Future, ops::Deref};

use millstream_flow::{Failure, Form, Place, Registry, Start};
use millstream_shared::{Code, Error, Limits, OutletArgument, Policy};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tauri::{
    Manager, Runtime, Webview, async_runtime,
    ipc::{CommandArg, CommandItem, InvokeBody, InvokeError, JavaScriptChannelId},
};

use crate::{
    argument::value,
    bell::{PageBell, frames},
};

/// A command's argument: the producer's end of a stream into the page that called.
///
/// It is a [`millstream_flow::Outlet`], with the means to run a producer. The page passes an
/// [`OutletArgument`], or a stock channel. Into a stock channel go the plain items, one by one, without
/// flow control; it ends when the outlet is dropped.
///
/// When the page reloads, navigates away, closes or crashes, the stream is cancelled, unless the page opened
/// it `detached`: then it waits for a while, until the page attaches to it. When the same start arrives a
/// second time, the second outlet is stopped from the start, and runs no producer.
///
/// ```no_run
/// use std::{fs::File, io::{self, BufRead}};
/// use tauri_plugin_millstream::{Code, Error, Failure, Outlet};
///
/// #[tauri::command]
/// fn lines(outlet: Outlet<String>) -> Result<(), Error> {
///     let failed = |error: io::Error| Error::new(Code::IO, format!("/etc/fstab: {error}."));
///     // What fails before the stream begins is the command's own error …
///     let file = File::open("/etc/fstab").map_err(failed)?;
///     outlet.spawn_blocking(move |outlet| {
///         for line in io::BufReader::new(file).lines() {
///             // … and what fails later is how the stream ends.
///             outlet.send_blocking(line.map_err(failed)?)?;
///         }
///         Ok::<(), Failure>(())
///     });
///     Ok(())
/// }
/// ```
#[derive(Debug)]
pub struct Outlet<T>(millstream_flow::Outlet<T>);

impl<T> Outlet<T> {
    /// Chooses what a full buffer does; see [`millstream_flow::Outlet::policy`].
    #[must_use]
    pub fn policy(self, policy: Policy) -> Self {
        Self(self.0.policy(policy))
    }

    /// Chooses which item takes the place of which; see [`millstream_flow::Outlet::latest`].
    #[must_use]
    pub fn latest(self, slot: fn(&T) -> Option<u64>) -> Self {
        Self(self.0.latest(slot))
    }

    /// Chooses that the oldest make room; see [`millstream_flow::Outlet::drop_oldest`].
    #[must_use]
    pub fn drop_oldest(self, items: u32) -> Self {
        Self(self.0.drop_oldest(items))
    }

    /// Chooses that the newest find no room; see [`millstream_flow::Outlet::drop_newest`].
    #[must_use]
    pub fn drop_newest(self, items: u32) -> Self {
        Self(self.0.drop_newest(items))
    }

    /// Sets how much may wait for the page; see [`millstream_flow::Outlet::limits`].
    #[must_use]
    pub fn limits(self, limits: Limits) -> Self {
        Self(self.0.limits(limits))
    }

    /// Runs a producer as a task; see [`millstream_flow::Outlet::run`]. Returns at once.
    pub fn spawn<F, P, E>(self, producer: F)
    where
        T: 'static,
        F: FnOnce(millstream_flow::Outlet<T>) -> P + Send + 'static,
        P: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<Failure> + Send + 'static,
    {
        async_runtime::spawn(self.0.run(producer));
    }

    /// Runs a producer on a thread for blocking work; see [`millstream_flow::Outlet::run_blocking`].
    /// Returns at once.
    pub fn spawn_blocking<F, E>(self, producer: F)
    where
        T: 'static,
        F: FnOnce(millstream_flow::Outlet<T>) -> Result<(), E> + Send + 'static,
        E: Into<Failure>,
    {
        async_runtime::spawn_blocking(move || self.0.run_blocking(producer));
    }

    /// The same outlet, for code that does not know Tauri.
    pub fn into_inner(self) -> millstream_flow::Outlet<T> {
        self.0
    }
}

impl<T> Deref for Outlet<T> {
    type Target = millstream_flow::Outlet<T>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<T> Clone for Outlet<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<'de, R: Runtime, T: Serialize> CommandArg<'de, R> for Outlet<T> {
    fn from_command(command: CommandItem<'de, R>) -> Result<Self, InvokeError> {
        let (key, name) = (command.key, command.name);
        let refused = |error: Error| {
            let message = format!("The argument `{key}` of `{name}` is no outlet: {}", error.message);
            InvokeError::from(error.message(message))
        };
        let target = Target::read(value(&command)?).map_err(refused)?;
        Ok(open(&command, target).map(Self)?)
    }
}

/// What the page passed.
struct Target {
    channel: JavaScriptChannelId,
    /// None for a bare channel.
    argument: Option<OutletArgument>,
}

impl Target {
    fn read(value: &Value) -> Result<Self, Error> {
        let malformed = |reason: String| {
            Error::new(Code::BAD_ARGUMENT, format!("{reason}."))
                .hint("Open the stream with one of the Millstream clients, or pass a Tauri `Channel`.")
        };
        let argument = match value {
            Value::String(_) => None,
            value => Some(OutletArgument::deserialize(value).map_err(|error| malformed(error.to_string()))?),
        };
        let channel = argument.as_ref().map_or(value.as_str(), |argument| Some(&argument.channel));
        let channel = channel.unwrap_or_default();
        let channel = channel.parse().map_err(|reason: &str| malformed(format!("{reason} `{channel}`")))?;
        Ok(Self { channel, argument })
    }
}

fn open<R: Runtime, T: Serialize>(
    command: &CommandItem<'_, R>,
    Target { channel, argument }: Target,
) -> Result<millstream_flow::Outlet<T>, Error> {
    let webview = command.message.webview();
    let registry = webview.try_state::<Registry>().map(|state| state.inner().clone()).ok_or_else(|| {
        Error::new(Code::COMMAND_FAILED, "The plugin `millstream` is not there.")
            .hint("Add `.plugin(tauri_plugin_millstream::init())` to the application's builder.")
    })?;
    let start = Start {
        key: argument.as_ref().map(|argument| argument.key),
        place: place(&webview),
        command: command.name.to_owned(),
        argument: command.key.to_owned(),
        arguments: match command.message.payload() {
            InvokeBody::Json(arguments) => arguments.clone(),
            InvokeBody::Raw(_) => Value::Null,
        },
        form: argument.as_ref().map_or(Form::Items, |argument| frames(argument.wire)),
        detached: argument.as_ref().is_some_and(|argument| argument.detached),
        shared: argument.as_ref().is_some_and(|argument| argument.shared),
    };
    let (bells, label) = (registry.clone(), webview.label().to_owned());
    let channel =
        move |name| PageBell { channel: channel.channel_on(webview), registry: bells, name, webview: label };
    registry.open(start, channel)
}

/// Where a page is.
pub fn place<R: Runtime>(webview: &Webview<R>) -> Place {
    Place { webview: webview.label().to_owned(), window: webview.window().label().to_owned() }
}
