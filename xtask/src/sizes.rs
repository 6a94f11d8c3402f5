//! `cargo xtask bench sizes`: what each front end's window loads before it shows anything.

use std::{collections::BTreeSet, fs, io::Write as _, path::Path};

use flate2::{Compression, write::GzEncoder};

use crate::{
    failure::{Failure, Outcome},
    frontends::{self, FrontEnd},
    program::Program,
    setup, workspace,
};

/// The name under which it is measured.
pub const NAME: &str = "sizes";

/// Builds both as they are shipped, and writes `bench/sizes.md`.
pub fn command() -> Outcome {
    let needs: Vec<_> = FrontEnd::ALL.iter().flat_map(|front_end| front_end.needs()).copied().collect();
    setup::ready(&needs)?;
    let mut rows = String::new();
    for front_end in FrontEnd::ALL {
        frontends::build(front_end)?;
        rows += &table_rows(front_end)?;
    }
    let text = format!(
        "# What a window loads first\n\n\
         Written by `cargo xtask bench {NAME}` with {}, wasm-bindgen {} and Vite {}. Bytes as built for a \
         release; the application embeds them, so `gzip -9` is for comparison with the web. Left out: fonts and \
         icons, which are the same for both, and the recordings of the demo, which no window loads.\n\n\
         | front end | part | bytes | gzip |\n|---|---|---:|---:|\n{rows}",
        Program::new("rustc").arg("--version").output()?.trim(),
        workspace::locked("wasm-bindgen")?,
        npm_version("vite")?,
    );
    print!("{text}");
    let folder = workspace::root().join("bench");
    let path = folder.join(format!("{NAME}.md"));
    fs::create_dir_all(&folder).and_then(|()| fs::write(&path, text)).map_err(Failure::during(path.display()))
}

fn table_rows(front_end: FrontEnd) -> Outcome<String> {
    let name = front_end.name();
    let dist = workspace::root().join("dist");
    let page = dist.join(name).join("index.html");
    let html = fs::read_to_string(&page).map_err(Failure::during(page.display()))?;
    let mut rows = String::new();
    let (mut bytes, mut packed) = (0, 0);
    for part in ["wasm", "js", "css"] {
        let (mut part_bytes, mut part_packed) = (0, 0);
        for file in
            named(&html, name).iter().filter(|file| Path::new(file).extension().is_some_and(|e| e == part))
        {
            let path = dist.join(file);
            let content = fs::read(&path).map_err(Failure::during(path.display()))?;
            part_bytes += content.len();
            part_packed += gzip(&content)?;
        }
        if part_bytes > 0 {
            rows += &format!("| {name} | {part} | {part_bytes} | {part_packed} |\n");
        }
        bytes += part_bytes;
        packed += part_packed;
    }
    Ok(rows + &format!("| {name} | **all** | **{bytes}** | **{packed}** |\n"))
}

/// The files that a page names, each once, relative to `dist`.
fn named(html: &str, front_end: &str) -> BTreeSet<String> {
    let start = format!("/{front_end}/");
    html.split(['"', '\''])
        .filter(|word| word.starts_with(&start))
        .map(|word| word.trim_start_matches('/').to_owned())
        .collect()
}

fn gzip(content: &[u8]) -> Outcome<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let packed = encoder.write_all(content).and_then(|()| encoder.finish());
    Ok(packed.map_err(Failure::during("gzip"))?.len())
}

fn npm_version(package: &str) -> Outcome<String> {
    let path = workspace::root().join("node_modules").join(package).join("package.json");
    let text = fs::read(&path).map_err(Failure::during(path.display()))?;
    let manifest: serde_json::Value =
        serde_json::from_slice(&text).map_err(Failure::during(path.display()))?;
    Ok(manifest["version"].as_str().unwrap_or("of no version").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_its_own_files_once() {
        let html = r#"<link href="/leptos/a.css"><script>import '/leptos/b.js'; f('/leptos/b.js')</script>"#;
        let html = format!(r#"{html}<script src="/react/c.js"></script>"#);
        assert_eq!(named(&html, "leptos").into_iter().collect::<Vec<_>>(), ["leptos/a.css", "leptos/b.js"]);
    }
}
