//! The clock and the tasks of a real page.

use std::{
    cell::{Cell, RefCell},
    future::poll_fn,
    rc::Rc,
    task::{Poll, Waker},
};

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast as _, JsValue, prelude::Closure};

/// Runs a task until it is done.
pub fn spawn(task: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(task);
}

/// Milliseconds since some moment, never going back.
pub fn now() -> f64 {
    let clock = web_sys::window().and_then(|window| window.performance());
    clock.map_or_else(js_sys::Date::now, |clock| clock.now())
}

/// Waits so many milliseconds.
pub async fn delay(milliseconds: u32) {
    Wake::after("setTimeout", "clearTimeout", &[milliseconds.into()]).await;
}

/// Waits for the next animation frame; for ever, where there are none.
pub async fn animation_frame() {
    Wake::after("requestAnimationFrame", "cancelAnimationFrame", &[]).await;
}

/// A callback that was asked for once, and is taken back when it is no longer wanted.
struct Wake {
    id: JsValue,
    cancel: &'static str,
    _callback: Closure<dyn FnMut()>,
}

impl Wake {
    async fn after(request: &'static str, cancel: &'static str, arguments: &[JsValue]) {
        let fired = Rc::new(Cell::new(false));
        let waker = Rc::new(RefCell::new(None::<Waker>));
        let callback = Closure::<dyn FnMut()>::new({
            let (fired, waker) = (fired.clone(), waker.clone());
            move || {
                fired.set(true);
                if let Some(waker) = waker.take() {
                    waker.wake();
                }
            }
        });
        let arguments = [callback.as_ref()].into_iter().chain(arguments).cloned().collect::<js_sys::Array>();
        // Where the page has no such function nothing ever fires: whoever waits has another way out.
        let id = global(request).and_then(|request| request.apply(&js_sys::global(), &arguments).ok());
        let _wake = id.map(|id| Self { id, cancel, _callback: callback });
        poll_fn(|cx| {
            if fired.get() {
                return Poll::Ready(());
            }
            waker.replace(Some(cx.waker().clone()));
            Poll::Pending
        })
        .await;
    }
}

impl Drop for Wake {
    fn drop(&mut self) {
        if let Some(cancel) = global(self.cancel) {
            // Taking back what has fired already does nothing, and nothing else can fail here.
            drop(cancel.call1(&js_sys::global(), &self.id));
        }
    }
}

fn global(name: &str) -> Option<Function> {
    Reflect::get(&js_sys::global(), &name.into()).ok()?.dyn_into().ok()
}
