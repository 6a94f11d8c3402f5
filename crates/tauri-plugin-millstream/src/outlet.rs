use std::{future::Future, ops::Deref};

use millstream_flow::{Failure, Form};
use millstream_shared::{Code, Error, Limits, OutletArgument, Policy, Wire};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tauri::{
    Manager, Runtime, Webview, async_runtime,
    ipc::{CommandArg, CommandItem, InvokeError, JavaScriptChannelId},
};

use crate::{
    argument::value,
    bell::{INLINE_BYTES, INLINE_JSON, PageBell},
    registry::{Owner, Registry},
};

/// A command's argument: the producer's end of a stream into the page that called.
///
/// It is a [`millstream_flow::Outlet`], with the means to run a producer. The page passes an
/// [`OutletArgument`], or a stock channel. Into a stock channel go the plain items, one by one, without
/// flow control; it ends when the outlet is dropped.
///
/// When the page reloads, navigates away, closes or crashes, the stream is cancelled. When the same start
/// arrives a second time, the second outlet is stopped from the start, and runs no producer.
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
        Ok(open(command.message.webview(), target).map(Self)?)
    }
}

/// What the page passed.
struct Target {
    channel: JavaScriptChannelId,
    /// None for a bare channel.
    framed: Option<(millstream_shared::Key, Wire)>,
}

impl Target {
    fn read(value: &Value) -> Result<Self, Error> {
        let malformed = |reason: String| {
            Error::new(Code::BAD_ARGUMENT, format!("{reason}."))
                .hint("Open the stream with one of the Millstream clients, or pass a Tauri `Channel`.")
        };
        let (channel, framed) = match value {
            Value::String(channel) => (channel.clone(), None),
            value => {
                let argument =
                    OutletArgument::deserialize(value).map_err(|error| malformed(error.to_string()))?;
                (argument.channel, Some((argument.key, argument.wire)))
            }
        };
        let channel = channel.parse().map_err(|reason: &str| malformed(format!("{reason} `{channel}`")))?;
        Ok(Self { channel, framed })
    }
}

fn open<R: Runtime, T: Serialize>(
    webview: Webview<R>,
    Target { channel, framed }: Target,
) -> Result<millstream_flow::Outlet<T>, Error> {
    let registry = webview.try_state::<Registry>().map(|state| state.inner().clone()).ok_or_else(|| {
        Error::new(Code::COMMAND_FAILED, "The plugin `millstream` is not there.")
            .hint("Add `.plugin(tauri_plugin_millstream::init())` to the application's builder.")
    })?;
    let form = match framed {
        None => Form::Items,
        Some((_, wire @ Wire::Json)) => Form::Frames { wire, inline: INLINE_JSON },
        Some((_, wire @ Wire::Bytes)) => Form::Frames { wire, inline: INLINE_BYTES },
    };
    let owner = Owner { webview: webview.label().to_owned(), window: webview.window().label().to_owned() };
    let key = framed.map(|(key, _)| key);
    let bells = registry.clone();
    registry.open(key, owner, form, move |name| PageBell {
        channel: channel.channel_on(webview),
        registry: bells,
        name,
    })
}
