//! The order of frames: which one to take, and when to ask for the next. No page, no Tauri, no time.

/// Where an inlet stands.
///
/// A frame is taken once and in order, whichever way it comes: a ring, or the answer to a drain. What is
/// missing, broken or only announced is asked for, and since a drain answers the same until the next one
/// acknowledges it, asking again never loses anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sequence {
    after: u64,
    due: bool,
    ended: bool,
    failures: u32,
}

/// What to do about a frame that came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is the next one.
    Take,
    /// It tells nothing new.
    Pass,
    /// It cannot be the answer to what was asked: the drain has failed.
    Broken,
}

/// What a frame is, apart from its items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The frame's number.
    pub seq: u64,
    /// Whether it holds items.
    pub items: bool,
    /// Whether more is waiting behind it.
    pub more: bool,
    /// Whether it holds the end.
    pub end: bool,
}

impl Sequence {
    /// The last frame that was taken; 0 before the first.
    pub const fn after(&self) -> u64 {
        self.after
    }

    /// The stream was taken up behind this frame. Nothing rings before a drain has found nothing, unless the
    /// stream is new to this page and something came in between.
    pub const fn attached(&mut self, after: u64) {
        if after > self.after {
            self.after = after;
        }
        self.due = true;
    }

    /// The frame after which to drain when the reader asks for more; none when a ring will come, or when
    /// nothing will.
    pub const fn due(&self) -> Option<u64> {
        if self.due && !self.ended { Some(self.after) } else { None }
    }

    /// A frame came with a ring. One from beyond the next shows that something was lost: it is drained.
    pub const fn rung(&mut self, head: Head) -> Verdict {
        if self.ended || (head.seq <= self.after && !head.is_bell()) {
            return Verdict::Pass;
        }
        if head.is_bell() || head.seq > self.after + 1 {
            self.due = true;
            return Verdict::Pass;
        }
        self.take(head)
    }

    /// A ring came that cannot be read, or the channel is closed: whatever it was can be drained.
    pub const fn lost(&mut self) {
        self.due = true;
    }

    /// The drain is on its way. Only what rings from now on is news that its answer need not know of.
    pub const fn asked(&mut self) {
        self.due = false;
    }

    /// A frame came as the answer to the drain that was asked `after` this frame.
    pub const fn answered(&mut self, after: u64, head: Head) -> Verdict {
        if self.ended || after != self.after {
            return Verdict::Pass;
        }
        if head.end && !head.items {
            // Also the answer of a stream that was ended from elsewhere, whatever its number.
            return self.take(head);
        }
        if head.is_bell() && head.seq == after {
            self.due |= head.more;
            self.failures = 0;
            return Verdict::Pass;
        }
        if head.is_bell() || head.seq != after + 1 {
            return Verdict::Broken;
        }
        self.take(head)
    }

    /// The drain that was asked `after` this frame failed: how many milliseconds to wait before it is
    /// asked again, and none when that has been done often enough.
    pub const fn failed(&mut self, after: u64) -> Option<u32> {
        if self.ended || after != self.after {
            return Some(0);
        }
        self.due = true;
        self.failures += 1;
        backoff(self.failures)
    }

    const fn take(&mut self, head: Head) -> Verdict {
        self.after = head.seq;
        self.due = true;
        self.ended = head.end;
        self.failures = 0;
        Verdict::Take
    }
}

impl Head {
    /// Neither items nor an end: a bell, or the answer that there is nothing.
    const fn is_bell(&self) -> bool {
        !self.items && !self.end
    }
}

/// How many milliseconds to wait before trying again what failed so many times in a row; none when that
/// is too often. 50, 100, 200, 400 and 800: one and a half seconds in all.
pub const fn backoff(failures: u32) -> Option<u32> {
    match failures {
        0 => Some(0),
        1..=RETRIES => Some(50 << (failures - 1)),
        _ => None,
    }
}

/// How often a failed command is tried again.
pub const RETRIES: u32 = 5;
