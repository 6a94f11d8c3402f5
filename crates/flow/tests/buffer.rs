//! The buffer, by example and against a model that is too simple to be wrong.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

use millstream_flow::{Buffer, Entry, Limits, Push, Rule};
use proptest::{collection::vec, prelude::*};

const KEPT: Push = Push::Kept { dropped: 0 };

#[test]
fn what_goes_in_comes_out_in_order() {
    let mut buffer = Buffer::new(Limits::default());
    for text in ["1", "22", "333"] {
        assert_eq!(buffer.push(&mut entry(text, Rule::Wait)), KEPT);
    }
    assert_eq!((buffer.len(), buffer.bytes()), (3, 6));
    let batch = buffer.take();
    assert_eq!((batch.len(), batch.text()), (3, &b"1,22,333"[..]));
    assert_eq!((buffer.len(), buffer.bytes()), (0, 0));
}

#[test]
fn a_limit_of_items_holds() {
    let mut buffer = Buffer::new(Limits { items: 2, bytes: 100 });
    assert_eq!(push_all(&mut buffer, &["1", "2", "3"]), [KEPT, KEPT, Push::Full]);
}

#[test]
fn a_limit_of_bytes_holds_but_for_the_last_item() {
    let mut buffer = Buffer::new(Limits { items: 100, bytes: 4 });
    assert_eq!(push_all(&mut buffer, &["123", "12345678", "1"]), [KEPT, KEPT, Push::Full]);
    assert_eq!(buffer.bytes(), 11);
}

#[test]
fn attachments_count_as_bytes() {
    let mut buffer = Buffer::new(Limits { items: 100, bytes: 4 });
    let mut item = Entry { attachments: vec![vec![0; 2], vec![0; 1]], ..entry("1", Rule::Wait) };
    assert_eq!(buffer.push(&mut item), KEPT);
    assert_eq!(buffer.bytes(), 4);
    assert_eq!(buffer.push(&mut entry("1", Rule::Wait)), Push::Full);
    assert_eq!(buffer.take().attachments(), [(0, vec![0; 2]), (0, vec![0; 1])]);
}

#[test]
fn an_item_that_finds_no_room_is_left_whole() {
    let mut buffer = Buffer::new(Limits { items: 1, bytes: 100 });
    buffer.push(&mut entry("1", Rule::Wait));
    let mut item = Entry { attachments: vec![vec![7]], ..entry("2", Rule::Wait) };
    let before = item.clone();
    assert_eq!(buffer.push(&mut item), Push::Full);
    assert_eq!(item, before);
}

#[test]
fn limits_of_zero_let_one_item_through_at_a_time() {
    let mut buffer = Buffer::new(Limits { items: 0, bytes: 0 });
    assert_eq!(push_all(&mut buffer, &["1", "2"]), [KEPT, Push::Full]);
    buffer.take();
    assert_eq!(push_all(&mut buffer, &["3"]), [KEPT]);
}

#[test]
fn a_newer_item_of_a_slot_goes_to_the_tail() {
    let mut buffer = Buffer::new(Limits::default());
    assert_eq!(buffer.push(&mut entry("1", Rule::Supersede(7))), KEPT);
    assert_eq!(buffer.push(&mut entry("2", Rule::Wait)), KEPT);
    assert_eq!(buffer.push(&mut entry("3", Rule::Supersede(8))), KEPT);
    assert_eq!(buffer.push(&mut entry("4", Rule::Supersede(7))), Push::Superseded);
    assert_eq!((buffer.len(), buffer.bytes()), (3, 3));
    assert_eq!(buffer.take().text(), b"2,3,4");
}

#[test]
fn a_full_buffer_takes_what_supersedes() {
    let mut buffer = Buffer::new(Limits { items: 2, bytes: 100 });
    buffer.push(&mut entry("1", Rule::Supersede(7)));
    buffer.push(&mut entry("2", Rule::Wait));
    assert_eq!(buffer.push(&mut entry("3", Rule::Wait)), Push::Full);
    assert_eq!(buffer.push(&mut entry("4444", Rule::Supersede(7))), Push::Superseded);
    assert_eq!(buffer.take().text(), b"2,4444");
}

#[test]
fn what_supersedes_does_not_make_a_full_buffer_grow() {
    let mut buffer = Buffer::new(Limits { items: 100, bytes: 4 });
    buffer.push(&mut entry("1", Rule::Supersede(7)));
    buffer.push(&mut entry("22222", Rule::Wait));
    assert_eq!(buffer.push(&mut entry("3", Rule::Supersede(7))), Push::Superseded);
    assert_eq!(buffer.push(&mut entry("44", Rule::Supersede(7))), Push::Full);
}

#[test]
fn a_slot_is_forgotten_when_its_item_is_taken() {
    let mut buffer = Buffer::new(Limits::default());
    buffer.push(&mut entry("1", Rule::Supersede(7)));
    buffer.take();
    assert_eq!(buffer.push(&mut entry("2", Rule::Supersede(7))), KEPT);
    assert_eq!(buffer.clear(), 1);
    assert_eq!(buffer.push(&mut entry("3", Rule::Supersede(7))), KEPT);
}

#[test]
fn the_oldest_make_room_for_the_newest() {
    let mut buffer = Buffer::new(Limits { items: 100, bytes: 4 });
    for (text, dropped) in [("1", 0), ("22", 0), ("3", 0), ("44444", 1), ("6", 3), ("7", 0)] {
        // Full at 4 bytes: what is there makes room until less is left.
        let push = buffer.push(&mut entry(text, Rule::DropOldest));
        assert_eq!(push, Push::Kept { dropped }, "{text}");
    }
    assert_eq!(buffer.take().text(), b"6,7");
}

#[test]
fn what_may_not_be_dropped_stays() {
    let mut buffer = Buffer::new(Limits { items: 2, bytes: 100 });
    buffer.push(&mut entry("1", Rule::DropOldest));
    buffer.push(&mut entry("2", Rule::Wait));
    assert_eq!(buffer.push(&mut entry("3", Rule::Wait)), Push::Full);
    assert_eq!(buffer.push(&mut entry("4", Rule::DropOldest)), Push::Kept { dropped: 1 });
    assert_eq!(buffer.take().text(), b"2,4");
    assert_eq!(push_all(&mut buffer, &["5", "6"]), [KEPT, KEPT]);
    assert_eq!(buffer.push(&mut entry("7", Rule::DropOldest)), Push::Dropped { dropped: 1 });
    assert_eq!(buffer.take().text(), b"5,6");
}

#[test]
fn the_newest_finds_no_room() {
    let mut buffer = Buffer::new(Limits { items: 1, bytes: 100 });
    assert_eq!(buffer.push(&mut entry("1", Rule::DropNewest)), KEPT);
    assert_eq!(buffer.push(&mut entry("2", Rule::DropNewest)), Push::Dropped { dropped: 1 });
    assert_eq!(buffer.take().text(), b"1");
}

proptest! {
    #[test]
    fn a_buffer_does_what_the_model_does(
        items in 0..6_u32,
        bytes in 0..40_u32,
        steps in vec(step(), 0..80),
    ) {
        let limits = Limits { items, bytes };
        let mut buffer = Buffer::new(limits);
        let mut model = Model { limits, ..Model::default() };
        for step in steps {
            match step {
                Step::Push(mut entry) => {
                    prop_assert_eq!(model.push(&entry), buffer.push(&mut entry));
                }
                Step::Take => {
                    let batch = buffer.take();
                    let (text, attachments) = model.take();
                    prop_assert_eq!(batch.text(), text.as_bytes());
                    prop_assert_eq!(batch.attachments(), &attachments);
                    buffer.recycle(batch);
                }
                Step::Clear => {
                    prop_assert_eq!(buffer.clear() as usize, model.waiting.len());
                    model.waiting.clear();
                }
                Step::Rest => buffer.rest(),
            }
            prop_assert_eq!(buffer.len() as usize, model.waiting.len());
            prop_assert_eq!(buffer.bytes(), model.bytes());
            // The bound that the model gives as well: the limit and one item.
            prop_assert!(buffer.len() <= items.max(1));
            prop_assert!(buffer.bytes() <= bytes as usize + model.largest);
        }
    }
}

#[derive(Clone, Debug)]
enum Step {
    Push(Entry),
    Take,
    Clear,
    Rest,
}

fn step() -> impl Strategy<Value = Step> {
    let rule = prop_oneof![
        3 => Just(Rule::Wait),
        2 => (0..4_u64).prop_map(Rule::Supersede),
        2 => Just(Rule::DropOldest),
        1 => Just(Rule::DropNewest),
    ];
    let push = (0..12_usize, vec(0..8_usize, 0..3), rule).prop_map(|(len, bulks, rule)| {
        let attachments = bulks.into_iter().map(|len| vec![len as u8; len]).collect();
        Step::Push(Entry { attachments, ..entry(&"9".repeat(len + 1), rule) })
    });
    prop_oneof![12 => push, 3 => Just(Step::Take), 1 => Just(Step::Clear), 1 => Just(Step::Rest)]
}

/// The buffer's contract in the fewest words: a list.
#[derive(Default)]
struct Model {
    limits: Limits,
    waiting: Vec<Entry>,
    largest: usize,
}

impl Model {
    fn push(&mut self, entry: &Entry) -> Push {
        let Some(older) = self.waiting.iter().position(|w| slot(w).is_some() && slot(w) == slot(entry))
        else {
            return self.push_new(entry);
        };
        let mut rest = self.waiting.clone();
        if rest.remove(older).bytes() < entry.bytes() && self.is_full(&rest) {
            return Push::Full;
        }
        self.waiting = rest;
        self.keep(entry);
        Push::Superseded
    }

    fn push_new(&mut self, entry: &Entry) -> Push {
        let before = self.waiting.len();
        while entry.rule == Rule::DropOldest && self.is_full(&self.waiting) {
            let Some(oldest) = self.waiting.iter().position(|w| w.rule == Rule::DropOldest) else { break };
            self.waiting.remove(oldest);
        }
        let dropped = (before - self.waiting.len()) as u32;
        if !self.is_full(&self.waiting) {
            self.keep(entry);
            return Push::Kept { dropped };
        }
        match entry.rule {
            Rule::Wait | Rule::Supersede(_) => Push::Full,
            Rule::DropOldest | Rule::DropNewest => Push::Dropped { dropped: dropped + 1 },
        }
    }

    fn keep(&mut self, entry: &Entry) {
        self.waiting.push(entry.clone());
        self.largest = self.largest.max(entry.bytes());
    }

    fn is_full(&self, waiting: &[Entry]) -> bool {
        let bytes: usize = waiting.iter().map(Entry::bytes).sum();
        let Limits { items, bytes: limit } = self.limits;
        !waiting.is_empty() && (waiting.len() >= items as usize || bytes >= limit as usize)
    }

    fn take(&mut self) -> (String, Vec<(u32, Vec<u8>)>) {
        let taken = std::mem::take(&mut self.waiting);
        let texts: Vec<_> = taken.iter().map(|e| String::from_utf8(e.text.clone()).unwrap()).collect();
        let attachments = (0..).zip(taken).flat_map(|(n, e)| e.attachments.into_iter().map(move |a| (n, a)));
        (texts.join(","), attachments.collect())
    }

    fn bytes(&self) -> usize {
        self.waiting.iter().map(Entry::bytes).sum()
    }
}

fn slot(entry: &Entry) -> Option<u64> {
    if let Rule::Supersede(slot) = entry.rule { Some(slot) } else { None }
}

fn entry(text: &str, rule: Rule) -> Entry {
    Entry { text: text.into(), attachments: vec![], rule }
}

fn push_all(buffer: &mut Buffer, texts: &[&str]) -> Vec<Push> {
    texts.iter().map(|text| buffer.push(&mut entry(text, Rule::Wait))).collect()
}
