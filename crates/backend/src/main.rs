//! The workbench: `millstream [FILE | FOLDER]…`

// A console window behind the application helps nobody, except while it is worked on.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::{env, process::ExitCode};

use millstream_backend::{Arguments, run};

fn main() -> ExitCode {
    env_logger::init_from_env(env_logger::Env::default().default_filter_or("warn"));
    let paths = match Arguments::read(env::args_os().skip(1)) {
        Ok(Arguments::Open(paths)) => paths,
        Ok(Arguments::Say(text)) => {
            println!("{text}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    match run(paths) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("The application could not start: {error}.");
            ExitCode::FAILURE
        }
    }
}
