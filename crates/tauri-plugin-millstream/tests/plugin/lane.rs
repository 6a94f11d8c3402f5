//! The second lane, over real sockets.

use std::io::ErrorKind;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tauri::{WebviewWindow, async_runtime::block_on, test::MockRuntime};
use tauri_plugin_millstream::page_gone;
use tokio::{io::AsyncReadExt as _, net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{
        Error, Message,
        client::IntoClientRequest as _,
        http::{StatusCode, header::ORIGIN},
    },
};

use crate::app::{Page, STALLED, invoke, key, start};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

#[test]
fn answers_drains() {
    let page = Page::open_with_lane();
    let key = page.start("count", json!({ "upTo": 6 }));
    page.ring();
    let mut socket = open(&page.window);
    let first = frame(&mut socket, key, 0);
    assert_eq!((&first["seq"], &first["items"][0]), (&json!(1), &json!(1)));
    // As often as it is asked for, and the other way as well.
    assert_eq!(frame(&mut socket, key, 0), first);
    assert_eq!(page.drain(key, 0).unwrap(), first);
    let second = frame(&mut socket, key, 1);
    assert_eq!(second["seq"], 2);
    assert_eq!(page.drain(key, 1).unwrap(), second);
}

#[test]
fn answers_bytes_as_bytes() {
    let page = Page::open_with_lane();
    let key = key();
    let outlet = json!({ "channel": "__CHANNEL__:1", "key": key, "wire": "bytes" });
    invoke(&page.window, "picture", json!({ "outlet": outlet })).unwrap();
    page.rings.recv_timeout(STALLED).unwrap();
    let mut socket = open(&page.window);
    match asked(&mut socket, &request(key, 0)) {
        Some(Message::Binary(bytes)) => assert_eq!(bytes[..4], *b"MSF1"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn says_nothing_where_there_is_no_frame() {
    let page = Page::open_with_lane();
    let other = page.window("other");
    let foreign = start(&other, "count", key(), json!({ "upTo": 6 })).unwrap();
    let mut socket = open(&page.window);
    for request in [&request(foreign, 0), &request(key(), 0), "{", "null", ""] {
        assert_eq!(asked(&mut socket, request), Some(Message::text("")), "{request}");
    }
}

#[test]
fn hangs_up_on_who_asks_for_something_else() {
    let page = Page::open_with_lane();
    for message in [Message::text("x".repeat(2000)), Message::binary(vec![0; 8])] {
        let mut socket = open(&page.window);
        assert!(!is_text(&block_on(exchange(&mut socket, message))));
    }
}

#[test]
fn lets_nobody_in_twice_or_without_a_ticket() {
    let page = Page::open_with_lane();
    let url = lane(&page.window);
    let (address, _) = url.rsplit_once('/').unwrap();
    assert_eq!(connect(&format!("{address}/{}", "0".repeat(64)), PAGE).err(), Some(StatusCode::FORBIDDEN));
    assert_eq!(connect(address, PAGE).err(), Some(StatusCode::FORBIDDEN));
    assert!(connect(&url, PAGE).is_ok());
    assert_eq!(connect(&url, PAGE).err(), Some(StatusCode::FORBIDDEN));
    assert_eq!(connect(&lane(&page.window), "https://evil.example").err(), Some(StatusCode::FORBIDDEN));
}

#[test]
fn turns_away_who_comes_behind_many_that_only_knock() {
    let page = Page::open_with_lane();
    let url = lane(&page.window);
    let address = url.trim_start_matches("ws://").split('/').next().unwrap().to_owned();
    let knock = async || TcpStream::connect(&address).await.unwrap();
    block_on(async {
        let mut knocking = Vec::new();
        for _ in 0..16 {
            knocking.push(knock().await);
        }
        let turned_away = timeout(STALLED, knock().await.read_u8()).await.expect("it stalls");
        assert_eq!(turned_away.map_err(|error| error.kind()), Err(ErrorKind::UnexpectedEof));
        drop(knocking);
    });
    // Those that have gone make room, when that is noticed.
    let mut socket = (0..1000).find_map(|_| try_connect(&url, PAGE).ok()).unwrap();
    assert_eq!(asked(&mut socket, "{"), Some(Message::text("")));
}

#[test]
fn closes_the_lane_before_when_it_is_asked_anew() {
    let page = Page::open_with_lane();
    let (mut first, other) = (open(&page.window), page.window("other"));
    let mut others = open(&other);
    let mut second = open(&page.window);
    assert!(is_over(&mut first));
    for socket in [&mut second, &mut others] {
        assert_eq!(asked(socket, "{"), Some(Message::text("")));
    }
}

#[test]
fn closes_the_lane_of_a_page_that_goes() {
    let page = Page::open_with_lane();
    let other = page.window("other");
    let (mut gone, mut stays) = (open(&page.window), open(&other));
    page_gone(page.webview());
    assert!(is_over(&mut gone));
    assert_eq!(asked(&mut stays, "{"), Some(Message::text("")));
    let url = lane(&page.window);
    page_gone(page.webview());
    assert_eq!(connect(&url, PAGE).err(), Some(StatusCode::FORBIDDEN));
}

#[test]
fn is_not_there_unless_it_was_chosen() {
    let page = Page::open();
    let error = invoke(&page.window, "plugin:millstream|lane", json!({})).unwrap_err();
    assert_eq!(error["code"], "no_lane");
}

/// The origin of the pages here.
const PAGE: &str =
    if cfg!(any(windows, target_os = "android")) { "http://tauri.localhost" } else { "tauri://localhost" };

fn lane(window: &WebviewWindow<MockRuntime>) -> String {
    let lane = invoke(window, "plugin:millstream|lane", json!({})).unwrap();
    lane["url"].as_str().unwrap().to_owned()
}

fn open(window: &WebviewWindow<MockRuntime>) -> Socket {
    connect(&lane(window), PAGE).unwrap()
}

fn connect(url: &str, origin: &str) -> Result<Socket, StatusCode> {
    try_connect(url, origin).map_err(|error| match *error {
        Error::Http(response) => response.status(),
        error => panic!("{error}"),
    })
}

fn try_connect(url: &str, origin: &str) -> Result<Socket, Box<Error>> {
    let mut request = url.into_client_request().unwrap();
    request.headers_mut().insert(ORIGIN, origin.parse().unwrap());
    let opened = block_on(async { timeout(STALLED, connect_async(request)).await }).expect("it stalls");
    Ok(opened.map_err(Box::new)?.0)
}

fn request(key: &str, after: u64) -> String {
    json!({ "request": { "key": key, "after": after } }).to_string()
}

fn frame(socket: &mut Socket, key: &str, after: u64) -> Value {
    match asked(socket, &request(key, after)) {
        Some(Message::Text(text)) => serde_json::from_str(&text).unwrap(),
        other => panic!("{other:?}"),
    }
}

fn asked(socket: &mut Socket, request: &str) -> Option<Message> {
    block_on(exchange(socket, Message::text(request)))
}

/// The answer; none when the socket is closed instead.
async fn exchange(socket: &mut Socket, message: Message) -> Option<Message> {
    // One that is closed by now says so when it is read.
    socket.send(message).await.ok();
    timeout(STALLED, socket.next()).await.expect("it stalls").and_then(Result::ok)
}

fn is_over(socket: &mut Socket) -> bool {
    let next = block_on(async { timeout(STALLED, socket.next()).await }).expect("it stalls");
    !is_text(&next.and_then(Result::ok))
}

fn is_text(message: &Option<Message>) -> bool {
    matches!(message, Some(Message::Text(_)))
}
