//! The second lane: a socket on which a page drains; see [`millstream_shared::lane::Lane`].
//!
//! What a page gets there it could have got by a command. What guards it, since anybody on this machine can
//! knock at a port: it listens on the loopback address only, and lets in who brings a ticket: 256 random bits
//! that a command gave to one web view. A ticket is good for one socket, some seconds, and the origin of the
//! page that asked. Other web pages cannot forge an origin, nor a `Host`.

use std::{
    fmt::Write as _,
    net::Ipv4Addr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use futures_util::{SinkExt as _, StreamExt as _};
use millstream_flow::{Body, Place, Registry};
use millstream_shared::{
    Code, Error,
    lane::{DrainArguments, Lane},
};
use tauri::{Runtime, Webview, async_runtime};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OnceCell, OwnedSemaphorePermit, Semaphore, watch},
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream, accept_hdr_async_with_config,
    tungstenite::{
        Message,
        handshake::server::{ErrorResponse, Request, Response},
        http::{HeaderMap, StatusCode, header},
        protocol::WebSocketConfig,
    },
};

use crate::outlet::place;

/// How long a ticket is good for, and how long a guest may take to show it.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many guests may stand at the door at once. One more is turned away, and a page whose guest that was goes the
/// other way: whoever only knocks holds no more of the application than this.
const AT_THE_DOOR: usize = 16;

/// The largest request that is read, in bytes; one takes less than 100.
const REQUEST: usize = 1024;

/// All web views' lanes.
#[derive(Clone)]
pub struct Lanes {
    registry: Registry,
    port: Arc<OnceCell<u16>>,
    /// Each web view has one at most.
    pages: Arc<Mutex<Vec<Page>>>,
}

struct Page {
    place: Place,
    origin: String,
    /// Until someone has come with it.
    ticket: Option<Ticket>,
    /// Dropped when the page goes, or asks anew.
    here: watch::Sender<()>,
}

struct Ticket {
    secret: String,
    until: Instant,
}

/// Who was let in.
struct Guest {
    webview: String,
    here: watch::Receiver<()>,
}

impl Lanes {
    pub fn new(registry: Registry) -> Self {
        Self { registry, port: Arc::default(), pages: Arc::default() }
    }

    /// A lane for this page; in place of the one that it had. Begins to listen when the first one is asked for.
    ///
    /// # Errors
    /// [`Code::NO_LANE`].
    pub async fn lane<R: Runtime>(&self, webview: &Webview<R>) -> Result<Lane, Error> {
        let origin = origin(webview)?;
        let port = *self.port.get_or_try_init(|| listen(self.clone())).await?;
        let secret = secret()?;
        let url = format!("ws://{}:{port}/{secret}", Ipv4Addr::LOCALHOST);
        let ticket = Some(Ticket { secret, until: Instant::now() + PATIENCE });
        let page = Page { place: place(webview), origin, ticket, here: watch::Sender::new(()) };
        let mut pages = self.pages();
        pages.retain(|page| page.place.webview != webview.label());
        pages.push(page);
        drop(pages);
        Ok(Lane { url })
    }

    /// Pages go.
    pub fn leave(&self, meant: impl Fn(&Place) -> bool) {
        self.pages().retain(|page| !meant(&page.place));
    }

    fn pages(&self) -> MutexGuard<'_, Vec<Page>> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the ticket of who asks at this moment; none for who is not to come in.
    fn admit(&self, path: &str, headers: &HeaderMap, now: Instant) -> Option<Guest> {
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
        if header(header::HOST)? != format!("{}:{}", Ipv4Addr::LOCALHOST, self.port.get()?) {
            return None;
        }
        let (origin, secret) = (header(header::ORIGIN)?, path.strip_prefix('/')?);
        let mut pages = self.pages();
        let page = pages.iter_mut().find(|page| {
            page.ticket.as_ref().is_some_and(|ticket| ticket.secret == secret && now < ticket.until)
        })?;
        // It was shown; whoever it was, nobody comes with it again.
        page.ticket = None;
        (page.origin == origin)
            .then(|| Guest { webview: page.place.webview.clone(), here: page.here.subscribe() })
    }
}

async fn listen(lanes: Lanes) -> Result<u16, Error> {
    let refused = |error: std::io::Error| no_lane(&format!("No port can be had: {error}."));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(refused)?;
    let port = listener.local_addr().map_err(refused)?.port();
    let door = Arc::new(Semaphore::new(AT_THE_DOOR));
    async_runtime::spawn(async move {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    if let Ok(turn) = door.clone().try_acquire_owned() {
                        drop(async_runtime::spawn(serve(lanes.clone(), stream, turn)));
                    }
                }
                // Such as when there is no descriptor left: pages go the other way meanwhile.
                Err(error) => {
                    log::warn!("A socket could not be taken: {error}");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    });
    Ok(port)
}

async fn serve(lanes: Lanes, stream: TcpStream, turn: OwnedSemaphorePermit) {
    // Frames are answers that someone waits for.
    if let Err(error) = stream.set_nodelay(true) {
        log::warn!("A lane is slower than it could be: {error}");
    }
    let Ok(Some((socket, mut guest))) = timeout(PATIENCE, greet(&lanes, stream)).await else { return };
    drop(turn);
    tokio::select! {
        () = answer(&lanes.registry, &guest.webview, socket) => {}
        // The sender is gone, and with it the page that was let in.
        _ = guest.here.changed() => {}
    }
}

async fn greet(lanes: &Lanes, stream: TcpStream) -> Option<(WebSocketStream<TcpStream>, Guest)> {
    let mut guest = None;
    #[allow(clippy::result_large_err, reason = "the handshake asks for this type")]
    let check = |request: &Request, response: Response| {
        guest = lanes.admit(request.uri().path(), request.headers(), Instant::now());
        if guest.is_some() {
            return Ok(response);
        }
        let mut refusal = ErrorResponse::new(None);
        *refusal.status_mut() = StatusCode::FORBIDDEN;
        Err(refusal)
    };
    let config = WebSocketConfig::default().max_message_size(Some(REQUEST)).max_frame_size(Some(REQUEST));
    let socket = accept_hdr_async_with_config(stream, check, Some(config)).await.ok()?;
    Some((socket, guest?))
}

/// Answers drains, one after the other: a page that asks without reading waits in its own socket.
async fn answer(registry: &Registry, webview: &str, mut socket: WebSocketStream<TcpStream>) {
    while let Some(Ok(message)) = socket.next().await {
        let answer = match message {
            Message::Text(request) => frame(registry, webview, &request),
            Message::Binary(_) | Message::Close(_) => return,
            _ => continue,
        };
        if socket.send(answer).await.is_err() {
            // The page hears that the socket is closed, and asks the other way.
            return;
        }
    }
}

/// The frame that is asked for; an empty text for none, as it is for the other way to say why.
fn frame(registry: &Registry, webview: &str, request: &str) -> Message {
    let frame = serde_json::from_str(request).ok().and_then(|DrainArguments { request }| {
        registry.find(request.key, webview).and_then(|drain| drain.drain(request.after)).ok()
    });
    match frame {
        Some(Body::Json(text)) => Message::text(text),
        Some(Body::Bytes(bytes)) => Message::binary(bytes),
        None => Message::text(""),
    }
}

/// The origin of a page as browsers write it. That of a custom scheme has one too, in web views.
fn origin<R: Runtime>(webview: &Webview<R>) -> Result<String, Error> {
    let url = webview.url().map_err(|error| no_lane(&format!("The page has no address: {error}.")))?;
    let host = url.host_str().ok_or_else(|| no_lane("The page has no origin."))?;
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    Ok(format!("{}://{host}{port}", url.scheme()))
}

fn secret() -> Result<String, Error> {
    let mut bits = [0_u8; 32];
    getrandom::fill(&mut bits).map_err(|error| no_lane(&format!("There is no randomness: {error}.")))?;
    Ok(bits.iter().fold(String::new(), |mut text, byte| {
        // Into a string it cannot fail.
        write!(text, "{byte:02x}").ok();
        text
    }))
}

fn no_lane(message: &str) -> Error {
    Error::new(Code::NO_LANE, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: &str = "127.0.0.1:1";
    const ORIGIN: &str = "tauri://localhost";

    fn lanes(until: Instant) -> Lanes {
        let lanes = Lanes::new(Registry::default());
        lanes.port.set(1).expect("it was not set");
        let place = Place { webview: "main".into(), window: "main".into() };
        let ticket = Some(Ticket { secret: "secret".into(), until });
        lanes.pages().push(Page { place, origin: ORIGIN.into(), ticket, here: watch::Sender::new(()) });
        lanes
    }

    fn headers(host: &'static str, origin: &'static str) -> HeaderMap {
        let value = tokio_tungstenite::tungstenite::http::HeaderValue::from_static;
        HeaderMap::from_iter([(header::HOST, value(host)), (header::ORIGIN, value(origin))])
    }

    #[test]
    fn a_ticket_is_good_once() {
        let (now, lanes) = (Instant::now(), lanes(Instant::now() + PATIENCE));
        let guest = lanes.admit("/secret", &headers(HOST, ORIGIN), now);
        assert_eq!(guest.expect("it is good").webview, "main");
        assert!(lanes.admit("/secret", &headers(HOST, ORIGIN), now).is_none());
    }

    #[test]
    fn a_ticket_is_good_for_some_seconds() {
        let until = Instant::now() + PATIENCE;
        let late = until + Duration::from_millis(1);
        assert!(lanes(until).admit("/secret", &headers(HOST, ORIGIN), late).is_none());
        assert!(lanes(until).admit("/secret", &headers(HOST, ORIGIN), Instant::now()).is_some());
    }

    #[test]
    fn a_ticket_is_good_at_the_address_that_was_given_only() {
        // A name that resolves to the loopback address is how other pages would come in.
        let lanes = lanes(Instant::now() + PATIENCE);
        assert!(lanes.admit("/secret", &headers("evil.example:1", ORIGIN), Instant::now()).is_none());
        assert!(lanes.admit("/secret", &headers("127.0.0.1:2", ORIGIN), Instant::now()).is_none());
        assert!(lanes.admit("/secret", &HeaderMap::new(), Instant::now()).is_none());
    }

    #[test]
    fn a_ticket_that_another_origin_brings_is_void() {
        let lanes = lanes(Instant::now() + PATIENCE);
        assert!(lanes.admit("/secret", &headers(HOST, "https://evil.example"), Instant::now()).is_none());
        assert!(lanes.admit("/secret", &headers(HOST, ORIGIN), Instant::now()).is_none());
    }
}
