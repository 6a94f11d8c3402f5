//! One socket, and the drains that wait for its answers.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    future::poll_fn,
    rc::Rc,
    task::{Poll, Waker},
};

use millstream_shared::Error;

use super::socket::Socket;
use super::socket::{Connect, SocketEvents};
use crate::transport::Body;

/// Answers drains in the order in which they were asked.
pub struct Road {
    /// Whether it has ever had a frame.
    answered: Cell<bool>,
    waiting: RefCell<VecDeque<Rc<Question>>>,
    left: Box<dyn Fn(bool)>,
    socket: RefCell<Option<Box<dyn Socket>>>,
}

struct Question {
    text: String,
    answer: RefCell<State>,
}

enum State {
    Waiting(Option<Waker>),
    Answered(Option<Body>),
}

impl Road {
    /// `left` is called when the socket is closed, whoever closes it, with whether it has ever had a frame.
    pub fn new(left: impl Fn(bool) + 'static) -> Rc<Self> {
        Rc::new(Self {
            answered: Cell::new(false),
            waiting: RefCell::default(),
            left: Box::new(left),
            socket: RefCell::new(None),
        })
    }

    /// Fails when the socket cannot be had.
    pub async fn connect(self: &Rc<Self>, url: String, connect: &Connect) -> Result<(), Error> {
        let (heard, closed) = (Rc::downgrade(self), Rc::downgrade(self));
        let events = SocketEvents {
            message: Box::new(move |body| {
                if let Some(road) = heard.upgrade() {
                    road.heard(body);
                }
            }),
            closed: Box::new(move || {
                if let Some(road) = closed.upgrade() {
                    road.close();
                }
            }),
        };
        let socket = connect(url, events).await?;
        self.socket.replace(Some(socket));
        Ok(())
    }

    /// The frame, or nothing when this has none; then it is to be asked for elsewhere.
    pub fn ask(&self, question: &str) -> impl Future<Output = Option<Body>> + use<> {
        // Nobody asks twice at once, but a reader who is out of patience: what is on its way never comes.
        let twice = self.waiting.borrow().iter().any(|waiting| waiting.text == question);
        if twice {
            self.close();
        }
        let asked = self.socket.borrow().as_ref().map(|socket| {
            let question =
                Rc::new(Question { text: question.to_owned(), answer: State::Waiting(None).into() });
            self.waiting.borrow_mut().push_back(question.clone());
            socket.send(&question.text);
            question
        });
        async { asked?.answered().await }
    }

    fn close(&self) {
        let Some(socket) = self.socket.take() else { return };
        drop(socket);
        (self.left)(self.answered.get());
        self.waiting.take().iter().for_each(|question| question.answer(None));
    }

    fn heard(&self, body: Body) {
        let question = self.waiting.borrow_mut().pop_front();
        let frame = Some(body).filter(|body| !matches!(body, Body::Text(text) if text.is_empty()));
        self.answered.set(self.answered.get() || frame.is_some());
        if let Some(question) = question {
            question.answer(frame);
        }
    }
}

impl Question {
    fn answer(&self, frame: Option<Body>) {
        if let State::Waiting(Some(waker)) = self.answer.replace(State::Answered(frame)) {
            waker.wake();
        }
    }

    async fn answered(self: Rc<Self>) -> Option<Body> {
        poll_fn(|cx| match &mut *self.answer.borrow_mut() {
            State::Waiting(waker) => {
                *waker = Some(cx.waker().clone());
                Poll::Pending
            }
            State::Answered(frame) => Poll::Ready(frame.take()),
        })
        .await
    }
}
