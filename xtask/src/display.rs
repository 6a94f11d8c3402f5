//! A display for windows where there is none, or where ours should not get in the way.

use std::env;

use crate::program::Program;

/// Whether a window would be seen by someone.
pub fn is_here() -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// The same program on a display and a session bus of its own, on Linux; both end with it.
pub fn virtually(program: Program) -> Program {
    if !cfg!(target_os = "linux") {
        return program;
    }
    // The bus inside of the display: what it starts is to see a screen, too.
    let screen = ["--auto-servernum", "--server-args=-screen 0 1600x1000x24", "dbus-run-session", "--"];
    program
        .under("xvfb-run", &screen)
        .without_env("WAYLAND_DISPLAY")
        .env("GDK_BACKEND", "x11")
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        // The home folders of the tests are gone before a window's last shader is.
        .env("MESA_SHADER_CACHE_DISABLE", "true")
        // No desktop, so no accessibility bus to look for.
        .env("NO_AT_BRIDGE", "1")
}
