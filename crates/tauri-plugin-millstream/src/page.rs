use tauri::{
    AppHandle, Manager, RunEvent, Runtime, Webview, WindowEvent, async_runtime,
    webview::{PageLoadEvent, PageLoadPayload},
};

use millstream_flow::{Place, Registry};
use tokio::time::timeout;

use crate::Grace;

/// Ends what the page of this web view reads, as when it reloads, navigates away or closes: cancels its
/// streams, unless they were opened `detached`. Those wait for it, for a while.
///
/// The plugin does this by itself, with one exception that Tauri keeps for the application: when the
/// page's process dies on macOS or iOS. Pass it on from there:
///
/// ```ignore
/// tauri::Builder::default().on_web_content_process_terminate(|webview| {
///     tauri_plugin_millstream::page_gone(webview);
///     webview.reload();
/// })
/// ```
pub fn page_gone<R: Runtime>(webview: &Webview<R>) {
    leave(webview, |place| place.webview == webview.label());
}

fn leave<R: Runtime>(manager: &impl Manager<R>, meant: impl Fn(&Place) -> bool) {
    let (Some(registry), Some(grace)) = (manager.try_state::<Registry>(), manager.try_state::<Grace>())
    else {
        return;
    };
    #[cfg(feature = "lane")]
    if let Some(lanes) = manager.try_state::<crate::lane::Lanes>() {
        lanes.leave(&meant);
    }
    for absence in registry.leave(meant) {
        let (registry, Grace(grace)) = (registry.inner().clone(), *grace);
        async_runtime::spawn(async move {
            // Ends before, when there is nothing to wait for any more.
            if timeout(grace, absence.over()).await.is_err() {
                registry.expire(absence);
            }
        });
    }
}

/// A page begins to load in the place of the one before.
///
/// `Started` comes when the web view has committed itself to the new document (`load-changed` with
/// `committed` in WebKitGTK, `didCommitNavigation` in WKWebView, `ContentLoading` in WebView2): later than
/// every call of the old page, and before the new one runs its first script, so a stream of the new page is
/// never taken for one of the old. All of them come on the main thread, where plain commands run too.
/// A step within the same document (`#fragment`, `history.pushState`) commits nothing, and neither does a
/// navigation that turns into a download or is refused.
pub fn on_load<R: Runtime>(webview: &Webview<R>, payload: &PageLoadPayload<'_>) {
    if payload.event() == PageLoadEvent::Started {
        page_gone(webview);
    }
}

/// A window closes, with all its web views, or the application does.
pub fn on_event<R: Runtime>(app: &AppHandle<R>, event: &RunEvent) {
    match event {
        RunEvent::WindowEvent { label, event: WindowEvent::Destroyed, .. } => {
            leave(app, |place| place.window == *label);
        }
        RunEvent::Exit => {
            // Nobody comes back.
            if let Some(registry) = app.try_state::<Registry>() {
                registry.leave(|_| true).into_iter().for_each(|absence| registry.expire(absence));
            }
        }
        _ => {}
    }
}

/// Listens for what Tauri does not tell: that the page's process has crashed, was killed, or was ended
/// because it took too much memory.
#[cfg(all(feature = "wry", unix, not(any(target_vendor = "apple", target_os = "android"))))]
pub fn watch<R: Runtime>(webview: Webview<R>) {
    use webkit2gtk::WebViewExt;

    let page = webview.clone();
    let watched = webview.with_webview(move |platform| {
        platform.inner().connect_web_process_terminated(move |_, _| page_gone(&page));
    });
    if let Err(error) = watched {
        log::error!("A crash of the page in {} would go unnoticed: {error}", webview.label());
    }
}

/// Elsewhere the streams of a page that crashed go when the next one loads, and until then they wait with
/// a full buffer at most.
#[cfg(not(all(feature = "wry", unix, not(any(target_vendor = "apple", target_os = "android")))))]
pub fn watch<R: Runtime>(_: Webview<R>) {}
