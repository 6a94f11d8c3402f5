//! The clock and the tasks where there is no page: time is virtual. It stands still while anything can
//! run, and then jumps to the next timer, so that tests of waiting neither wait nor guess.

use std::{
    cell::{Cell, RefCell},
    future::poll_fn,
    mem::ManuallyDrop,
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

thread_local! {
    static NOW: Cell<f64> = const { Cell::new(0.0) };
    static TIMERS: RefCell<Vec<f64>> = const { RefCell::new(Vec::new()) };
    /// Those that are left when the thread ends are let be: dropping them would start new ones.
    static TASKS: ManuallyDrop<RefCell<Vec<Task>>> = const { ManuallyDrop::new(RefCell::new(Vec::new())) };
    static WOKEN: Arc<Flag> = Arc::default();
}

type Task = Pin<Box<dyn Future<Output = ()>>>;

/// Runs a future, and all tasks beside it, until the future is done. Tasks that are not done by then go
/// on with the next call.
///
/// # Panics
/// When nothing can run any more and no timer is left, so that the future would wait for ever.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let woken = WOKEN.with(Arc::clone);
    let waker = Waker::from(woken.clone());
    let mut cx = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
        let pending: Vec<_> = TASKS
            .with(|tasks| tasks.take())
            .into_iter()
            .filter_map(|mut task| task.as_mut().poll(&mut cx).is_pending().then_some(task))
            .collect();
        TASKS.with(|tasks| tasks.borrow_mut().extend(pending));
        let can_run = woken.0.swap(false, Ordering::Relaxed);
        assert!(can_run || jump(), "nothing can run any more, and no timer is left");
    }
}

/// Runs a task until it is done, as far as [`block_on`] is running.
pub fn spawn(task: impl Future<Output = ()> + 'static) {
    TASKS.with(|tasks| tasks.borrow_mut().push(Box::pin(task)));
    WOKEN.with(|woken| woken.wake_by_ref());
}

/// Milliseconds of virtual time.
pub fn now() -> f64 {
    NOW.get()
}

/// Waits so many milliseconds of virtual time.
pub async fn delay(milliseconds: u32) {
    let timer = Timer::new(NOW.get() + f64::from(milliseconds));
    poll_fn(|_| if timer.0 <= NOW.get() { Poll::Ready(()) } else { Poll::Pending }).await;
}

/// Waits for the next animation frame, of which there are 60 a second.
pub async fn animation_frame() {
    delay(16).await;
}

/// All who wait are asked again after a wake: there are few of them.
#[derive(Default)]
struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A time that is waited for; forgotten when no one waits any longer.
struct Timer(f64);

impl Timer {
    fn new(at: f64) -> Self {
        TIMERS.with_borrow_mut(|timers| timers.push(at));
        Self(at)
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        TIMERS.with_borrow_mut(|timers| {
            if let Some(place) = timers.iter().position(|at| at.total_cmp(&self.0).is_eq()) {
                timers.swap_remove(place);
            }
        });
    }
}

fn jump() -> bool {
    let next = TIMERS.with_borrow(|timers| timers.iter().copied().min_by(f64::total_cmp));
    next.is_some_and(|next| {
        NOW.set(next);
        true
    })
}
