//! What must not stand in any file.

use super::{
    Breach,
    tree::{Tree, code, is_beneath},
};

/// Words that are wrong wherever they stand, and why. This file has them in halves, so as not to be
/// found itself.
const FORBIDDEN: &[(&str, &str)] = &[
    (concat!("/ro", "ot/"), "a path of one machine"),
    (concat!("/wo", "rk/"), "a path of one machine"),
    (concat!("/ho", "me/"), "a path of one machine"),
    (concat!("C:\\Us", "ers\\"), "a path of one machine"),
    (concat!("TO", "DO"), "work that is not done"),
    (concat!("FIX", "ME"), "work that is not done"),
];

/// Where packages of lock files come from: the public registries, under whichever mirror a machine
/// reaches them.
const CARGO: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
const NPM: &str = "\"resolved\": \"https://registry.npmjs.org/";

/// No file has a word that is wrong everywhere.
pub fn forbidden(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (path, text) in tree.under("").filter(|(path, _)| !path.starts_with("LICENSE")) {
        for (index, line) in text.lines().enumerate() {
            for (word, why) in FORBIDDEN.iter().filter(|(word, _)| line.contains(word)) {
                breaches.push(Breach::at(path, index, format!("`{word}`: {why}")));
            }
        }
    }
    breaches
}

/// Whether an item was sent is never ignored: a stream that was stopped must stop its producer.
pub fn swallowed_sends(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let rust = tree.sources().filter(|(path, _)| {
        let is_test = path.split('/').any(|part| part == "tests");
        path.ends_with(".rs") && !is_test && !is_beneath(path, "xtask")
    });
    for (path, text) in rust {
        for (index, line) in code(text) {
            let sends = [".send(", ".send_blocking(", ".send_with("].iter().any(|call| line.contains(call));
            if sends && (line.contains("let _") || line.trim_end().ends_with(".ok();")) {
                breaches.push(Breach::at(path, index, "the answer of a send is thrown away"));
            }
        }
    }
    breaches
}

/// Lock files name the public registries only.
pub fn lock_files(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (path, start, right) in
        [("Cargo.lock", "source = ", CARGO), ("package-lock.json", "\"resolved\": \"http", NPM)]
    {
        for (index, line) in tree.text(path).unwrap_or_default().lines().enumerate() {
            let line = line.trim_start();
            if line.starts_with(start) && !line.starts_with(right) {
                breaches.push(Breach::at(path, index, "names a registry of one machine"));
            }
        }
    }
    breaches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_a_machine_is_found_in_any_file() {
        let text = format!("see\n{}me/x", "/ho");
        let breaches = forbidden(&Tree::of(&[("docs/a.md", &text)]));
        assert_eq!(breaches, [Breach::at("docs/a.md", 1, format!("`{}me/`: a path of one machine", "/ho"))]);
    }

    #[test]
    fn a_send_may_not_be_ignored() {
        let broken = |line| !swallowed_sends(&Tree::of(&[("crates/a/src/b.rs", line)])).is_empty();
        assert!(broken("let _ = outlet.send(item).await;"));
        assert!(broken("outlet.send_blocking(item).ok();"));
        assert!(!broken("outlet.send(item).await?;"));
        assert!(!broken("// let _ = outlet.send(item)"));
    }

    #[test]
    fn lock_files_name_public_registries() {
        let broken = |path, text| !lock_files(&Tree::of(&[(path, text)])).is_empty();
        assert!(broken("Cargo.lock", "source = \"registry+https://mirror.example/index\""));
        assert!(!broken("Cargo.lock", CARGO));
        assert!(broken("package-lock.json", "      \"resolved\": \"https://mirror.example/a.tgz\","));
        assert!(!broken("package-lock.json", "      \"resolved\": \"packages/client\","));
    }
}
