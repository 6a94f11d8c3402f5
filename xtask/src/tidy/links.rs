//! What the documents point at is there.

use super::{Breach, tree::Tree};

/// Links to files lead to files.
pub fn markdown(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (path, index, line) in lines(tree) {
        for (_, rest) in line.match_indices("](").map(|(at, mark)| line.split_at(at + mark.len())) {
            let Some((link, _)) = rest.split_once(')') else { continue };
            let file = link.split('#').next().unwrap_or_default();
            if file.is_empty() || file.contains("://") || file.starts_with("mailto:") {
                continue;
            }
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            if !resolve(folder, file).is_some_and(|file| tree.has(&file)) {
                breaches.push(Breach::at(path, index, format!("the link to {link} leads nowhere")));
            }
        }
    }
    breaches
}

/// Paths in back-quotes that begin with a folder of the repository are there; the start of one is
/// enough. What has a placeholder in it is passed over.
pub fn mentions(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (path, index, line) in lines(tree).filter(|(path, ..)| *path != "CHANGELOG.md") {
        for word in line.split('`').skip(1).step_by(2) {
            let is_path = word.contains('/') && !word.contains([' ', '*', '<', '{', '…', '|', ':', '$', '@']);
            let first = word.split('/').next().unwrap_or_default();
            let is_ours = tree.under(first).next().is_some() && !first.is_empty();
            let is_there = tree.has(word) || tree.under(first).any(|(path, _)| path.starts_with(word));
            if is_path && is_ours && !is_there {
                breaches.push(Breach::at(path, index, format!("there is no {word}")));
            }
        }
    }
    breaches
}

/// The lines of all documents that are no code.
fn lines(tree: &Tree) -> impl Iterator<Item = (&str, usize, &str)> {
    let documents = tree.under("").filter(|(path, _)| path.ends_with(".md"));
    documents.flat_map(|(path, text)| {
        let mut is_code = false;
        text.lines().enumerate().filter_map(move |(index, line)| {
            let is_fence = line.trim_start().starts_with("```");
            is_code ^= is_fence;
            (!is_code && !is_fence).then_some((path, index, line))
        })
    })
}

/// The path from the repository; none when it leads out of it.
fn resolve(folder: &str, link: &str) -> Option<String> {
    let mut parts: Vec<_> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_followed_from_their_document() {
        let files =
            [("docs/a.md", "[x](../README.md#top) [y](b.md)\n[z](https://example.org/)"), ("README.md", "")];
        let breaches = markdown(&Tree::of(&files));
        assert_eq!(breaches, [Breach::at("docs/a.md", 0, "the link to b.md leads nowhere")]);
        assert_eq!(markdown(&Tree::of(&[("a.md", "[x](../b.md)")])).len(), 1);
    }

    #[test]
    fn a_file_that_is_mentioned_is_there() {
        let files = [("README.md", "`src/a.rs`, `src/b.rs`, `src/<stream>.rs`, `and/or`"), ("src/a.rs", "")];
        assert_eq!(mentions(&Tree::of(&files)), [Breach::at("README.md", 0, "there is no src/b.rs")]);
    }

    #[test]
    fn code_is_not_read() {
        assert_eq!(markdown(&Tree::of(&[("a.md", "```\n[x](y.md)\n```\n")])), []);
    }
}
