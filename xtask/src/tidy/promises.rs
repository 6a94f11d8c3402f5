//! What CONTRIBUTING.md promises of the published crates is what their sources say.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Breach,
    tree::{Tree, is_beneath},
};

/// The crates whose public items are promised.
const CRATES: &[&str] =
    &["shared", "crates/flow", "crates/tauri-plugin-millstream", "crates/client", "crates/conformance"];

const DOCUMENT: &str = "CONTRIBUTING.md";

/// How a public type may change, and how the paragraph that lists such types begins.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Open,
    Default,
    Closed,
    Trait,
}

const PARAGRAPHS: &[(Kind, &str)] = &[
    (Kind::Open, "- **What will grow is open**"),
    (Kind::Default, "- **What is written with `..Default::default()`**"),
    (Kind::Closed, "- **What is closed is closed on purpose**"),
    (Kind::Trait, "- **Traits for users to implement**"),
];

/// Each type whose fields or cases users can name, and each trait, stands in the one list that is true of it;
/// and the lists name nothing else.
pub fn are_true(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let document = tree.text(DOCUMENT).unwrap_or_default();
    let promised: BTreeMap<_, _> =
        PARAGRAPHS.iter().map(|(kind, start)| (*kind, names(paragraph(document, start)))).collect();
    let mut known = BTreeSet::new();
    for item in CRATES.iter().flat_map(|folder| public(tree, folder)) {
        known.insert((item.kind, item.name));
        let is_default = promised[&Kind::Default].contains(item.name) && item.kind == Kind::Closed;
        let kind = if is_default { Kind::Default } else { item.kind };
        known.insert((kind, item.name));
        if !promised[&kind].contains(item.name) {
            let what = format!("`{}` is {}, and {DOCUMENT} does not say so", item.name, kind.word());
            breaches.push(Breach::at(item.path, item.index, what));
        }
    }
    for (kind, names) in promised {
        let wrong = names.into_iter().filter(|name| !known.contains(&(kind, *name)));
        breaches.extend(wrong.map(|name| {
            Breach::of(DOCUMENT, format!("promises that `{name}` is {}, and it is not", kind.word()))
        }));
    }
    breaches
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Default => "written with a default",
            Self::Closed => "closed",
            Self::Trait => "a trait",
        }
    }
}

struct Item<'a> {
    path: &'a str,
    index: usize,
    name: &'a str,
    kind: Kind,
}

/// What a crate shows: what its public modules declare, and what they pass on. What is hidden is not shown.
fn public<'a>(tree: &'a Tree, folder: &str) -> Vec<Item<'a>> {
    let source = format!("{folder}/src");
    let root = format!("{source}/lib.rs");
    let modules: Vec<_> = shown(tree.text(&root).unwrap_or_default())
        .filter_map(|(_, line)| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .map(|name| format!("{source}/{name}.rs"))
        .chain([root.clone()])
        .collect();
    let passed_on: BTreeSet<_> =
        modules.iter().flat_map(|path| passed_on(tree.text(path).unwrap_or_default())).collect();
    let mut items = Vec::new();
    for (path, text) in tree.under("").filter(|(path, _)| is_beneath(path, &source)) {
        let declared = declared(text).into_iter();
        let is_module = modules.iter().any(|module| module == path);
        let seen = declared.filter(|(_, name, _)| is_module || passed_on.contains(name));
        items.extend(seen.map(|(index, name, kind)| Item { path, index, name, kind }));
    }
    items
}

/// The lines that no attribute keeps from users, each with its index.
fn shown(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut attributes = String::new();
    text.lines().enumerate().filter(move |(_, line)| {
        if line.starts_with("#[") || line.starts_with("///") {
            attributes += line;
            return false;
        }
        let is_ours = ["doc(hidden)", "feature = \"workbench\""].iter().any(|it| attributes.contains(it));
        attributes.clear();
        !is_ours
    })
}

/// The names that are passed on from other modules.
fn passed_on(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for (index, line) in shown(text).filter(|(_, line)| line.starts_with("pub use ")) {
        let start = text.lines().take(index).map(|line| line.len() + 1).sum();
        let whole = text.get(start..).and_then(|rest| rest.split(';').next()).unwrap_or(line);
        names.extend(whole.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| is_type(word)));
    }
    names
}

/// The traits, and the types whose fields or cases can be named, of one source.
fn declared(text: &str) -> Vec<(usize, &str, Kind)> {
    let lines: Vec<_> = text.lines().collect();
    let mut declared = Vec::new();
    for (index, line) in shown(text) {
        let Some((word, rest)) = line.strip_prefix("pub ").and_then(|rest| rest.split_once(' ')) else {
            continue;
        };
        let name = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let attributes = lines[..index].iter().rev().take_while(|line| line.starts_with(['#', '/']));
        let is_open = attributes.into_iter().any(|line| *line == "#[non_exhaustive]");
        let kind = match word {
            "trait" => Kind::Trait,
            "enum" | "struct" if is_open => Kind::Open,
            "enum" => Kind::Closed,
            "struct" if is_made_by_users(&lines[index..]) => Kind::Closed,
            _ => continue,
        };
        declared.push((index, name, kind));
    }
    declared
}

/// Whether all fields of the struct that begins here are public, and there are some.
fn is_made_by_users(lines: &[&str]) -> bool {
    let [first, rest @ ..] = lines else { return false };
    if let Some((_, fields)) = first.split_once('(') {
        return fields.starts_with("pub ");
    }
    let fields: Vec<_> = rest
        .iter()
        .take_while(|line| !line.starts_with('}'))
        .filter(|line| line.starts_with("    ") && !line.trim_start().starts_with(['/', '#', '}']))
        .collect();
    first.ends_with('{') && !fields.is_empty() && fields.iter().all(|line| line.starts_with("    pub "))
}

/// The paragraph of a list that begins so.
fn paragraph<'a>(document: &'a str, start: &str) -> &'a str {
    let text = document.split_once(start).map_or("", |(_, rest)| rest);
    let end = ["\n- ", "\n\n"].iter().filter_map(|mark| text.find(mark)).min();
    &text[..end.unwrap_or(text.len())]
}

fn names(paragraph: &str) -> BTreeSet<&str> {
    paragraph.split('`').skip(1).step_by(2).filter(|word| is_type(word)).collect()
}

fn is_type(word: &str) -> bool {
    word.starts_with(|c: char| c.is_uppercase())
        && word.chars().all(char::is_alphanumeric)
        && word.chars().any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTS: &str = "- **What will grow is open**: `Open`.\n\
        - **What is written with `..Default::default()`**: `Options`,\n  or not.\n\
        - **What is closed is closed on purpose**: `Closed`, `Case`.\n\
        - **Traits for users to implement** (`Source`).\n\nThe rest of `Other`.\n";
    const ROOT: &str =
        "pub mod a;\n#[doc(hidden)]\npub mod b;\nmod c;\n\npub use c::{\n    Case, Source,\n};\n";
    const MODULE: &str = "/// One.\n#[non_exhaustive]\npub struct Open {\n    pub a: u8,\n}\n\n\
        pub struct Options {\n    pub a: u8,\n}\n\npub struct Closed(pub u8);\n\n\
        pub struct Opaque {\n    pub a: u8,\n    b: u8,\n}\n\n/// Two.\n#[doc(hidden)]\npub enum Hidden {}\n";

    fn breaches(document: &str, module: &str) -> Vec<Breach> {
        are_true(&Tree::of(&[
            (DOCUMENT, document),
            ("crates/flow/src/lib.rs", ROOT),
            ("crates/flow/src/a.rs", module),
            ("crates/flow/src/b.rs", "pub enum Hidden {}\n"),
            (
                "crates/flow/src/c.rs",
                "pub enum Case {\n    A,\n}\n\npub enum Kept {}\n\npub trait Source {}\n",
            ),
        ]))
    }

    #[test]
    fn lists_that_are_true_are_let_be() {
        assert_eq!(breaches(LISTS, MODULE), []);
    }

    #[test]
    fn a_type_that_is_promised_to_be_open_and_is_not_is_found() {
        let found = breaches(LISTS, &MODULE.replace("#[non_exhaustive]\n", ""));
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn a_type_and_a_trait_in_no_list_are_found() {
        assert_eq!(breaches(&LISTS.replace(", `Case`", ""), MODULE).len(), 1);
        assert_eq!(breaches(&LISTS.replace("`Source`", ""), MODULE).len(), 1);
        assert_eq!(breaches(&LISTS.replace("`Case`", "`Case`, `Gone`"), MODULE).len(), 1);
    }
}
