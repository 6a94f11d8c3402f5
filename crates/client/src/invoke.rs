//! Commands that answer once.

use millstream_shared::{Call, Code, Error};
use serde::{Serialize, de::DeserializeOwned};

pub use crate::tauri::{convert_file_src, is_tauri};
use crate::transport::{Body, Transport, transport};

/// Calls a command of the contract.
///
/// # Errors
/// What the command answers; [`Code::COMMAND_FAILED`] when that is not one of our errors;
/// [`Code::BAD_ITEM`] when the answer is not of the type.
pub async fn call<C: Call>(request: &C::Request) -> Result<C::Response, Error> {
    ask(&*transport(), C::COMMAND, request).await?.json()
}

/// Calls any command by its name. `arguments` are a struct or a map, with the command's own argument
/// names in camelCase.
///
/// # Errors
/// As [`call`].
pub async fn invoke<R: DeserializeOwned>(command: &str, arguments: &impl Serialize) -> Result<R, Error> {
    invoke_on(&*transport(), command, arguments).await?.json()
}

/// Calls any command whose own error is of another type than ours: the inner result is the command's.
///
/// # Errors
/// [`Code::BAD_ITEM`] when the answer or the error is not of the type.
pub async fn invoke_result<R, E>(command: &str, arguments: &impl Serialize) -> Result<Result<R, E>, Error>
where
    R: DeserializeOwned,
    E: DeserializeOwned,
{
    match transport().invoke(command, json(arguments)?).await {
        Ok(answer) => answer.json().map(Ok),
        Err(rejection) => rejection.0.json().map(Err).map_err(|_| rejection.into()),
    }
}

/// Calls a command that takes one argument, `request`. The call is on its way when this returns.
pub(crate) fn ask<R: Serialize>(
    transport: &dyn Transport,
    command: &str,
    request: &R,
) -> impl Future<Output = Result<Body, Error>> + use<R> {
    #[derive(Serialize)]
    struct Arguments<R> {
        request: R,
    }
    let sent = json(&Arguments { request }).map(|arguments| transport.invoke(command, arguments));
    async { Ok(sent?.await?) }
}

/// Calls a command of this transport.
pub(crate) async fn invoke_on(
    transport: &dyn Transport,
    command: &str,
    arguments: &impl Serialize,
) -> Result<Body, Error> {
    Ok(transport.invoke(command, json(arguments)?).await?)
}

/// A command's arguments as JSON.
pub(crate) fn json(arguments: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(arguments).map_err(|error| {
        Error::new(Code::BAD_ARGUMENT, format!("The arguments cannot be written as JSON: {error}."))
    })
}
