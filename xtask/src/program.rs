//! Running other programs: in the open, for their answer, or into a log.

use std::{
    env,
    ffi::{OsStr, OsString},
    io::{BufRead, BufReader, pipe},
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use crate::{
    failure::{Failure, Outcome},
    workspace,
};

/// A program to run, in the repository's root unless told otherwise.
pub struct Program {
    command: Command,
}

impl Program {
    /// The program of this name on the `PATH`, or at this path.
    pub fn new(name: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(name);
        command.current_dir(workspace::root()).stdin(Stdio::null());
        Self { command }
    }

    /// The cargo that runs us.
    pub fn cargo() -> Self {
        Self::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
    }

    /// A script that an npm package brings, run by Node: `script` is relative to `node_modules`.
    pub fn package(script: &str) -> Self {
        Self::new("node").arg(workspace::root().join("node_modules").join(script))
    }

    /// Node's package manager.
    pub fn npm() -> Self {
        Self::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
    }

    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    pub fn args(mut self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        self.command.args(arguments);
        self
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub fn without_env(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Runs in this folder of the repository.
    pub fn within(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(workspace::root().join(folder));
        self
    }

    /// Finds programs in these folders first.
    pub fn path(self, folders: impl IntoIterator<Item = PathBuf>) -> Outcome<Self> {
        let inherited = env::var_os("PATH").unwrap_or_default();
        let all = folders.into_iter().chain(env::split_paths(&inherited));
        let path = env::join_paths(all).map_err(Failure::during("PATH"))?;
        Ok(self.env("PATH", path))
    }

    /// Lets the program ask the person who called us.
    pub fn interactive(mut self) -> Self {
        self.command.stdin(Stdio::inherit());
        self
    }

    /// The same call as arguments of another program, such as `xvfb-run`; that program gets the
    /// environment and the folder of this one.
    pub fn under(self, outer: &str, arguments: &[&str]) -> Self {
        let inner = &self.command;
        let mut command = Command::new(outer);
        command.args(arguments).arg(inner.get_program()).args(inner.get_args()).stdin(Stdio::null());
        if let Some(folder) = inner.get_current_dir() {
            command.current_dir(folder);
        }
        for (name, value) in inner.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        Self { command }
    }

    /// As one would type it, in the repository's root.
    pub fn shown(&self) -> String {
        let program = Path::new(self.command.get_program());
        let program = program.file_name().unwrap_or(program.as_os_str());
        let words = std::iter::once(program).chain(self.command.get_args());
        words.map(quoted).collect::<Vec<_>>().join(" ")
    }

    /// Runs it in the open: its output is the caller's.
    pub fn run(mut self) -> Outcome {
        let status = self.command.status().map_err(|error| self.not_started(&error))?;
        self.accept(status)
    }

    /// Starts it in the open and leaves it running.
    pub fn start(mut self) -> Outcome<std::process::Child> {
        self.command.spawn().map_err(|error| self.not_started(&error))
    }

    /// Runs it for what it writes to its standard output.
    pub fn output(mut self) -> Outcome<String> {
        let output =
            self.command.stderr(Stdio::piped()).output().map_err(|error| self.not_started(&error))?;
        self.accept(output.status)
            .map_err(|failure| failure.hint(String::from_utf8_lossy(&output.stderr).trim_end()))?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// What it writes to its standard output, whether it succeeds or not; nothing when it is not there.
    pub fn said(mut self) -> String {
        let output = self.command.stderr(Stdio::null()).output();
        output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default()
    }

    /// Whether it can be run, and says yes.
    pub fn agrees(mut self) -> bool {
        self.command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    }

    /// Runs it with all its output given to `line`, which is called with nothing each time that it has
    /// been silent for `patience`. Answers whether it succeeded.
    pub fn observed(mut self, patience: Duration, mut line: impl FnMut(Option<String>)) -> Outcome<bool> {
        let (reader, writer) = pipe().map_err(Failure::during("A pipe"))?;
        let twin = writer.try_clone().map_err(Failure::during("A pipe"))?;
        let started = self.command.stdout(twin).stderr(writer).spawn();
        let mut child = started.map_err(|error| self.not_started(&error))?;
        // The command holds the writing end: the reader sees no end while it lives.
        drop(self);
        let (lines, inbox) = mpsc::channel();
        thread::spawn(move || {
            for bytes in BufReader::new(reader).split(b'\n').map_while(Result::ok) {
                if lines.send(String::from_utf8_lossy(&bytes).into_owned()).is_err() {
                    return;
                }
            }
        });
        loop {
            match inbox.recv_timeout(patience) {
                Ok(text) => line(Some(text)),
                // Something that it left behind may hold the pipe open after it is gone.
                Err(mpsc::RecvTimeoutError::Timeout) if matches!(child.try_wait(), Ok(Some(_))) => break,
                Err(mpsc::RecvTimeoutError::Timeout) => line(None),
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
            }
        }
        let status = child.wait().map_err(Failure::during("A program that was started"))?;
        Ok(status.success())
    }

    fn accept(&self, status: ExitStatus) -> Outcome {
        if status.success() {
            return Ok(());
        }
        Err(Failure::new(format!("`{}` failed ({status}).", self.shown())))
    }

    fn not_started(&self, error: &std::io::Error) -> Failure {
        Failure::new(format!("`{}` could not be started: {error}.", self.shown()))
    }
}

/// Where a program of this name stands on the `PATH`.
pub fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let file: OsString = if cfg!(windows) { format!("{name}.exe").into() } else { name.into() };
    env::split_paths(&path).map(|folder| folder.join(&file)).find(|file| file.is_file())
}

fn quoted(word: &OsStr) -> String {
    let word = Path::new(word).strip_prefix(workspace::root()).unwrap_or(Path::new(word)).to_string_lossy();
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word.into_owned() } else { format!("{word:?}") }
}
