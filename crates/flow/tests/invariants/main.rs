//! The invariants of a stream, under any interleaving of offers, drains, lost and late answers, cancels
//! and ends.
//!
//! A [`World`] plays one interleaving: a producer, a reader, and the frames on the way between them,
//! where answers get lost and anything may be overtaken. It is then brought to its end, and each test
//! looks at what happened.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

#[path = "../common/mod.rs"]
mod common;
mod play;
mod world;

use std::collections::HashSet;

use common::{end, frame};
use millstream_flow::{Account, Code, End, Policy};
use play::play;
use proptest::prelude::*;
use world::{Ask, Other, World, bytes_of, has_news};

proptest! {
    #[test]
    fn one_frame_at_most_is_unacknowledged_and_the_buffer_keeps_its_limit(play in play()) {
        let world = World::play(&play);
        for step in &world.steps {
            prop_assert!(step.formed <= step.acknowledged + 1, "{step:?}");
            prop_assert!(step.items <= play.limits.items.max(1), "{step:?}");
            prop_assert!(step.bytes <= play.limits.bytes as usize + world.largest, "{step:?}");
        }
        // By what went out, too: what counts wrong would not tell.
        for body in &world.bodies {
            prop_assert!(bytes_of(body) <= play.limits.bytes as usize + world.largest, "{body:?}");
        }
    }

    #[test]
    fn frames_are_contiguous_and_a_drain_asked_twice_answers_the_same(play in play()) {
        let world = World::play(&play);
        prop_assert_eq!(&world.gaps, &[0; 0]);
        // Whoever carries a frame to the reader, a ring or any number of drains: it is the same frame.
        for body in &world.bodies {
            let news = frame(body);
            if !news.items.is_empty() {
                let same = world.bodies.iter().find(|other| frame(other).seq == news.seq && has_news(other));
                prop_assert_eq!(same, Some(body));
            }
        }
    }

    #[test]
    fn items_arrive_in_order_and_once(play in play()) {
        let world = World::play(&play);
        let mut accepted = world.accepted.iter();
        for item in &world.received {
            prop_assert!(accepted.any(|other| other == item), "{:?} of {:?}", world.received, world.accepted);
        }
        if play.policy == Policy::Block && world.others.is_empty() && !world.cancelled {
            prop_assert_eq!(&world.received, &world.accepted);
        }
        for Other { received, since, .. } in &world.others {
            let mut accepted = world.accepted[*since..].iter();
            prop_assert!(received.iter().all(|item| accepted.any(|other| other == item)), "{:?}", received);
        }
    }

    #[test]
    fn raw_bytes_arrive_with_their_item(play in play()) {
        let world = World::play(&play);
        prop_assert!(world.whole);
        prop_assert!(world.others.iter().all(|other| other.whole));
    }

    #[test]
    fn a_page_that_is_lost_for_good_cancels_its_stream_and_leaves_nothing(play in play()) {
        let world = World::play(&play);
        if let Some(stopped) = world.lost {
            prop_assert!(stopped || matches!(world.end, End::Cancelled { .. }), "{:?}", world.end);
            prop_assert!(world.woken, "a sender still waited for it");
            prop_assert!(!world.rang_after_cancel, "the bell rang for it");
            prop_assert_eq!(world.rings.holders(), 1);
        }
    }

    #[test]
    fn there_is_exactly_one_end_with_its_account_and_nothing_after_it(play in play()) {
        let world = World::play(&play);
        let ends: HashSet<_> = world.bodies.iter().map(frame).filter_map(|frame| frame.end)
            .map(|end| serde_json::to_string(&end).unwrap()).collect();
        prop_assert!(ends.len() <= 1, "{ends:?}");
        let over = world.rings.over();
        prop_assert!((1..=1 + world.returns).contains(&over.len()), "{} of {}", over.len(), world.returns);
        prop_assert!(over.iter().all(|end| *end == world.end));
        if !world.cancelled {
            prop_assert_eq!(world.ended.as_ref(), Some(&world.end));
        }
        prop_assert!(!world.after_the_end);
        let Account { offered, delivered, coalesced, dropped, discarded } = *world.end.account();
        prop_assert_eq!(offered, delivered + coalesced + dropped + discarded);
        prop_assert_eq!(offered, world.accepted.len() as u64);
        if !world.cancelled {
            prop_assert_eq!(delivered, world.received.len() as u64);
            prop_assert_eq!(discarded, 0);
        }
        for Other { drain, received, since, ended, left, .. } in &world.others {
            let Account { offered, delivered, coalesced, dropped, discarded } = *end(drain).account();
            prop_assert_eq!(offered, delivered + coalesced + dropped + discarded);
            prop_assert!(*left || ended.is_some());
            if !left {
                prop_assert_eq!(delivered, received.len() as u64);
                prop_assert_eq!(offered, (world.accepted.len() - since) as u64);
            }
        }
    }

    #[test]
    fn a_slow_reader_never_delays_a_fast_one(play in play()) {
        let world = World::play(&play);
        prop_assert!(!world.waited_in_vain, "a sender waited although a reader had room");
    }

    #[test]
    fn a_cancel_is_idempotent_and_reaches_a_waiting_producer_at_once(play in play()) {
        let world = World::play(&play);
        prop_assert!(world.woken, "a sender still waited after a cancel");
        prop_assert!(!world.rang_after_cancel, "the bell rang for a reader who has left");
    }

    #[test]
    fn a_bad_drain_gets_a_typed_error_and_changes_nothing(play in play()) {
        let world = World::play(&play);
        for Ask { after, formed, acknowledged, cancelled, error } in &world.asks {
            let expected = match after {
                _ if after > formed => Some(Code::FUTURE_FRAME),
                _ if *cancelled || after == formed => None,
                _ if after + 1 == *formed && acknowledged < formed => None,
                _ => Some(Code::STALE_FRAME),
            };
            prop_assert_eq!(error, &expected, "{} of {}", after, formed);
        }
    }
}
