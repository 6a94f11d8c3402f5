//! Whichever comes first.

use std::{future::poll_fn, pin::pin, task::Poll};

/// Waits until one of two is done, and lets go of the other.
pub async fn race<T>(one: impl Future<Output = T>, other: impl Future<Output = T>) -> T {
    let (mut one, mut other) = (pin!(one), pin!(other));
    poll_fn(|cx| match one.as_mut().poll(cx) {
        Poll::Pending => other.as_mut().poll(cx),
        done => done,
    })
    .await
}
