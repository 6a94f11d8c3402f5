//! The texts of the repository, as the rules see them.

use std::collections::BTreeMap;

use crate::{failure::Outcome, workspace};

/// Paths relative to the repository, with `/`, and their texts. What is no UTF-8 is there without one.
pub struct Tree {
    texts: BTreeMap<String, String>,
}

impl Tree {
    pub fn of_the_repository() -> Outcome<Self> {
        let mut texts = BTreeMap::new();
        for file in workspace::files()? {
            // Deleted, and git has not been told.
            let Ok(bytes) = std::fs::read(workspace::root().join(&file)) else { continue };
            let path = file.to_string_lossy().replace('\\', "/");
            texts.insert(path, String::from_utf8(bytes).unwrap_or_default());
        }
        Ok(Self { texts })
    }

    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        Self { texts: files.iter().map(|(path, text)| ((*path).into(), (*text).into())).collect() }
    }

    /// All files beneath this folder, in order; `""` is the repository.
    pub fn under(&self, folder: &str) -> impl Iterator<Item = (&str, &str)> {
        let all = self.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        all.filter(move |(path, _)| is_beneath(path, folder))
    }

    /// Sources in Rust or TypeScript that are written by hand.
    pub fn sources(&self) -> impl Iterator<Item = (&str, &str)> {
        self.under("").filter(|(path, _)| {
            let written = [".rs", ".ts", ".tsx", ".mjs"].iter().any(|end| path.ends_with(end));
            written && !is_beneath(path, "shared/bindings")
        })
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// Whether there is such a file, or such a folder with something in it.
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        self.texts.contains_key(path) || self.under(path).next().is_some()
    }
}

pub fn is_beneath(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// The lines of a source that are code, each with its index: comments are left out, roughly.
pub fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_comment = |line: &str| {
        let line = line.trim_start();
        line.starts_with("//") || line.starts_with('*') || line.starts_with("/*")
    };
    text.lines().enumerate().filter(move |(_, line)| !is_comment(line))
}
