//! Someone who installs the npm packages: a folder that knows the tarballs, and nothing of this repository.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};

use super::{PACKAGES, crates, folder, manifest, tarball, text};
use crate::{
    failure::{Failure, Outcome},
    program::Program,
    workspace,
};

/// Prepares the folder: the page of the example, a script for Node, and what is to be installed.
pub fn lay_out() -> Outcome {
    let place = place();
    if place.exists() {
        fs::remove_dir_all(&place).map_err(Failure::during(place.display()))?;
    }
    let source = workspace::root().join(crates::EXAMPLE.0);
    fs::create_dir_all(place.join("src")).map_err(Failure::during(place.display()))?;
    let mut files = vec![PathBuf::from("index.html")];
    for entry in fs::read_dir(source.join("src")).map_err(Failure::during(source.display()))? {
        let entry = entry.map_err(Failure::during(source.display()))?;
        files.push(PathBuf::from("src").join(entry.file_name()));
    }
    for file in files {
        fs::copy(source.join(&file), place.join(&file)).map_err(Failure::during(file.display()))?;
    }
    write("replay.mjs", include_str!("replay.mjs"))?;
    // What the page does not import has types as well.
    let rest = [
        ("scripted", "client/scripted"),
        ("ends", "client/conformance"),
        ("scripts", "contract/conformance"),
    ];
    let rest = rest.map(|(name, from)| format!("export * as {name} from \"@millstream/{from}\";\n"));
    write("src/rest.ts", &rest.concat())?;
    // What each compiler setting makes of the declarations, looked at with no leniency.
    for (name, module, resolution) in
        [("tsconfig.json", "esnext", "bundler"), ("tsconfig.node.json", "nodenext", "nodenext")]
    {
        let options = json!({
            "module": module, "moduleResolution": resolution, "target": "es2022", "types": [],
            "lib": ["esnext", "dom", "dom.iterable"], "strict": true, "skipLibCheck": false,
            "exactOptionalPropertyTypes": true, "allowImportingTsExtensions": true, "noEmit": true,
        });
        write(name, &format!("{:#}\n", json!({ "compilerOptions": options, "include": ["src"] })))?;
    }
    let (manifest, lock) = wanted()?;
    write("package.json", &format!("{manifest:#}\n"))?;
    write("package-lock.json", &format!("{lock:#}\n"))
}

/// Installs the tarballs, with the rest at the versions that the repository has locked.
pub fn installing() -> Program {
    Program::npm()
        .args(["ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"])
        .within(place())
}

/// Checks the page's types, by one of the folder's two settings.
pub fn checking(settings: &str) -> Program {
    Program::package("typescript/bin/tsc").args(["-p", settings]).within(place())
}

/// Replays a recorded stream in Node, and runs the scripts for a receiving end.
pub fn replaying() -> Program {
    Program::new("node").arg("replay.mjs").within(place())
}

/// Builds the page, for the example's application that was built from packages too.
pub fn building() -> Program {
    let vite = Program::package("vite/bin/vite.js").args(["build", "--emptyOutDir", "--outDir"]);
    vite.arg(crates::page()).within(place())
}

fn place() -> PathBuf {
    folder().join("consumer")
}

fn write(file: &str, content: &str) -> Outcome {
    let path = place().join(file);
    fs::write(&path, content).map_err(Failure::during(path.display()))
}

/// A manifest that asks for the tarballs, and a lock for it: so nothing is looked up, and nothing changes
/// from one day to the next.
fn wanted() -> Outcome<(Value, Value)> {
    let path = workspace::root().join("package-lock.json");
    let lock = fs::read(&path).map_err(Failure::during(path.display()))?;
    let lock: Value = serde_json::from_slice(&lock).map_err(Failure::during(path.display()))?;
    let mut packages = json!({});
    let mut asked = json!({});
    for package in PACKAGES {
        let (manifest, file) = (manifest(package)?, format!("file:../{}", tarball(package)?));
        let dependencies = manifest["dependencies"].as_object().cloned().unwrap_or_default();
        for name in dependencies.keys().map(|name| format!("node_modules/{name}")) {
            if lock["packages"][&name]["link"] != true {
                packages[&name] = lock["packages"][&name].clone();
            }
        }
        let name = text(&manifest, "name")?;
        packages[format!("node_modules/{name}")] =
            json!({ "version": manifest["version"], "resolved": file, "dependencies": dependencies });
        asked[name] = file.into();
    }
    let root = json!({ "name": "consumer", "private": true, "type": "module", "dependencies": asked });
    packages[""] = root.clone();
    Ok((root, json!({ "name": "consumer", "lockfileVersion": 3, "packages": packages })))
}
