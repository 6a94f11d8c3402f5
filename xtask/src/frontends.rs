//! `cargo xtask frontends dev|build`: the pages that the windows show.
//!
//! Tauri runs this before it builds or opens the application; `MILLSTREAM_FRONTENDS` then says which
//! ones are wanted. While one develops, the windows load `http://localhost:1420`. Trunk serves Leptos
//! there and Vite serves React; when both are wanted, Vite stands behind Trunk.

use std::{env, process::Child, sync::mpsc, thread};

use crate::{
    failure::{Failure, Outcome},
    program::Program,
    say,
    setup::{self, Need},
};

/// Names the wanted front ends, for the commands that Tauri runs.
pub const WANTED: &str = "MILLSTREAM_FRONTENDS";

const PORT: &str = "1420";
/// Where Vite is when Trunk stands in front of it.
const PORT_BEHIND: &str = "1421";

/// One of the twins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrontEnd {
    Leptos,
    React,
}

impl FrontEnd {
    pub const ALL: [Self; 2] = [Self::Leptos, Self::React];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Leptos => "leptos",
            Self::React => "react",
        }
    }

    /// The feature of the application that opens its window.
    pub const fn feature(self) -> &'static str {
        match self {
            Self::Leptos => "ui-leptos",
            Self::React => "ui-react",
        }
    }

    /// What building it takes.
    pub const fn needs(self) -> &'static [Need] {
        match self {
            Self::Leptos => &[Need::Packages, Need::Wasm, Need::WasmBindgen, Need::Trunk],
            Self::React => &[Need::Packages],
        }
    }

    /// Reads `leptos`, `react` or `both`; several are separated by commas.
    pub fn parse(text: &str) -> Outcome<Vec<Self>> {
        let mut chosen = Vec::new();
        for word in text.split(',') {
            match word.trim() {
                "both" => chosen.extend(Self::ALL),
                word => chosen.push(
                    Self::ALL.into_iter().find(|front_end| front_end.name() == word).ok_or_else(|| {
                        Failure::new(format!("There is no front end `{word}`."))
                            .hint("There are leptos, react and both.")
                    })?,
                ),
            }
        }
        // In the order of ALL, each once.
        Ok(Self::ALL.into_iter().filter(|front_end| chosen.contains(front_end)).collect())
    }
}

pub fn command(arguments: &[String]) -> Outcome {
    let wanted = match env::var(WANTED) {
        Ok(text) => FrontEnd::parse(&text)?,
        Err(_) => FrontEnd::ALL.to_vec(),
    };
    setup::ready(&wanted.iter().flat_map(|front_end| front_end.needs()).copied().collect::<Vec<_>>())?;
    match arguments {
        [word] if word == "build" => wanted.iter().try_for_each(|front_end| build(*front_end)),
        [word] if word == "dev" => dev(&wanted),
        _ => {
            Err(Failure::new("What is to be done with the front ends?")
                .hint("cargo xtask frontends dev|build"))
        }
    }
}

/// Builds one into `dist`, as it is shipped.
pub fn build(front_end: FrontEnd) -> Outcome {
    say::step(&format!("Building the front end in {}", front_end.name()), || building(front_end)?.run())
}

/// The program that builds one.
pub fn building(front_end: FrontEnd) -> Outcome<Program> {
    match front_end {
        FrontEnd::Leptos => trunk(&["build", "--release", "--log", "warn"]),
        FrontEnd::React => Ok(vite(&["build", "--logLevel", "warn"])),
    }
}

/// The program that builds one with the instrument of `bench flow` and `test faults` inside, into `dist/lab`.
pub fn building_lab(front_end: FrontEnd) -> Outcome<Program> {
    match front_end {
        FrontEnd::Leptos => {
            trunk(&["build", "--release", "--log", "warn", "--features", "lab", "--dist", "dist/lab/leptos"])
        }
        FrontEnd::React => {
            Ok(vite(&["build", "--logLevel", "warn", "--mode", "lab", "--outDir", "../dist/lab/react"]))
        }
    }
}

fn dev(wanted: &[FrontEnd]) -> Outcome {
    let servers = match wanted {
        [FrontEnd::Leptos] => vec![trunk(&["serve", "--port", PORT])?],
        [FrontEnd::React] => vec![vite(&["--port", PORT, "--strictPort"])],
        _ => {
            let backend = format!("http://127.0.0.1:{PORT_BEHIND}/react/");
            let proxy =
                ["--proxy-backend", &backend, "--proxy-rewrite", "/react/", "--proxy-no-system-proxy"];
            vec![
                vite(&["--port", PORT_BEHIND, "--strictPort"]),
                trunk(&[&["serve", "--port", PORT][..], &proxy[..]].concat())?,
            ]
        }
    };
    serve(servers.into_iter().map(Program::start).collect::<Outcome<_>>()?)
}

/// Until one of them ends; then the others end with it.
fn serve(servers: Vec<Child>) -> Outcome {
    let (ended, inbox) = mpsc::channel();
    let ids: Vec<_> = servers.iter().map(Child::id).collect();
    for mut server in servers {
        let ended = ended.clone();
        thread::spawn(move || {
            let status = server.wait();
            // Nobody listens once the first has been heard.
            ended.send((server.id(), status)).ok()
        });
    }
    let Ok((first, status)) = inbox.recv() else { return Ok(()) };
    ids.into_iter().filter(|id| *id != first).for_each(stop);
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure::new(format!("A server of a front end ended ({status})."))),
        Err(error) => Err(Failure::new(format!("A server of a front end cannot be waited for: {error}."))),
    }
}

fn stop(id: u32) {
    let id = id.to_string();
    let stopped = if cfg!(windows) {
        Program::new("taskkill").args(["/T", "/F", "/PID", &id]).agrees()
    } else {
        Program::new("kill").arg(&id).agrees()
    };
    if !stopped {
        eprintln!("Process {id} could not be stopped.");
    }
}

fn trunk(arguments: &[&str]) -> Outcome<Program> {
    // Trunk reads NO_COLOR as a boolean and refuses what everybody else sets it to.
    Program::new("trunk").args(arguments).without_env("NO_COLOR").path(setup::tool_folders()?)
}

fn vite(arguments: &[&str]) -> Program {
    Program::package("vite/bin/vite.js").args(arguments).within("ui-react")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_ends_are_read_in_any_order_and_once() {
        assert_eq!(FrontEnd::parse("react").unwrap(), [FrontEnd::React]);
        assert_eq!(FrontEnd::parse("react, leptos,react").unwrap(), FrontEnd::ALL);
        assert_eq!(FrontEnd::parse("both").unwrap(), FrontEnd::ALL);
        assert!(FrontEnd::parse("vue").unwrap_err().to_string().contains("vue"));
    }
}
