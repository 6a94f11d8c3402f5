//! `cargo xtask bench flow` and `cargo xtask bench soak`: streams in the real window of each front end.
//!
//! The application and its pages are built as they are shipped, and with an instrument inside (the feature
//! `lab`). `e2e/bench` drives it and leaves samples; here they become figures.

mod figures;
mod machine;
mod table;

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::{
    application, display,
    failure::{Failure, Outcome},
    frontends::{self, FrontEnd},
    program::Program,
    say,
    setup::{self, Need},
    workspace,
};
use figures::Samples;

/// The names under which they are measured.
pub const NAMES: [&str; 2] = ["flow", "soak"];

/// Measures; with `--record` what comes of it goes to `bench/` as well.
pub fn command(name: &str, arguments: &[String]) -> Outcome {
    let record = match arguments {
        [] => false,
        [word] if word == "--record" => true,
        _ => return Err(Failure::new(format!("Usage: cargo xtask bench {name} [--record]"))),
    };
    let mut needs = setup::application(&FrontEnd::ALL);
    needs.extend([Need::Display, Need::Driver]);
    setup::ready(&needs)?;
    build()?;
    let samples = measure(name)?;
    let machine = machine::describe()?;
    let about = machine.iter().map(|(what, value)| format!("- {what}: {value}\n")).collect::<String>();
    let (text, figures) = if name == "soak" { table::soak(&samples)? } else { table::flow(&samples)? };
    let text = text.replacen("{machine}", &about, 1);
    println!("{text}");
    if record {
        let all = json!({ "machine": machine, "figures": figures, "samples": samples });
        write(&format!("{name}.md"), &text)?;
        write(&format!("{name}.json"), &format!("{}\n", compact(&all)?))?;
    }
    Ok(())
}

/// Both front ends and both applications, each where nothing else is built.
fn build() -> Outcome {
    for front_end in FrontEnd::ALL {
        let title = format!("Building the front end in {} with its instrument", front_end.name());
        say::step(&title, || frontends::building_lab(front_end)?.run())?;
    }
    for front_end in FrontEnd::ALL {
        let title = format!("Building the application with {}, optimised", front_end.name());
        say::step(&title, || application::building_lab(front_end).run())?;
        application::keep_lab(front_end)?;
    }
    Ok(())
}

fn measure(name: &str) -> Outcome<Samples> {
    let path = workspace::target().join("xtask").join(format!("{name}.samples.json"));
    let vitest = Program::package("vitest/vitest.mjs")
        .args(["run", "--dir", "bench", "--testTimeout", "1800000", &format!("{name}.test.ts")])
        .within("e2e")
        .env("NO_COLOR", "1")
        .env("MILLSTREAM_APPS", application::lab_folder())
        .env("MILLSTREAM_BENCH_SAMPLES", &path);
    say::step("Measuring in the window", || display::virtually(vitest.path(setup::tool_folders()?)?).run())?;
    let text = fs::read(&path).map_err(Failure::during(path.display()))?;
    serde_json::from_slice(&text).map_err(Failure::during(path.display()))
}

fn write(file: &str, text: &str) -> Outcome {
    let path = workspace::root().join("bench").join(file);
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(folder).and_then(|()| fs::write(&path, text)).map_err(Failure::during(path.display()))
}

/// Indented, but for lists of samples: there are hundreds in one.
fn compact(value: &Value) -> Outcome<String> {
    fn lines(value: &Value, margin: &str) -> serde_json::Result<String> {
        let Value::Object(fields) = value else { return serde_json::to_string(value) };
        let deeper = format!("{margin}  ");
        let fields = fields
            .iter()
            .map(|(name, value)| Ok(format!("{deeper}{}: {}", json!(name), lines(value, &deeper)?)))
            .collect::<serde_json::Result<Vec<_>>>()?;
        Ok(format!("{{\n{}\n{margin}}}", fields.join(",\n")))
    }
    lines(value, "").map_err(Failure::during("JSON"))
}
