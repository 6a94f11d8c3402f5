//! The order of a plain channel's messages.

use std::iter::from_fn;

use millstream_client::order::Order;
use proptest::prelude::*;

#[test]
fn puts_messages_into_the_order_of_their_numbers() {
    let mut order = Order::default();
    order.put(1, "b");
    assert_eq!(order.take(), None);
    order.put(0, "a");
    assert_eq!((order.take(), order.take(), order.take()), (Some("a"), Some("b"), None));
}

#[test]
fn lets_go_of_a_number_that_comes_again() {
    let mut order = Order::default();
    order.put(0, "first");
    order.put(0, "second");
    assert_eq!(order.take(), Some("first"));
    order.put(0, "third");
    assert_eq!((order.take(), order.gap()), (None, None));
}

#[test]
fn is_over_when_all_that_was_sent_has_been_taken() {
    let mut order = Order::default();
    order.end(1);
    assert!(!order.is_over());
    order.put(0, ());
    assert!(!order.is_over());
    assert_eq!(order.take(), Some(()));
    assert!(order.is_over());
}

#[test]
fn knows_what_is_missing_and_skips_it() {
    let mut order = Order::default();
    assert_eq!(order.gap(), None);
    order.put(3, "d");
    assert_eq!(order.gap(), Some((0, 3)));
    order.skip();
    assert_eq!((order.take(), order.gap()), (Some("d"), None));
    order.end(6);
    assert_eq!(order.gap(), Some((4, 6)));
    order.skip();
    assert!(order.is_over());
}

proptest! {
    #[test]
    fn any_order_of_arrival_gives_the_order_of_sending(
        arrivals in (0..50_u64).prop_flat_map(|sent| Just((0..sent).collect::<Vec<_>>()).prop_shuffle()),
        end_at in 0..50_usize,
    ) {
        let mut order = Order::default();
        let mut taken = Vec::new();
        let sent = arrivals.len() as u64;
        for (n, index) in arrivals.into_iter().enumerate() {
            if n == end_at {
                order.end(sent);
            }
            order.put(index, index);
            taken.extend(from_fn(|| order.take()));
        }
        order.end(sent);
        prop_assert!(order.is_over());
        prop_assert_eq!(taken, (0..sent).collect::<Vec<_>>());
    }
}
