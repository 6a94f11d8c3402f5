use std::rc::Rc;

use millstream_client::transport::{Body, Rejection};
use millstream_shared::{End, Error};

use super::{
    By, Expected, Fault, Inlet, Outcome, Page, Reader, Step,
    page::{ended, lost},
};
use crate::script::{all, failure, seen};

/// A receiving end between its page and its reader.
pub struct Stage<I> {
    pub inlet: I,
    pub page: Rc<Page>,
    pub reader: Reader,
}

impl<I: Inlet> Stage<I> {
    /// Does a step, or says what is not as expected.
    pub fn play(&mut self, step: &Step) -> Result<(), String> {
        match step {
            Step::Ring(By::Whole(frame)) => self.page.ring(Some(&frame.frame())),
            Step::Ring(_) => self.page.ring(None),
            Step::Close => self.page.close(),
            Step::Drained { after, by } => {
                let answer = self.answer(by, |frame| self.page.body(Some(&frame.frame())));
                let asks = self.page.asks();
                seen("drains that are under way", after, &asks, self.page.answer(*after, answer))?;
            }
            Step::Cancelled(by) => {
                let answer = self.answer(by, |ending| ended(&ending.end()));
                seen("cancels that are under way", &1, &0, self.page.cancelled(answer))?;
            }
            Step::Pause => self.reader.pause(),
            Step::Resume => self.reader.resume(),
            // A reader that fails in Rust is one that drops what it reads.
            Step::Throw | Step::Leave => self.reader.leave(),
            Step::Cancel => self.inlet.cancel(),
            Step::Expect(expected) => self.expect(expected)?,
        }
        Ok(())
    }

    fn answer<T>(&self, by: &By<T>, body: impl FnOnce(&T) -> Body) -> Result<Body, Rejection> {
        match by {
            By::Whole(whole) => Ok(body(whole)),
            By::Fault(Fault::Broken) => Ok(self.page.body(None)),
            By::Fault(Fault::Lost) => Err(lost()),
            By::Refused { refused } => Err(failure(refused.clone()).into()),
        }
    }

    fn expect(&self, expected: &Expected) -> Result<(), String> {
        let Expected { read, asks, cancels, callbacks, starts, over } = expected;
        if let Some(read) = read {
            let items = self.reader.take();
            seen("items read", read, &items, *read == items)?;
        }
        if let Some(asks) = asks {
            let drains = self.page.asks();
            seen("drains that are under way", asks, &drains, *asks == drains)?;
        }
        if let Some(over) = over {
            let outcomes = self.reader.outcomes();
            seen("ends that the reader was told", over, &outcomes, all(over, &outcomes, Outcome::is))?;
        }
        for (about, expected, is) in [
            ("cancels that are under way", cancels, self.page.cancels()),
            ("callbacks", callbacks, self.page.callbacks()),
            ("commands that open a stream", starts, self.page.starts()),
        ] {
            if let Some(expected) = expected {
                seen(about, expected, &is, *expected == is)?;
            }
        }
        Ok(())
    }
}

impl Outcome {
    fn is(&self, outcome: &Result<End, Error>) -> bool {
        match (self, outcome) {
            (Self::Ended(ending), Ok(end)) => ending.is(end),
            (Self::Error { error }, Err(broken)) => *error == broken.code,
            _ => false,
        }
    }
}
