use std::{
    cell::RefCell,
    future::poll_fn,
    mem,
    ops::ControlFlow,
    rc::Rc,
    task::{Poll, Waker},
};

use millstream_shared::{End, Error};

use crate::parcel::Parcel;

/// Whoever reads a stream. Clones are the same reader.
#[derive(Clone, Default)]
pub struct Reader(Rc<RefCell<State>>);

#[derive(Default)]
struct State {
    read: Vec<Parcel>,
    over: Vec<Result<End, Error>>,
    paused: bool,
    leaves: bool,
    wakers: Vec<Waker>,
}

impl Reader {
    /// Hands an item to the reader, and waits until it is done with it. `Break` means that it reads no more:
    /// it leaves, or it has failed.
    pub async fn item(&self, item: u64) -> ControlFlow<()> {
        self.parcel(item, Vec::new()).await
    }

    /// As [`Self::item`], with the raw bytes that came with the item.
    pub async fn parcel(&self, item: u64, attachments: Vec<Vec<u8>>) -> ControlFlow<()> {
        self.0.borrow_mut().read.push(Parcel { item, attachments });
        poll_fn(|cx| {
            let mut state = self.0.borrow_mut();
            if state.leaves {
                return Poll::Ready(ControlFlow::Break(()));
            }
            if state.paused {
                state.wakers.push(cx.waker().clone());
                return Poll::Pending;
            }
            Poll::Ready(ControlFlow::Continue(()))
        })
        .await
    }

    /// The stream is over, and how; or why that could not be learnt. To be called once, behind the items, also
    /// when the reader has left.
    pub fn over(&self, outcome: Result<End, Error>) {
        self.0.borrow_mut().over.push(outcome);
    }

    pub(super) fn pause(&self) {
        self.0.borrow_mut().paused = true;
    }

    pub(super) fn resume(&self) {
        self.0.borrow_mut().paused = false;
        self.wake();
    }

    pub(super) fn leave(&self) {
        self.0.borrow_mut().leaves = true;
        self.wake();
    }

    /// What was read since the last call.
    pub(super) fn take(&self) -> Vec<Parcel> {
        mem::take(&mut self.0.borrow_mut().read)
    }

    pub(super) fn outcomes(&self) -> Vec<Result<End, Error>> {
        self.0.borrow().over.clone()
    }

    fn wake(&self) {
        let wakers = mem::take(&mut self.0.borrow_mut().wakers);
        wakers.into_iter().for_each(Waker::wake);
    }
}
