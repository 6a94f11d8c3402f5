//! The second lane, over sockets that answer as a backend does.

use std::rc::Rc;

use futures_util::StreamExt as _;
use millstream_client::{
    Inlet, Options, Pace,
    lane::lane_over,
    open,
    pace::{block_on, now},
};
use millstream_shared::{
    Code, Error,
    lane::LANE,
    stream::{CANCEL, DRAIN},
};
use serde_json::Value;

use crate::support::{
    Backend, Count, Fault, Faults, settle,
    sockets::{SocketFaults, Sockets},
    take,
};

#[test]
fn drains_over_the_lane_once_it_is_open() {
    let Opened { backend, sockets, mut inlet } = opened(SocketFaults::default(), []);
    backend.offer(0..3);
    assert_eq!(take(&mut inlet, 3), [0, 1, 2]);
    settle();
    backend.offer(3..9);
    assert_eq!(take(&mut inlet, 6), [3, 4, 5, 6, 7, 8]);
    assert_eq!((backend.called(LANE), sockets.opened(), over_base(&backend, &sockets)), (1, 1, 1));
}

#[test]
fn leaves_all_but_drains_to_the_base() {
    let Opened { backend, sockets, mut inlet } = opened(SocketFaults::default(), []);
    first(&backend, &mut inlet);
    let asked = sockets.asked();
    block_on(inlet.cancel()).expect("it is there");
    assert_eq!((sockets.asked(), backend.called(CANCEL)), (asked, 1));
}

#[test]
fn loses_nothing_when_the_lane_is_closed() {
    let Opened { backend, sockets, mut inlet } = opened(SocketFaults::default(), []);
    first(&backend, &mut inlet);
    for round in 0..5 {
        let from = round * 4 + 1;
        backend.offer(from..from + 2);
        assert_eq!(take(&mut inlet, 2), [from, from + 1]);
        settle();
        sockets.cut();
        backend.offer(from + 2..from + 4);
        assert_eq!(take(&mut inlet, 2), [from + 2, from + 3]);
        settle();
    }
    assert!(sockets.opened() > 3, "{}", sockets.opened());
}

#[test]
fn asks_elsewhere_what_a_lane_that_is_closed_has_not_answered() {
    let Opened { backend, sockets, mut inlet } = opened(SocketFaults::default(), []);
    first(&backend, &mut inlet);
    sockets.mute();
    backend.offer([1]);
    let asked = sockets.asked();
    let cutter = sockets.clone();
    millstream_client::pace::spawn(async move {
        while cutter.asked() == asked {
            millstream_client::pace::delay(1).await;
        }
        cutter.cut();
    });
    assert_eq!(take(&mut inlet, 1), [1]);
}

#[test]
fn asks_the_base_where_the_lane_has_no_frame() {
    let drains = [Fault::None, Fault::Refused(Code::STALE_FRAME)];
    let Opened { backend, sockets, mut inlet } =
        opened(SocketFaults { empty: true, ..SocketFaults::default() }, drains);
    first(&backend, &mut inlet);
    backend.offer([1]);
    assert_eq!(block_on(inlet.next()), Some(Err(Error::new(Code::STALE_FRAME, "refused"))));
    assert_eq!((sockets.is_open(), over_base(&backend, &sockets)), (true, 2));
}

#[test]
fn goes_without_where_none_is_offered() {
    let Opened { backend, sockets, mut inlet } = opened(SocketFaults::default(), []);
    backend.answers(Value::Null);
    first(&backend, &mut inlet);
    backend.offer(1..4);
    assert_eq!(take(&mut inlet, 3), [1, 2, 3]);
    assert_eq!((backend.called(LANE), sockets.opened()), (1, 0));
}

#[test]
fn does_not_try_again_one_that_never_led_anywhere() {
    let Opened { backend, sockets, mut inlet } =
        opened(SocketFaults { closed: true, ..SocketFaults::default() }, []);
    first(&backend, &mut inlet);
    backend.offer(1..4);
    assert_eq!(take(&mut inlet, 3), [1, 2, 3]);
    assert_eq!((backend.called(LANE), sockets.opened()), (1, 1));
}

#[test]
fn lets_go_of_a_lane_that_leaves_a_reader_waiting() {
    let Opened { backend, sockets, mut inlet } = opened(SocketFaults::default(), []);
    first(&backend, &mut inlet);
    sockets.mute();
    backend.offer([1]);
    let start = now();
    assert_eq!(take(&mut inlet, 1), [1]);
    assert_eq!((now() - start, sockets.is_open()), (5_000.0, false));
}

struct Opened {
    backend: Backend,
    sockets: Sockets,
    inlet: Inlet<u32>,
}

/// A stream whose rings are all empty, so that each frame is drained, on a transport with a lane.
fn opened(faults: SocketFaults, drains: impl IntoIterator<Item = Fault>) -> Opened {
    let backend =
        Backend::new(Faults { bells: true, drains: drains.into_iter().collect(), ..Faults::default() });
    let sockets = Sockets::new(&backend, faults);
    let connect = sockets.clone();
    let transport =
        lane_over(Rc::new(backend.clone()), Box::new(move |url, events| connect.connect(&url, events)));
    let options = Options { pace: Pace::Eager, transport: Some(transport), ..Options::default() };
    let inlet = open::<Count>(&0, options);
    settle();
    Opened { backend, sockets, inlet }
}

/// Takes the item 0, and lets the lane open meanwhile.
fn first(backend: &Backend, inlet: &mut Inlet<u32>) {
    backend.offer([0]);
    assert_eq!(take(inlet, 1), [0]);
    settle();
}

/// How many drains did not go over the lane.
fn over_base(backend: &Backend, sockets: &Sockets) -> usize {
    backend.called(DRAIN) - sockets.answered()
}
