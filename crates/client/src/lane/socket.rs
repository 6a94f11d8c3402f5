//! Sockets, as a lane uses them.

#[cfg_attr(target_family = "wasm", path = "socket/page.rs")]
#[cfg_attr(not(target_family = "wasm"), path = "socket/nowhere.rs")]
mod opened;

use std::pin::Pin;

use millstream_shared::Error;

pub use opened::connect;

use crate::transport::Body;

/// Opens a socket at an address; fails when it cannot be opened.
pub type Connect = Box<dyn Fn(String, SocketEvents) -> Connecting>;

/// A socket that is being opened.
pub type Connecting = Pin<Box<dyn Future<Output = Result<Box<dyn Socket>, Error>>>>;

/// What a socket is told to do. It is closed when it is dropped, and tells nothing from then on.
pub trait Socket {
    /// Sends a message; one that cannot be sent any more is let go of, as the socket is told to be closed.
    fn send(&self, text: &str);
}

/// What a socket tells.
pub struct SocketEvents {
    /// A message came.
    pub message: Box<dyn Fn(Body)>,
    /// It is closed, by the other side or by a fault.
    pub closed: Box<dyn Fn()>,
}
