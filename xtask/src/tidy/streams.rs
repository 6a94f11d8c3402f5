//! A stream is one word, and a file of that name in every layer.

use super::{Breach, tree::Tree};

/// Where a stream has its file; a name that ends in `/` is a folder.
const LAYERS: &[&str] = &[
    "shared/bindings/{}.ts",
    "shared/fixtures/{}/",
    "crates/backend/src/commands/{}.rs",
    "crates/backend/src/producers/{}.rs",
    "crates/ui-leptos/src/state/{}.rs",
    "crates/ui-leptos/src/streams/{}.rs",
    "ui-react/src/state/{}.ts",
    "ui-react/src/streams/{}.tsx",
    "e2e/tests/{}.test.ts",
];

/// The one stream that has no page: it measures the others. Its files in a front end are no page's.
const INSTRUMENT: &str = "lab";
const LAYERS_OF_THE_INSTRUMENT: &[&str] = &[
    "shared/bindings/{}.ts",
    "crates/backend/src/commands/{}.rs",
    "crates/backend/src/producers/{}.rs",
    "crates/ui-leptos/src/{}.rs",
    "ui-react/src/{}.ts",
    "e2e/src/{}.ts",
];

/// Every stream of the contract has its file in every layer.
pub fn every_layer(tree: &Tree) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (path, stream) in streams(tree) {
        let layers = if stream == INSTRUMENT { LAYERS_OF_THE_INSTRUMENT } else { LAYERS };
        for layer in layers {
            let file = layer.replace("{}", stream);
            if !tree.has(&file) {
                breaches.push(Breach::of(path, format!("the stream `{stream}` has no {file}")));
            }
        }
    }
    breaches
}

/// The modules of the contract that declare a stream.
fn streams(tree: &Tree) -> impl Iterator<Item = (&str, &str)> {
    tree.under("shared/src").filter(|(_, text)| text.contains("\nimpl Stream for ")).filter_map(
        |(path, _)| {
            let name = path.strip_prefix("shared/src/")?.strip_suffix(".rs")?;
            Some((path, name))
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_missing_file_is_named() {
        let contract = ("shared/src/tail.rs", "pub struct Tail;\nimpl Stream for Tail {}\n");
        let files = LAYERS.map_to_files("tail");
        let mut all: Vec<_> = files.iter().map(|file| (file.as_str(), "")).collect();
        all.push(contract);
        assert_eq!(every_layer(&Tree::of(&all)), []);
        for missing in 0..files.len() {
            let mut some = all.clone();
            let (file, _) = some.remove(missing);
            let breaches = every_layer(&Tree::of(&some));
            assert_eq!(breaches.len(), 1);
            assert!(breaches[0].what.contains(file.trim_end_matches("one.json")), "{breaches:?}");
        }
    }

    #[test]
    fn the_instrument_has_no_page_and_no_other_stream_is_let_off() {
        let contract = "pub struct It;\nimpl Stream for It {}\n";
        let tree = |stream: &str| {
            let mut files = LAYERS_OF_THE_INSTRUMENT.map_to_files(stream);
            files.push(format!("shared/src/{stream}.rs"));
            every_layer(&Tree::of(&files.iter().map(|file| (file.as_str(), contract)).collect::<Vec<_>>()))
        };
        assert_eq!(tree(INSTRUMENT), []);
        assert_eq!(tree("tail").len(), LAYERS.len() - 3);
    }

    #[test]
    fn a_module_without_a_stream_needs_no_layers() {
        assert_eq!(every_layer(&Tree::of(&[("shared/src/grants.rs", "pub struct Grant;\n")])), []);
    }

    trait MapToFiles {
        fn map_to_files(&self, stream: &str) -> Vec<String>;
    }

    impl MapToFiles for &[&str] {
        fn map_to_files(&self, stream: &str) -> Vec<String> {
            let file = |layer: &&str| layer.replace("{}", stream);
            let whole = |file: String| if file.ends_with('/') { file + "one.json" } else { file };
            self.iter().map(file).map(whole).collect()
        }
    }
}
