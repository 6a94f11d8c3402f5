use std::rc::Rc;

use millstream_client::transport::{Body, Rejection};
use millstream_shared::{End, Error};

use super::{
    By, Expected, Fault, Inlet, Outcome, Page, Reader, Step,
    page::{attached, ended, lost},
};
use crate::{
    parcel::Parcels,
    script::{Halt, Written, all, failure, seen},
};

/// A receiving end between its page and its reader.
pub struct Stage<I> {
    inlet: I,
    page: Rc<Page>,
    reader: Reader,
    /// Another page, whose reader reads the same stream.
    other: Option<Box<Self>>,
}

impl<I: Inlet> Stage<I> {
    /// The stream is opened.
    pub fn open(make: impl FnOnce(Rc<Page>, Reader) -> I) -> Self {
        let (page, reader) = (Rc::new(Page::default()), Reader::default());
        Self { inlet: make(Rc::clone(&page), reader.clone()), page, reader, other: None }
    }

    /// Does a step, or says what is not as expected.
    pub fn play(&mut self, step: &Step) -> Result<(), Halt> {
        match step {
            Step::Ring(By::Whole(frame)) => self.page.ring(Some(&self.carried(frame)?)),
            Step::Ring(_) => self.page.ring(None),
            Step::Close => self.page.close(),
            Step::Drained { after, by } => {
                let answer = self.answer(by, |frame| Ok(self.page.body(Some(&self.carried(frame)?))))?;
                let asks = self.page.asks();
                seen("drains that are under way", after, &asks, self.page.answer(*after, answer))?;
            }
            Step::Cancelled(by) => {
                let answer = self.answer(by, |ending| Ok(ended(&ending.end())))?;
                seen("cancels that are under way", &1, &0, self.page.cancelled(answer))?;
            }
            Step::Attach(after) => {
                // The page that goes says nothing, and hears nothing.
                let Self { inlet, page, reader, .. } = self.attach(*after)?;
                (self.inlet, self.page, self.reader) = (inlet, page, reader);
            }
            Step::Attached(by) => {
                let answer = self.answer(by, |after| Ok(attached(*after)))?;
                seen("attaches that are under way", &1, &0, self.page.attached(answer))?;
            }
            Step::Join => self.other = Some(Box::new(self.attach(None)?)),
            Step::Other(step) => match self.other.as_deref_mut() {
                Some(other) => other.play(step)?,
                None => return Err(Halt::from(format!("nobody is there who could do {step:?}"))),
            },
            Step::Pause => self.reader.pause(),
            Step::Resume => self.reader.resume(),
            // A reader that fails in Rust is one that drops what it reads.
            Step::Throw | Step::Leave => self.reader.leave(),
            Step::Cancel => self.inlet.cancel(),
            Step::Expect(expected) => self.expect(expected)?,
        }
        Ok(())
    }

    /// Whether nobody asks without end.
    pub fn is_calm(&self) -> Result<(), Halt> {
        let others = self.other.as_deref().map_or(Ok(()), Self::is_calm);
        if self.page.is_calm() { others } else { Err(Halt::from("it asks without end".to_owned())) }
    }

    fn attach(&self, after: Option<u64>) -> Result<Self, Halt> {
        let (page, reader) = (Rc::new(self.page.another()), Reader::default());
        let inlet = self.inlet.attach(Rc::clone(&page), reader.clone(), after).ok_or(Halt::LeftOut)?;
        Ok(Self { inlet, page, reader, other: None })
    }

    fn carried(&self, frame: &Written) -> Result<Parcels, Halt> {
        let parcels = frame.parcels();
        if self.page.can_carry(&parcels) { Ok(parcels) } else { Err(Halt::LeftOut) }
    }

    fn answer<T>(
        &self,
        by: &By<T>,
        body: impl FnOnce(&T) -> Result<Body, Halt>,
    ) -> Result<Result<Body, Rejection>, Halt> {
        Ok(match by {
            By::Whole(whole) => Ok(body(whole)?),
            By::Fault(Fault::Broken) => Ok(self.page.body(None)),
            By::Fault(Fault::Lost) => Err(lost()),
            By::Refused { refused } => Err(failure(refused.clone()).into()),
        })
    }

    fn expect(&self, expected: &Expected) -> Result<(), String> {
        let Expected { read, asks, attaches, cancels, callbacks, starts, over } = expected;
        if let Some(read) = read {
            let items = self.reader.take();
            seen("items read", read, &items, *read == items)?;
        }
        if let Some(asks) = asks {
            let drains = self.page.asks();
            seen("drains that are under way", asks, &drains, *asks == drains)?;
        }
        if let Some(attaches) = attaches {
            let under_way = self.page.attaches();
            seen("attaches that are under way", attaches, &under_way, *attaches == under_way)?;
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
