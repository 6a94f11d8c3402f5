use std::sync::Arc;

use millstream_shared::End;

use crate::{Bell, Body};

/// What is to be done after a change, outside of the lock, in the order of the fields.
#[derive(Default)]
pub struct Effect {
    /// Tell the producer to stop.
    pub stop: bool,
    /// Wake producers that wait for room.
    pub wake: bool,
    /// Ring.
    pub rings: Vec<Ring>,
    /// Let go of the bells of readers for whom the stream is over, each with its end.
    pub released: Vec<(Arc<dyn Bell>, End)>,
    /// Wake those who wait for the end.
    pub ended: bool,
}

/// A bell and what it is to carry.
pub struct Ring {
    /// Whose bell it is.
    pub reader: u64,
    pub bell: Arc<dyn Bell>,
    pub body: Body,
}

/// The answer to an offer.
pub enum Offer {
    /// The item is in.
    Taken(Effect),
    /// There is no room yet.
    Full,
    /// There is no room any more.
    Stopped(Effect),
}
