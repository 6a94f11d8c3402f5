//! A stock channel's receiving end; each test is something that goes wrong in bindings that are in use.

use crate::support::Backend;
use futures_util::{FutureExt as _, StreamExt as _, stream::FusedStream as _};
use millstream_client::{
    Channel,
    pace::{block_on, delay, now},
    transport::{Body, Signal},
};
use millstream_shared::{Code, Error};
use serde_json::Value;

fn channel<T: serde::de::DeserializeOwned>() -> (Backend, Channel<T>) {
    let backend = Backend::default();
    let channel = Channel::on(&backend).unwrap();
    (backend, channel)
}

fn message(backend: &Backend, index: u64, text: &str) {
    backend.ring(Signal::Message { index, body: Body::Text(text.into()) });
}

fn end(backend: &Backend, index: u64) {
    backend.ring(Signal::End { index });
}

fn gap(from: u64, to: u64) -> Error {
    Error::new(Code::GAP, format!("Messages {from} to {to} of the channel never came."))
}

#[test]
fn keeps_the_order_of_the_numbers() {
    let (backend, channel) = channel::<u32>();
    for index in [2, 0, 1] {
        message(&backend, index, &index.to_string());
    }
    end(&backend, 3);
    assert_eq!(block_on(channel.collect::<Vec<_>>()), [Ok(0), Ok(1), Ok(2)]);
}

#[test]
fn sees_the_end() {
    let (backend, mut channel) = channel::<u32>();
    assert!(channel.next().now_or_never().is_none());
    end(&backend, 0);
    assert_eq!(block_on(channel.next()), None);
}

#[test]
fn may_be_read_after_the_end() {
    let (backend, mut channel) = channel::<u32>();
    end(&backend, 0);
    assert_eq!(block_on(channel.next()), None);
    assert_eq!(block_on(channel.next()), None);
    assert!(channel.is_terminated());
}

#[test]
fn null_is_a_message() {
    let (backend, channel) = channel::<Option<u32>>();
    message(&backend, 0, "null");
    message(&backend, 1, "1");
    end(&backend, 2);
    assert_eq!(block_on(channel.collect::<Vec<_>>()), [Ok(None), Ok(Some(1))]);
}

#[test]
fn bytes_are_a_message() {
    let (backend, channel) = channel::<Vec<u8>>();
    backend.ring(Signal::Message { index: 0, body: Body::Bytes(vec![1, 2, 255]) });
    end(&backend, 1);
    assert_eq!(block_on(channel.collect::<Vec<_>>()), [Ok(vec![1, 2, 255])]);
}

#[test]
fn a_message_of_another_type_is_an_error_in_its_place() {
    let (backend, channel) = channel::<u32>();
    for (index, text) in (0..).zip(["1", "\"two\"", "{", "4"]) {
        message(&backend, index, text);
    }
    end(&backend, 4);
    let codes: Vec<_> = block_on(channel.map(|item| item.map_err(|error| error.code)).collect());
    assert_eq!(codes, [Ok(1), Err(Code::BAD_ITEM), Err(Code::BAD_ITEM), Ok(4)]);
}

#[test]
fn what_is_no_message_is_an_error() {
    let (backend, channel) = channel::<Value>();
    backend.ring(Signal::Plain(Body::Text("null".into())));
    end(&backend, 0);
    let codes: Vec<_> = block_on(channel.map(|item| item.map_err(|error| error.code)).collect());
    assert_eq!(codes, [Err(Code::BAD_ITEM)]);
}

#[test]
fn reports_a_gap_in_front_of_the_end() {
    let (backend, channel) = channel::<u32>();
    message(&backend, 0, "0");
    end(&backend, 3);
    assert_eq!(block_on(channel.collect::<Vec<_>>()), [Ok(0), Err(gap(1, 2))]);
}

#[test]
fn reports_a_gap_and_goes_on_behind_it() {
    let (backend, mut channel) = channel::<u32>();
    message(&backend, 1, "1");
    let start = now();
    assert_eq!(block_on(channel.next()), Some(Err(gap(0, 0))));
    assert_eq!(now() - start, 5_000.0);
    assert_eq!(block_on(channel.next()), Some(Ok(1)));
}

#[test]
fn waits_for_a_gap_no_longer_because_more_comes_behind_it() {
    let (backend, mut channel) = channel::<u32>();
    message(&backend, 1, "1");
    let start = now();
    for index in 2..7 {
        let read = block_on(within(&mut channel, delay(900)));
        assert_eq!(read, None);
        message(&backend, index, &index.to_string());
    }
    assert_eq!(block_on(channel.next()), Some(Err(gap(0, 0))));
    assert_eq!(now() - start, 5_000.0);
}

#[test]
fn a_message_that_comes_late_is_in_its_place() {
    let (backend, mut channel) = channel::<u32>();
    message(&backend, 1, "1");
    end(&backend, 2);
    assert_eq!(block_on(within(&mut channel, delay(4_999))), None);
    message(&backend, 0, "0");
    assert_eq!(block_on(channel.collect::<Vec<_>>()), [Ok(0), Ok(1)]);
}

#[test]
fn takes_its_callback_back_at_the_end() {
    let (backend, mut channel) = channel::<u32>();
    assert_eq!(backend.callbacks(), 1);
    end(&backend, 0);
    assert_eq!(block_on(channel.next()), None);
    assert_eq!(backend.callbacks(), 0);
}

#[test]
fn takes_its_callback_back_when_it_is_let_go() {
    let (backend, channel) = channel::<u32>();
    drop(channel);
    assert_eq!(backend.callbacks(), 0);
}

#[test]
fn is_written_as_tauri_writes_a_channel() {
    let (_backend, channel) = channel::<u32>();
    assert_eq!(serde_json::to_string(&channel).unwrap(), "\"__CHANNEL__:1\"");
}

/// The next message, if it comes in time.
async fn within(channel: &mut Channel<u32>, time: impl Future<Output = ()>) -> Option<Result<u32, Error>> {
    futures_util::select_biased! {
        read = channel.next().fuse() => read,
        () = Box::pin(time).fuse() => None,
    }
}
