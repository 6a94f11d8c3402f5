//! `cargo tauri …`, `npm run tauri …`: Tauri's own command line, from npm.
//!
//! It is prebuilt there, while building it from source takes ten minutes. The features that are asked
//! for say which front ends are wanted, and so what has to be here and which servers to start.

use crate::{
    failure::Outcome,
    frontends::{self, FrontEnd},
    program::Program,
    setup::{self, Need},
};

pub fn command(arguments: &[String]) -> Outcome {
    let wanted = front_ends(arguments);
    let builds = matches!(arguments.first().map(String::as_str), Some("dev" | "build" | "bundle"));
    setup::ready(&if builds { setup::application(&wanted) } else { vec![Need::Packages] })?;
    let names: Vec<_> = wanted.iter().map(|front_end| front_end.name()).collect();
    Program::package("@tauri-apps/cli/tauri.js")
        .args(arguments)
        .env(frontends::WANTED, names.join(","))
        .interactive()
        .run()
}

/// Which front ends these arguments choose; with none of the features it is Leptos.
fn front_ends(arguments: &[String]) -> Vec<FrontEnd> {
    let features = features(arguments);
    let mut chosen: Vec<_> = FrontEnd::ALL.into();
    chosen.retain(|front_end| features.contains(&front_end.feature()));
    if chosen.is_empty() { vec![FrontEnd::Leptos] } else { chosen }
}

/// The values of `--features` and `-f`, before the arguments that are for the application: as Tauri
/// reads them, separated by commas or spaces, or one after the other.
fn features(arguments: &[String]) -> Vec<&str> {
    let mut features = Vec::new();
    let mut words = arguments.iter().map(String::as_str).take_while(|word| *word != "--").peekable();
    while let Some(word) = words.next() {
        if let Some(value) = word.strip_prefix("--features=").or_else(|| word.strip_prefix("-f=")) {
            features.push(value);
        } else if matches!(word, "--features" | "-f" | "-F") {
            while let Some(value) = words.next_if(|word| !word.starts_with('-')) {
                features.push(value);
            }
        }
    }
    features.into_iter().flat_map(|value| value.split([',', ' '])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(line: &str) -> Vec<FrontEnd> {
        front_ends(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn without_a_feature_it_is_leptos() {
        assert_eq!(chosen("dev"), [FrontEnd::Leptos]);
        assert_eq!(chosen("build --features tauri/devtools"), [FrontEnd::Leptos]);
    }

    #[test]
    fn features_choose() {
        assert_eq!(chosen("dev --features ui-react"), [FrontEnd::React]);
        assert_eq!(chosen("dev -f ui-react --no-watch"), [FrontEnd::React]);
        assert_eq!(chosen("build --features=ui-leptos,ui-react --no-bundle"), FrontEnd::ALL);
        assert_eq!(chosen("build --features ui-leptos ui-react --no-bundle"), FrontEnd::ALL);
        assert_eq!(chosen("build --features ui-leptos --features ui-react"), FrontEnd::ALL);
    }

    #[test]
    fn what_the_application_gets_is_not_read() {
        assert_eq!(chosen("dev -- --features ui-react"), [FrontEnd::Leptos]);
    }
}
