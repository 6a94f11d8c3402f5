//! Whether something worked, said where it was asked for.

use std::time::Duration;

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};

/// How long a button says that it worked.
const SHOWN: Duration = Duration::from_millis(1600);

/// Whether something worked a moment ago, and how to do it: where it was asked for says so.
pub fn use_feedback<F>(act: impl Fn() -> F + 'static) -> (ReadSignal<bool>, impl Fn() + 'static)
where
    F: Future<Output = bool> + 'static,
{
    let (worked, set_worked) = signal(false);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(Some(timer)) = timer.try_get_value() {
            timer.clear();
        }
    };
    on_cleanup(stop);
    let run = move || {
        let done = act();
        spawn_local(async move {
            // The page may have let go of the button meanwhile; then nobody is to be told.
            if !done.await || set_worked.try_set(true).is_some() {
                return;
            }
            stop();
            let faded = set_timeout_with_handle(move || set_worked.set(false), SHOWN);
            timer.set_value(faded.ok());
        });
    };
    (worked, run)
}
