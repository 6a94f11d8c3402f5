//! The transport of a real window.

#[cfg_attr(target_family = "wasm", path = "tauri/internals.rs")]
#[cfg_attr(not(target_family = "wasm"), path = "tauri/nowhere.rs")]
mod internals;

#[cfg(target_family = "wasm")]
pub(crate) use internals::moved;
pub use internals::{convert_file_src, is_tauri};

/// Tauri, through `window.__TAURI_INTERNALS__`. Where that is not, every command is refused with
/// [`Code::NOT_TAURI`](millstream_shared::Code::NOT_TAURI).
#[derive(Clone, Copy, Debug, Default)]
pub struct Tauri;
