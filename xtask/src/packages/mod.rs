//! `cargo xtask pack`: the packages as they are published.
//!
//! In the repository npm packages are used as they are written, in TypeScript. What is published is laid out
//! anew: JavaScript with declarations, the README and the licences, and a manifest in which `publishConfig`
//! has taken the place of what holds here only.

pub mod consumer;
pub mod crates;

use std::{fs, path::PathBuf};

use serde_json::Value;

use crate::{
    failure::{Failure, Outcome},
    program::Program,
    setup::{self, Need},
    workspace,
};

/// The folders of the npm packages that are published, each behind those that it depends on.
pub const PACKAGES: [&str; 2] = ["shared/bindings", "packages/client"];

pub fn command(arguments: &[String]) -> Outcome {
    if !arguments.is_empty() {
        return Err(Failure::new("`pack` takes no arguments."));
    }
    setup::ready(&[Need::WebView, Need::Packages])?;
    crates::packing().run()?;
    lay_out()?;
    for package in PACKAGES {
        compiling(package).run()?;
        packing(package).run()?;
    }
    println!("The crates are in {}", crates::folder().display());
    println!("The npm packages are in {}", folder().display());
    Ok(())
}

/// Where the npm packages are laid out and packed.
pub fn folder() -> PathBuf {
    workspace::target().join("npm")
}

/// Lays the npm packages out, but for their code.
pub fn lay_out() -> Outcome {
    for package in PACKAGES {
        let (source, place) = (workspace::root().join(package), place(package));
        if place.exists() {
            fs::remove_dir_all(&place).map_err(Failure::during(place.display()))?;
        }
        fs::create_dir_all(&place).map_err(Failure::during(place.display()))?;
        let manifest = format!("{:#}\n", published(&manifest(package)?)?);
        let path = place.join("package.json");
        fs::write(&path, manifest).map_err(Failure::during(path.display()))?;
        for file in ["README.md", "LICENSE-MIT", "LICENSE-APACHE"] {
            let path = source.join(file);
            fs::copy(&path, place.join(file)).map_err(Failure::during(path.display()))?;
        }
    }
    Ok(())
}

/// Compiles an npm package into the place where it was laid out.
pub fn compiling(package: &str) -> Program {
    let project = format!("{package}/tsconfig.pack.json");
    Program::package("typescript/bin/tsc").args(["-p", &project, "--outDir"]).arg(place(package).join("dist"))
}

/// Packs an npm package that was laid out and compiled.
pub fn packing(package: &str) -> Program {
    Program::npm().args(["pack", "--pack-destination"]).arg(folder()).within(place(package))
}

/// The file into which a package is packed.
pub fn tarball(package: &str) -> Outcome<String> {
    let manifest = manifest(package)?;
    let name = text(&manifest, "name")?.trim_start_matches('@').replace('/', "-");
    Ok(format!("{name}-{}.tgz", text(&manifest, "version")?))
}

/// The manifest of one of our npm packages.
fn manifest(package: &str) -> Outcome<Value> {
    let path = workspace::root().join(package).join("package.json");
    let manifest = fs::read(&path).map_err(Failure::during(path.display()))?;
    serde_json::from_slice(&manifest).map_err(Failure::during(path.display()))
}

fn text<'a>(manifest: &'a Value, key: &str) -> Outcome<&'a str> {
    manifest[key].as_str().ok_or_else(|| Failure::new(format!("A package.json has no `{key}`.")))
}

/// A manifest as others get it.
fn published(manifest: &Value) -> Outcome<Value> {
    let mut published = manifest.clone();
    let Some(fields) = published.as_object_mut() else {
        return Err(Failure::new("A package.json is no object."));
    };
    for ours in ["private", "scripts", "devDependencies"] {
        fields.remove(ours);
    }
    let Some(Value::Object(theirs)) = fields.remove("publishConfig") else {
        return Err(Failure::new(
            "A package.json does not say what is published: it has no `publishConfig`.",
        ));
    };
    let (registry, manifest): (Vec<_>, Vec<_>) = theirs.into_iter().partition(|(key, _)| key == "access");
    fields.extend(manifest);
    fields.insert("publishConfig".into(), registry.into_iter().collect());
    Ok(published)
}

fn place(package: &str) -> PathBuf {
    folder().join(package.replace('/', "-"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_for_others_takes_the_place_of_what_is_ours() {
        let ours = json!({
            "name": "a", "private": true, "scripts": { "test": "t" }, "devDependencies": { "b": "1" },
            "exports": { ".": "./src/a.ts" }, "publishConfig": { "access": "public", "exports": "./a.js" },
        });
        let theirs = json!({ "name": "a", "exports": "./a.js", "publishConfig": { "access": "public" } });
        assert_eq!(published(&ours).unwrap(), theirs);
        assert!(published(&json!({ "name": "a" })).is_err());
    }
}
