//! Whichever comes first.

use std::{future::poll_fn, pin::pin, task::Poll};

/// Waits until one of two is done, and lets go of the other.
pub async fn race(one: impl Future<Output = ()>, other: impl Future<Output = ()>) {
    let (mut one, mut other) = (pin!(one), pin!(other));
    poll_fn(|cx| {
        let done = one.as_mut().poll(cx).is_ready() || other.as_mut().poll(cx).is_ready();
        if done { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}
