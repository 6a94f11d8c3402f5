//! One interleaving.

use millstream_flow::{Limits, Policy, Wire};
use proptest::{collection::vec, option, prelude::*};

/// One interleaving, and what it is played with.
#[derive(Clone, Debug)]
pub struct Play {
    pub wire: Wire,
    pub inline: usize,
    pub limits: Limits,
    pub policy: Policy,
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug)]
pub enum Step {
    /// The producer sends an item of so many bytes more than it needs, into a slot, with attachments of so many
    /// bytes where there is a place for them.
    Send {
        pad: usize,
        slot: Option<u64>,
        bulk: Vec<usize>,
    },
    /// The reader asks for what comes after the last frame that it has.
    Drain,
    /// The reader asks for what comes after some other frame.
    BadDrain {
        after: u64,
    },
    /// Something that is on the way arrives.
    Arrive {
        which: usize,
    },
    /// An answer that is on the way gets lost.
    Lose {
        which: usize,
    },
    /// The reader's page goes away, with all that is on the way to it.
    Reload,
    /// It is there again, and knows how far it had come, or asks.
    Return {
        knows: bool,
    },
    /// It never is: its end of the stream is dropped.
    Perish,
    /// It goes, or has gone, and stays away for too long.
    Expire,
    /// Another reader comes.
    Join,
    /// Another reader asks for what comes next.
    DrainOther {
        who: usize,
    },
    /// Another reader leaves.
    Leave {
        who: usize,
    },
    Cancel,
    Finish {
        failed: bool,
    },
}

pub fn play() -> impl Strategy<Value = Play> {
    let wire = prop_oneof![Just(Wire::Json), Just(Wire::Bytes)];
    let inline = prop_oneof![Just(0_usize), Just(60), Just(8192)];
    let limits = (0..5_u32, 0..120_u32).prop_map(|(items, bytes)| Limits { items, bytes });
    let policy = prop_oneof![
        Just(Policy::Block),
        Just(Policy::Latest),
        Just(Policy::DropOldest),
        Just(Policy::DropNewest),
    ];
    let bulk = prop_oneof![Just(vec![]), vec(0..200_usize, 1..3)];
    let step = prop_oneof![
        10 => (0..40_usize, option::of(0..3_u64), bulk).prop_map(|(pad, slot, bulk)| Step::Send { pad, slot, bulk }),
        6 => Just(Step::Drain),
        2 => (0..6_u64).prop_map(|after| Step::BadDrain { after }),
        8 => (0..4_usize).prop_map(|which| Step::Arrive { which }),
        2 => (0..4_usize).prop_map(|which| Step::Lose { which }),
        1 => Just(Step::Reload),
        2 => any::<bool>().prop_map(|knows| Step::Return { knows }),
        1 => Just(Step::Join),
        2 => (0..3_usize).prop_map(|who| Step::DrainOther { who }),
        1 => (0..3_usize).prop_map(|who| Step::Leave { who }),
    ];
    let last = prop_oneof![
        2 => Just(None),
        1 => Just(Some(Step::Cancel)),
        1 => Just(Some(Step::Perish)),
        1 => Just(Some(Step::Expire)),
        1 => any::<bool>().prop_map(|failed| Some(Step::Finish { failed })),
    ];
    (wire, inline, limits, policy, vec(step.clone(), 0..40), vec(last, 0..3), vec(step, 0..12)).prop_map(
        |(wire, inline, limits, policy, mut steps, last, after)| {
            steps.extend(last.into_iter().flatten());
            steps.extend(after);
            Play { wire, inline, limits, policy, steps }
        },
    )
}
