//! `cargo xtask test [PART…]`: all that has to hold, step by step.

mod parts;
mod publish;
mod step;
mod tally;

use std::time::Instant;

use parts::{PARTS, Part};
use step::Verdict;
use tally::Tally;

use crate::{
    failure::{Failure, Outcome},
    say, setup,
};

/// Runs these parts, or with none named all that are for every day. Every part is run, whatever became
/// of the ones before it; within a part, a step that fails ends it.
pub fn command(arguments: &[String]) -> Outcome {
    if arguments == ["list"] {
        for part in PARTS {
            println!("{:10} {}{}", part.name, part.about, if part.is_everyday { "" } else { "; when named" });
        }
        return Ok(());
    }
    let began = Instant::now();
    let parts = chosen(arguments)?;
    let needs: Vec<_> = parts.iter().flat_map(|part| part.needs).copied().collect();
    setup::ready(&needs)?;
    let mut tally = Tally::default();
    let mut failed = Vec::new();
    for part in parts {
        println!("{}", part.name);
        let verdict = run(part)?;
        tally += verdict.tally;
        if !verdict.is_good {
            failed.push(part.name);
        }
    }
    println!();
    for name in &failed {
        println!("`{name}` failed; it alone: cargo xtask test {name}");
    }
    println!("Took {}", say::took(began.elapsed()));
    println!("{tally}");
    // Nothing may come behind the tally.
    if failed.is_empty() { Ok(()) } else { Err(Failure::told()) }
}

fn chosen(names: &[String]) -> Outcome<Vec<&'static Part>> {
    if names.is_empty() {
        return Ok(PARTS.iter().filter(|part| part.is_everyday).collect());
    }
    let find = |name: &String| {
        PARTS.iter().find(|part| part.name == name).ok_or_else(|| {
            let names: Vec<_> = PARTS.iter().map(|part| part.name).collect();
            Failure::new(format!("There is no part `{name}`."))
                .hint(format!("There are: {}", names.join(", ")))
        })
    };
    names.iter().map(find).collect()
}

fn run(part: &Part) -> Outcome<Verdict> {
    let mut all = Verdict { tally: Tally::default(), is_good: true };
    let mut steps = (part.steps)()?.into_iter();
    while let Some(step) = steps.next() {
        let verdict = step.run()?;
        all.tally += verdict.tally;
        all.is_good &= verdict.is_good;
        if !verdict.is_good && part.is_chain {
            steps.by_ref().for_each(|step| println!("  not run: {}", step.title()));
        }
    }
    Ok(all)
}
