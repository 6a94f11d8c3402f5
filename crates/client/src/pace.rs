//! When to ask for the next frame, and the clock and the tasks of the page.

#[cfg_attr(target_family = "wasm", path = "pace/page.rs")]
#[cfg_attr(not(target_family = "wasm"), path = "pace/virtual_time.rs")]
mod clock;

#[cfg(not(target_family = "wasm"))]
pub use clock::block_on;
pub use clock::{delay, now, spawn};

use crate::race::race;

/// When an inlet asks for the next frame, once its reader is done with the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Pace {
    /// At the next animation frame: what arrives meanwhile comes as one batch, and the page is painted
    /// as often as it is fed.
    #[default]
    Frame,
    /// At once: for readers that paint nothing.
    Eager,
}

/// Waits for the next animation frame.
///
/// A page that nobody sees gets no animation frames, and must go on all the same: after
/// [`PATIENCE`] milliseconds without one the wait is over.
pub async fn frame() {
    race(clock::animation_frame(), delay(PATIENCE)).await;
}

/// Waits for it, so many milliseconds at most; none when it is not done by then.
pub async fn within<T>(milliseconds: u32, what: impl Future<Output = T>) -> Option<T> {
    let patience = async {
        delay(milliseconds).await;
        None
    };
    race(async { Some(what.await) }, patience).await
}

/// How long, in milliseconds, an animation frame is waited for: six of them at 60 Hz.
pub const PATIENCE: u32 = 100;
