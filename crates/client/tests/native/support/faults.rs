//! What a backend of these tests can be told to do wrong.

use std::collections::VecDeque;

use millstream_client::transport::Rejection;
use millstream_shared::{Code, Error};

/// What goes wrong.
#[derive(Default)]
pub struct Faults {
    /// What each drain does, in order; those behind go well.
    pub drains: VecDeque<Fault>,
    /// What each cancel is refused with, in order.
    pub cancels: VecDeque<Error>,
    /// What every command that is no stream's is refused with.
    pub refusal: Option<Rejection>,
    /// The start, or attaching, is answered and begun so late, in milliseconds.
    pub late: u32,
    /// The start is answered so much later than it begins, in milliseconds.
    pub slow: u32,
    /// The start is refused with this after it has begun.
    pub regret: Option<Rejection>,
    /// Nothing ever rings.
    pub silent: bool,
    /// Every ring is an empty bell, as if frames were large.
    pub bells: bool,
    /// Every ring comes twice.
    pub doubled: bool,
    /// No ring can be read.
    pub garbled: bool,
    /// How long each answer takes, in milliseconds; those behind take none.
    pub delays: VecDeque<u32>,
}

/// What a drain does instead of answering.
#[derive(Clone, Debug)]
pub enum Fault {
    /// It answers.
    None,
    /// It never reached the backend.
    Request,
    /// The backend did it, and its answer was lost.
    Answer,
    /// The backend did it, and its answer is no frame.
    Garbled,
    /// The backend refuses it.
    Refused(Code),
}
