use std::{
    any::Any,
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::Poll,
};

use millstream_shared::{Code, Error};

use crate::{Failure, Outlet};

impl<T> Outlet<T> {
    /// Runs a producer on this thread to its end, and ends the stream as the producer ended: `Ok` is
    /// `finished`, [`Failure::Stopped`] is `cancelled`, an error or a panic is `failed`.
    ///
    /// The producer learns of a cancel from its next send, or by asking [`Outlet::is_stopped`]. One that
    /// is stopped before it starts never runs.
    pub fn run_blocking<F, E>(self, producer: F)
    where
        F: FnOnce(Self) -> Result<(), E>,
        E: Into<Failure>,
    {
        if self.is_stopped() {
            return self.finish(Err(Failure::Stopped));
        }
        let outlet = self.clone();
        // Nothing that the producer could have left half done is seen again: it owns what it works on.
        let outcome = catch_unwind(AssertUnwindSafe(|| producer(outlet)));
        self.finish(outcome.map_or_else(|panic| Err(panicked(&*panic)), |result| result.map_err(Into::into)));
    }

    /// Runs a producer in this task to its end, and ends the stream as the producer ended; see
    /// [`Self::run_blocking`].
    ///
    /// At a cancel the producer is dropped where it waits, so what must be tidied up belongs into a
    /// `Drop`. The end appears behind that.
    pub async fn run<F, P, E>(self, producer: F)
    where
        F: FnOnce(Self) -> P,
        P: Future<Output = Result<(), E>>,
        E: Into<Failure>,
    {
        if self.is_stopped() {
            return self.finish(Err(Failure::Stopped));
        }
        let outlet = self.clone();
        let outcome = {
            // The producer's own code runs inside the future too, where a panic is caught.
            let mut producer = pin!(async move { producer(outlet).await });
            let mut stopped = pin!(self.stopped());
            poll_fn(|cx| {
                match catch_unwind(AssertUnwindSafe(|| producer.as_mut().poll(cx))) {
                    Err(panic) => return Poll::Ready(Err(panicked(&*panic))),
                    Ok(Poll::Ready(result)) => return Poll::Ready(result.map_err(Into::into)),
                    Ok(Poll::Pending) => {}
                }
                stopped.as_mut().poll(cx).map(|()| Err(Failure::Stopped))
            })
            .await
        };
        self.finish(outcome);
    }
}

/// What a panic was about, as far as it says.
fn panicked(panic: &(dyn Any + Send)) -> Failure {
    let about = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("it does not say why");
    Failure::Error(Error::new(Code::PANICKED, format!("The producer panicked: {about}.")))
}
