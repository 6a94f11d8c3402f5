//! The repository's own commands: `cargo xtask` lists them.

mod application;
mod bench;
mod bindings;
mod display;
mod failure;
mod flow;
mod frontends;
mod packages;
mod program;
mod run;
mod say;
mod setup;
mod sizes;
mod tauri;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

use failure::{Failure, Outcome};

const COMMANDS: &str = "\
cargo xtask run [--ui leptos|react|both] [FILE…]  opens the application, with files to hash
cargo xtask test [PART…]                          tests everything, or these parts; `test list` names them
cargo xtask tidy                                  holds the repository to its own rules
cargo xtask bindings                              writes the contract as TypeScript
cargo xtask pack                                  packs what is published
cargo xtask bench [NAME]                          measures; without a name it lists what can be measured
cargo xtask frontends dev|build                   serves or builds the front ends, for Tauri
cargo xtask tauri …                               Tauri's command line; `cargo tauri` is short for it";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.is_told() {
                eprintln!("{failure}");
            }
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Outcome {
    let Some((command, rest)) = arguments.split_first() else {
        println!("{COMMANDS}");
        return Ok(());
    };
    match command.as_str() {
        "run" => run::command(rest),
        "test" => test::command(rest),
        "tidy" => tidy::command(rest),
        "bindings" => bindings::command(rest),
        "pack" => packages::command(rest),
        "bench" => bench::command(rest),
        "frontends" => frontends::command(rest),
        "tauri" => tauri::command(rest),
        "help" | "--help" | "-h" => {
            println!("{COMMANDS}");
            Ok(())
        }
        other => Err(Failure::new(format!("There is no command `{other}`.")).hint(COMMANDS)),
    }
}
