//! `cargo xtask run [--ui leptos|react|both] [FILE…]`: opens the application, with files to hash.
//!
//! Where there is no display, it opens on a virtual one, hashes a real file in each front end through
//! the real window, and leaves pictures and a report.

use std::{
    env, fs,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    application, display,
    failure::{Failure, Outcome},
    frontends::{self, FrontEnd},
    program::Program,
    say,
    setup::{self, Need},
    workspace,
};

/// What is asked for.
struct Request {
    front_ends: Option<Vec<FrontEnd>>,
    files: Vec<PathBuf>,
}

pub fn command(arguments: &[String]) -> Outcome {
    let request = parse(arguments)?;
    if display::is_here() { open(&request) } else { show(&request) }
}

fn open(request: &Request) -> Outcome {
    let front_ends = request.front_ends.as_deref().unwrap_or(&[FrontEnd::Leptos]);
    setup::ready(&setup::application(front_ends))?;
    let binary = build(front_ends)?;
    println!("Opening the window; this ends when it is closed.");
    Program::new(binary).args(&request.files).interactive().run()
}

/// One application for each front end: a driver sees only the first window of one.
fn show(request: &Request) -> Outcome {
    println!("There is no display here, so the window opens on a virtual one.");
    let front_ends = request.front_ends.as_deref().unwrap_or(&FrontEnd::ALL);
    let mut needs = setup::application(front_ends);
    needs.extend([Need::Display, Need::Driver, Need::OpenSsl]);
    setup::ready(&needs)?;
    for front_end in front_ends {
        build(&[*front_end])?;
    }
    let files = if request.files.is_empty() { vec![largest()?] } else { request.files.clone() };
    let names: Vec<_> = front_ends.iter().map(|front_end| front_end.name()).collect();
    let files = env::join_paths(files).map_err(Failure::during("The names of the files"))?;
    let vitest = Program::package("vitest/vitest.mjs")
        .args(["run", "--dir", "run"])
        .within("e2e")
        .env("MILLSTREAM_APPS", application::folder())
        .env("MILLSTREAM_RUN_FILES", files)
        .env("MILLSTREAM_RUN_UIS", names.join(","));
    let program = display::virtually(vitest.path(setup::tool_folders()?)?);
    let folder = workspace::root().join("e2e/artifacts/run");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(Failure::during(folder.display()))?;
    }
    let mut said = Vec::new();
    let is_good = say::step("Hashing in the window", || {
        program.observed(Duration::from_secs(30), |line| said.extend(line))
    })?;
    if !is_good {
        said.iter().for_each(|line| println!("{line}"));
    }
    let report = folder.join("report.txt");
    println!("\n{}", fs::read_to_string(&report).map_err(Failure::during(report.display()))?);
    println!("This report and the pictures: {}", folder.display());
    if is_good { Ok(()) } else { Err(Failure::new("A digest is not what it should be.")) }
}

fn build(front_ends: &[FrontEnd]) -> Outcome<PathBuf> {
    front_ends.iter().try_for_each(|front_end| frontends::build(*front_end))?;
    let title = format!("Building the application with {}", application::name(front_ends));
    say::step(&title, || application::building(front_ends).run())?;
    application::keep(front_ends)
}

/// The largest file of the repository.
fn largest() -> Outcome<PathBuf> {
    let size = |file: &PathBuf| fs::metadata(file).map_or(0, |metadata| metadata.len());
    let files = workspace::files()?.into_iter().map(|file| workspace::root().join(file));
    files.max_by_key(size).ok_or_else(|| Failure::new("The repository has no files."))
}

fn parse(arguments: &[String]) -> Outcome<Request> {
    let mut request = Request { front_ends: None, files: Vec::new() };
    let mut words = arguments.iter().map(String::as_str);
    while let Some(word) = words.next() {
        if word == "--ui" {
            let value = words.next().ok_or_else(|| Failure::new("`--ui` takes leptos, react or both."))?;
            request.front_ends = Some(FrontEnd::parse(value)?);
        } else if let Some(value) = word.strip_prefix("--ui=") {
            request.front_ends = Some(FrontEnd::parse(value)?);
        } else if word == "--" {
            request.files.extend(words.by_ref().map(file).collect::<Outcome<Vec<_>>>()?);
        } else if word.starts_with('-') {
            let usage = "cargo xtask run [--ui leptos|react|both] [FILE…]";
            return Err(Failure::new(format!("`run` knows no option `{word}`.")).hint(usage));
        } else {
            request.files.push(file(word)?);
        }
    }
    Ok(request)
}

/// Whole, as the application runs elsewhere.
fn file(name: &str) -> Outcome<PathBuf> {
    let missing =
        |error| Failure::new(format!("{name}: {error}")).hint("Name a file or a folder that is there.");
    fs::canonicalize(Path::new(name)).map_err(|error: std::io::Error| missing(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(line: &str) -> Outcome<Request> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn front_ends_and_files_in_any_order() {
        let request = request("Cargo.toml --ui react src").unwrap();
        assert_eq!(request.front_ends, Some(vec![FrontEnd::React]));
        assert_eq!(request.files.len(), 2);
        assert!(request.files.iter().all(|file| file.is_absolute()));
    }

    #[test]
    fn a_file_that_is_not_there_is_named_before_anything_is_built() {
        let failure = request("no-such-file").err().unwrap();
        assert!(failure.to_string().contains("no-such-file"));
    }

    #[test]
    fn unknown_options_are_named() {
        assert!(request("--gui x").err().unwrap().to_string().contains("--gui"));
        assert!(request("--ui").is_err());
    }
}
