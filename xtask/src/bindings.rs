//! `cargo xtask bindings`: writes the contract as TypeScript, and the golden streams with it.

use crate::{
    failure::{Failure, Outcome},
    program::Program,
};

pub fn command(arguments: &[String]) -> Outcome {
    if !arguments.is_empty() {
        return Err(Failure::new("`bindings` takes no arguments."));
    }
    GENERATORS.iter().try_for_each(|generator| generator.program().run())
}

/// An example of a crate that writes files of the repository, and with `--check` compares them.
pub struct Generator {
    pub title: &'static str,
    package: &'static str,
    example: &'static str,
    features: &'static [&'static str],
}

pub const GENERATORS: &[Generator] = &[
    Generator {
        title: "shared/bindings are current",
        package: "millstream-shared",
        example: "bindings",
        features: &["--features", "ts"],
    },
    Generator {
        title: "shared/fixtures/frames are current",
        package: "millstream-flow",
        example: "fixtures",
        features: &[],
    },
    Generator {
        title: "shared/fixtures of recordings are current",
        package: "millstream-client",
        example: "recordings",
        features: &[],
    },
];

impl Generator {
    pub fn program(&self) -> Program {
        let cargo = Program::cargo().args(["run", "--quiet", "-p", self.package, "--example", self.example]);
        cargo.args(self.features)
    }

    /// Writes nothing, and fails when a file is not what it would write.
    pub fn checking(&self) -> Program {
        self.program().args(["--", "--check"])
    }
}
