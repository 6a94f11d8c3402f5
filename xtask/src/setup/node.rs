//! Node, and the npm packages.

use std::{fs, path::Path};

use serde_json::{Map, Value};

use crate::{
    failure::{Failure, Outcome},
    program::Program,
    say, workspace,
};

const OLDEST: u32 = 20;

pub fn ready() -> Outcome {
    check_node()?;
    if is_installed(workspace::root()) {
        return Ok(());
    }
    say::install("npm packages", || Program::npm().args(["ci", "--no-audit", "--no-fund"]).run())
}

fn check_node() -> Outcome {
    let hint = format!("Install Node {OLDEST} or newer; its own site or your system's packages have it.");
    let version = Program::new("node").arg("--version").output();
    let version = version.map_err(|_| Failure::new("There is no `node` on the PATH.").hint(&hint))?;
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
    if major.is_some_and(|major: u32| major >= OLDEST) {
        return Ok(());
    }
    Err(Failure::new(format!("Node {} is too old.", version.trim())).hint(hint))
}

/// Whether `node_modules` holds what package-lock.json asks for. npm writes down what it installed.
fn is_installed(root: &Path) -> bool {
    let (Some(wanted), Some(installed)) =
        (packages(&root.join("package-lock.json")), packages(&root.join("node_modules/.package-lock.json")))
    else {
        return false;
    };
    wanted.iter().filter(|(path, _)| path.contains("node_modules/")).all(|(path, package)| {
        installed.get(path).map_or_else(
            // Left out where it is for another system.
            || package["optional"] == true || package["devOptional"] == true || package["peer"] == true,
            |found| found["version"] == package["version"] && found["integrity"] == package["integrity"],
        )
    })
}

fn packages(path: &Path) -> Option<Map<String, Value>> {
    let mut lock: Value = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
    match lock["packages"].take() {
        Value::Object(packages) => Some(packages),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn installed(wanted: &str, found: Option<&str>) -> bool {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("node_modules")).unwrap();
        fs::write(root.path().join("package-lock.json"), format!("{{\"packages\":{wanted}}}")).unwrap();
        if let Some(found) = found {
            let text = format!("{{\"packages\":{found}}}");
            fs::write(root.path().join("node_modules/.package-lock.json"), text).unwrap();
        }
        is_installed(root.path())
    }

    #[test]
    fn nothing_is_installed_without_a_record() {
        assert!(!installed(r#"{"": {}}"#, None));
    }

    #[test]
    fn the_workspaces_own_packages_are_no_packages_to_install() {
        assert!(installed(r#"{"": {}, "ui-react": {"version": "1.0.0"}}"#, Some("{}")));
    }

    #[test]
    fn a_missing_or_older_package_is_seen() {
        let wanted = r#"{"node_modules/a": {"version": "2.0.0"}}"#;
        assert!(!installed(wanted, Some("{}")));
        assert!(!installed(wanted, Some(r#"{"node_modules/a": {"version": "1.0.0"}}"#)));
        assert!(installed(wanted, Some(wanted)));
    }

    #[test]
    fn a_package_for_another_system_may_be_missing() {
        assert!(installed(r#"{"node_modules/a": {"version": "2.0.0", "optional": true}}"#, Some("{}")));
    }
}
