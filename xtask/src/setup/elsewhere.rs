//! macOS, Windows and the other Linuxes: what is missing is named, with how to get it.

use super::Need;
#[cfg(not(windows))]
use crate::program::Program;
use crate::{
    failure::{Failure, Outcome},
    program,
};

/// Something that ought to be here.
struct Piece {
    what: &'static str,
    get: &'static str,
    is_here: bool,
}

/// Fails with the list of all that is missing.
pub fn ready(needs: &[Need]) -> Outcome {
    let mut missing: Vec<_> = needs
        .iter()
        .flat_map(|need| pieces(*need))
        .filter(|piece| !piece.is_here)
        .map(|piece| format!("  - {}: {}", piece.what, piece.get))
        .collect();
    missing.dedup();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("This machine lacks:\n{}", missing.join("\n")))
        .hint("Nothing was installed. On Debian and Ubuntu this command installs what it needs."))
}

#[cfg(target_os = "macos")]
fn pieces(need: Need) -> Vec<Piece> {
    match need {
        Need::WebView | Need::WasmBindgen | Need::Trunk | Need::CargoDeny => vec![Piece {
            what: "the command line tools of Xcode",
            get: "xcode-select --install",
            is_here: Program::new("xcode-select").arg("-p").agrees(),
        }],
        Need::Driver => vec![Piece {
            what: "a WebDriver for WKWebView",
            get: "there is none; the tests in the real window run on Linux",
            is_here: false,
        }],
        Need::Browser => vec![on_path("chromedriver", "brew install --cask chromedriver, and Chrome")],
        Need::OpenSsl => vec![on_path("openssl", "brew install openssl")],
        Need::Display | Need::Packages | Need::Wasm => vec![],
    }
}

#[cfg(windows)]
fn pieces(need: Need) -> Vec<Piece> {
    match need {
        Need::Driver => vec![on_path("msedgedriver", "the driver of your Edge's version, from Microsoft")],
        Need::Browser => vec![on_path("chromedriver", "the driver of your Chrome's version, from Google")],
        Need::OpenSsl => vec![on_path("openssl", "winget install ShiningLight.OpenSSL.Light")],
        // Windows 11 brings WebView2, and rustup the linker's whereabouts.
        Need::WebView
        | Need::Display
        | Need::Packages
        | Need::Wasm
        | Need::WasmBindgen
        | Need::Trunk
        | Need::CargoDeny => {
            vec![]
        }
    }
}

#[cfg(not(any(target_os = "macos", windows)))]
fn pieces(need: Need) -> Vec<Piece> {
    match need {
        Need::WebView => vec![
            library("webkit2gtk-4.1", "Fedora: webkit2gtk4.1-devel; Arch: webkit2gtk-4.1"),
            library("gtk+-3.0", "Fedora: gtk3-devel; Arch: gtk3"),
            library("librsvg-2.0", "Fedora: librsvg2-devel; Arch: librsvg"),
            on_path("cc", "Fedora: gcc; Arch: base-devel"),
        ],
        Need::Display => vec![
            on_path("xvfb-run", "Fedora: xorg-x11-server-Xvfb; Arch: xorg-server-xvfb"),
            on_path("dbus-run-session", "Fedora: dbus-daemon; Arch: dbus"),
        ],
        Need::Driver => {
            vec![on_path("WebKitWebDriver", "Fedora: webkit2gtk-driver; Arch: it is in webkit2gtk-4.1")]
        }
        Need::Browser => vec![on_path("chromedriver", "Fedora: chromedriver; Arch: it is in chromium")],
        Need::OpenSsl => vec![on_path("openssl", "the package openssl")],
        Need::WasmBindgen | Need::Trunk | Need::CargoDeny => {
            vec![on_path("cc", "Fedora: gcc; Arch: base-devel")]
        }
        Need::Packages | Need::Wasm => vec![],
    }
}

#[cfg(not(any(target_os = "macos", windows)))]
fn library(what: &'static str, get: &'static str) -> Piece {
    Piece { what, get, is_here: Program::new("pkg-config").args(["--exists", what]).agrees() }
}

fn on_path(what: &'static str, get: &'static str) -> Piece {
    Piece { what, get, is_here: program::find(what).is_some() }
}
