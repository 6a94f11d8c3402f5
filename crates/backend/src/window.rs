//! The windows: one for each front end that was chosen when this was built.

use tauri::{
    App, LogicalPosition, LogicalSize, Manager, Runtime, Url, WebviewUrl, WebviewWindow,
    WebviewWindowBuilder, webview::NewWindowResponse,
};

/// A front end: a page, and the window that shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrontEnd {
    /// The one in Rust.
    Leptos,
    /// The one in TypeScript.
    React,
}

impl FrontEnd {
    /// Those that were chosen by the features `ui-leptos` and `ui-react`; Leptos when none was.
    pub const fn chosen() -> &'static [Self] {
        match (cfg!(feature = "ui-leptos"), cfg!(feature = "ui-react")) {
            (true, true) => &[Self::Leptos, Self::React],
            (false, true) => &[Self::React],
            (_, false) => &[Self::Leptos],
        }
    }

    /// The window's label, which is also the page's folder and the capability's name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Leptos => "leptos",
            Self::React => "react",
        }
    }

    /// The label of the inspector's window.
    fn inspector(self) -> String {
        format!("{}-inspector", self.label())
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Leptos => "Millstream · Leptos",
            Self::React => "Millstream · React",
        }
    }
}

/// Opens all windows: one in the middle of the screen, two side by side.
///
/// # Errors
/// When the web view cannot be made.
pub fn open_all<R: Runtime>(app: &App<R>) -> tauri::Result<()> {
    let chosen = FrontEnd::chosen();
    for (index, front_end) in chosen.iter().enumerate() {
        let window = builder(app, *front_end, front_end.label().to_owned(), "");
        match beside(app, index, chosen.len()) {
            Some((position, size)) => {
                window.position(position.x, position.y).inner_size(size.width, size.height)
            }
            None => window.center(),
        }
        .build()?;
    }
    Ok(())
}

fn builder<'a, R: Runtime, M: Manager<R>>(
    app: &'a M,
    front_end: FrontEnd,
    label: String,
    fragment: &str,
) -> WebviewWindowBuilder<'a, R, M> {
    let page = WebviewUrl::App(format!("{}/index.html{fragment}", front_end.label()).into());
    let dev_url = app.config().build.dev_url.clone().filter(|_| tauri::is_dev());
    WebviewWindowBuilder::new(app, label, page)
        .title(front_end.title())
        .inner_size(1180.0, 820.0)
        .min_inner_size(420.0, 420.0)
        // The page is ours or nothing: no link in it, and no text from outside, leads elsewhere.
        .on_navigation(move |url| is_own(url, dev_url.as_ref()))
        .on_new_window(|_, _| NewWindowResponse::Deny)
}

/// Opens a window of the same front end for the inspector, or brings it to the front.
///
/// # Errors
/// When the web view cannot be made.
pub fn open_inspector<R: Runtime>(window: &WebviewWindow<R>) -> tauri::Result<()> {
    let known = |front_end: &&FrontEnd| {
        window.label() == front_end.label() || window.label() == front_end.inspector()
    };
    let front_end = FrontEnd::chosen().iter().find(known).copied().unwrap_or(FrontEnd::Leptos);
    if let Some(open) = window.get_webview_window(&front_end.inspector()) {
        open.unminimize()?;
        return open.set_focus();
    }
    builder(window, front_end, front_end.inspector(), "#inspector")
        .title(format!("{} · Inspector", front_end.title()))
        .center()
        .build()
        .map(|_| ())
}

/// The part of the screen for one of several windows; none for a single one, and where the screen is
/// not known.
fn beside<R: Runtime>(
    app: &App<R>,
    index: usize,
    count: usize,
) -> Option<(LogicalPosition<f64>, LogicalSize<f64>)> {
    let monitor = app.primary_monitor().ok().flatten().filter(|_| count > 1)?;
    let area = monitor.work_area();
    let position = area.position.to_logical::<f64>(monitor.scale_factor());
    let size = area.size.to_logical::<f64>(monitor.scale_factor());
    let width = size.width / count as f64;
    let position = LogicalPosition::new(width.mul_add(index as f64, position.x), position.y);
    Some((position, LogicalSize::new(width, size.height)))
}

fn is_own(url: &Url, dev_url: Option<&Url>) -> bool {
    let embedded = match (url.scheme(), url.host_str()) {
        ("tauri", Some("localhost")) => true,
        // How it is spelled where a web view knows no schemes of an application's own.
        ("http" | "https", Some("tauri.localhost")) => true,
        _ => false,
    };
    embedded || dev_url.is_some_and(|dev| dev.origin() == url.origin())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_stays_on_its_own_pages() {
        let url = |text: &str| Url::parse(text).expect("a URL");
        let dev = url("http://localhost:1420");
        for own in ["tauri://localhost/leptos/index.html", "https://tauri.localhost/react/"] {
            assert!(is_own(&url(own), None), "{own}");
        }
        for foreign in
            ["https://example.org", "tauri://example.org", "file:///etc/passwd", "data:text/html,x"]
        {
            assert!(!is_own(&url(foreign), Some(&dev)), "{foreign}");
        }
        assert!(is_own(&url("http://localhost:1420/react/index.html"), Some(&dev)));
        assert!(!is_own(&url("http://localhost:1420/react/index.html"), None));
        assert!(!is_own(&url("http://localhost:8080/"), Some(&dev)));
    }
}
