//! `cargo xtask tidy`: the repository's own rules, each a function from the tree to its breaches.

mod differences;
mod layers;
mod length;
mod links;
mod promises;
mod published;
mod samples;
mod streams;
mod tree;
mod twins;
mod words;

use std::{fmt, path::PathBuf};

use crate::{
    bindings,
    failure::{Failure, Outcome},
};
use tree::Tree;

/// A rule, and what breaks it.
type Rule = fn(&Tree) -> Vec<Breach>;

const RULES: &[Rule] = &[
    layers::dependencies,
    layers::contract,
    layers::imports,
    layers::producers,
    streams::every_layer,
    twins::files,
    twins::names,
    twins::titles,
    length::files,
    words::forbidden,
    words::swallowed_sends,
    words::lock_files,
    links::markdown,
    links::mentions,
    samples::are_compiled,
    published::readme_and_licences,
    published::exports_are_documented,
    published::features_are_shown,
    promises::are_true,
];

/// A place that breaks a rule, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
pub struct Breach {
    file: PathBuf,
    /// From 1; none where it is about the whole file.
    line: Option<usize>,
    what: String,
}

pub fn command(arguments: &[String]) -> Outcome {
    if !arguments.is_empty() {
        return Err(Failure::new("`tidy` takes no arguments."));
    }
    let breaches = breaches()?;
    breaches.iter().for_each(|breach| println!("{breach}"));
    for generator in bindings::GENERATORS {
        generator.checking().run()?;
    }
    if !breaches.is_empty() {
        return Err(Failure::new(format!("Breaches: {}.", breaches.len())));
    }
    println!("{} rules hold.", RULES.len());
    Ok(())
}

/// All places that break a rule.
pub fn breaches() -> Outcome<Vec<Breach>> {
    let tree = Tree::of_the_repository()?;
    Ok(RULES.iter().flat_map(|rule| rule(&tree)).collect())
}

/// How many rules there are.
pub const fn rules() -> u64 {
    RULES.len() as u64
}

impl Breach {
    fn of(file: impl Into<PathBuf>, what: impl Into<String>) -> Self {
        Self { file: file.into(), line: None, what: what.into() }
    }

    /// In the line with this index, from 0.
    fn at(file: impl Into<PathBuf>, index: usize, what: impl Into<String>) -> Self {
        Self { file: file.into(), line: Some(index + 1), what: what.into() }
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        write!(f, " {}", self.what)
    }
}
