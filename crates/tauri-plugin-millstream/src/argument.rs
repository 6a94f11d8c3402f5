use millstream_shared::{Code, Error};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tauri::{
    Runtime,
    ipc::{CommandArg, CommandItem, InvokeBody, InvokeError},
};

/// A command's argument whose faults reach the page as a typed [`Error`]: [`Code::BAD_ARGUMENT`], where
/// Tauri itself would answer with a sentence.
///
/// ```
/// use tauri_plugin_millstream::{Argument, Error};
///
/// #[tauri::command]
/// fn halve(request: Argument<u32>) -> Result<u32, Error> {
///     Ok(request.0 / 2)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument<T>(pub T);

impl<'de, R: Runtime, T: DeserializeOwned> CommandArg<'de, R> for Argument<T> {
    fn from_command(command: CommandItem<'de, R>) -> Result<Self, InvokeError> {
        let CommandItem { key, name, .. } = command;
        let value = value(&command)?;
        T::deserialize(value).map(Self).map_err(|error| {
            let message = format!("The argument `{key}` of `{name}` is malformed: {error}.");
            InvokeError::from(Error::new(Code::BAD_ARGUMENT, message))
        })
    }
}

/// The argument as the page passed it; `null` where it passed none.
pub fn value<'a, R: Runtime>(command: &CommandItem<'a, R>) -> Result<&'a Value, Error> {
    let CommandItem { key, name, message, .. } = command;
    match message.payload() {
        InvokeBody::Json(arguments) => Ok(arguments.get(key).unwrap_or(&Value::Null)),
        InvokeBody::Raw(_) => {
            let message = format!("`{name}` takes named arguments, among them `{key}`, and got raw bytes.");
            Err(Error::new(Code::BAD_ARGUMENT, message))
        }
    }
}
