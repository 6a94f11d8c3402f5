//! How fast `hash` is, against the tools that people use: `cargo xtask bench hash`.
//!
//! Every measurement is a whole process, started and waited for in the same way, ours and theirs. They
//! take turns, so that a busy moment of the machine hits all alike; the median counts, and a ratio is the
//! median of the rounds' ratios. The files are in the page cache.
//!
//! Prints a table and the figures as JSON; with `--record` both go to `bench/` as well.

#[path = "hash/child.rs"]
mod child;
#[path = "hash/machine.rs"]
mod machine;
#[path = "hash/table.rs"]
mod table;

use std::{
    env,
    error::Error,
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::Instant,
};

use table::{Figure, Table};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const GIB: u64 = 1 << 30;
const ROUNDS: usize = 9;

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let outcome = match arguments.split_first() {
        Some((word, rest)) if word == child::WORD => child::run(rest),
        Some((word, [])) if word == "--record" => measure(true),
        None => measure(false),
        Some(_) => Err("Usage: cargo xtask bench hash [--record]".into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(record: bool) -> Outcome {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let one = file(folder.path(), "one", GIB)?;
    let eight =
        (0..8).map(|n| file(folder.path(), &format!("part-{n}"), GIB / 8)).collect::<Outcome<Vec<_>>>()?;
    let large = sparse(folder.path(), "large", 8 * GIB)?;
    let (one, large) = (std::slice::from_ref(&one), std::slice::from_ref(&large));

    let contenders = [
        Contender::new("millstream, 1 file of 1 GiB", one, Tool::Ours { cores: 2, progress: 60 }),
        Contender::new("millstream, without progress", one, Tool::Ours { cores: 2, progress: 0 }),
        Contender::new("openssl dgst -sha256", one, Tool::Theirs("openssl", &["dgst", "-sha256"])),
        Contender::new("sha256sum", one, Tool::Theirs("sha256sum", &[])),
        Contender::new("millstream, 8 files, 2 cores", &eight, Tool::Ours { cores: 2, progress: 60 }),
        Contender::new("millstream, 8 files, 1 core", &eight, Tool::Pinned),
        // Whether memory depends on how much is read.
        Contender::new("millstream, 1 sparse file of 8 GiB", large, Tool::Ours { cores: 2, progress: 60 }),
    ];
    let mut figures: Vec<_> = contenders.iter().map(|contender| Figure::new(contender.name)).collect();
    for round in 0..=ROUNDS {
        for (contender, figure) in contenders.iter().zip(&mut figures) {
            let sample = contender.run()?;
            // The first round warms caches and clocks.
            if round > 0 {
                figure.add(sample);
            }
        }
        eprint!(".");
    }
    eprintln!();
    let table = Table::new(figures, machine::describe()?);
    println!("{}\n{}", table.markdown(), table.json()?);
    if record {
        let bench = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../bench");
        fs::create_dir_all(&bench)?;
        fs::write(bench.join("hash.md"), table.markdown())?;
        fs::write(bench.join("hash.json"), table.json()? + "\n")?;
    }
    Ok(())
}

/// A file of this size that does not compress, so that no file system is clever about it.
fn file(folder: &Path, name: &str, bytes: u64) -> Outcome<PathBuf> {
    let path = folder.join(name);
    let mut out = io::BufWriter::new(File::create(&path)?);
    let mut state = bytes ^ name.len() as u64 ^ 0x9e37_79b9_7f4a_7c15;
    for _ in 0..bytes / 8 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        out.write_all(&state.to_le_bytes())?;
    }
    out.flush()?;
    Ok(path)
}

/// A file of this size that takes no room on the disk.
fn sparse(folder: &Path, name: &str, bytes: u64) -> Outcome<PathBuf> {
    let path = folder.join(name);
    File::create(&path)?.set_len(bytes)?;
    Ok(path)
}

/// Something that hashes files.
struct Contender<'a> {
    name: &'static str,
    files: &'a [PathBuf],
    tool: Tool,
}

enum Tool {
    Ours {
        cores: usize,
        progress: u32,
    },
    /// Ours with one thread, and one core to run it on.
    Pinned,
    Theirs(&'static str, &'static [&'static str]),
}

/// One measurement.
pub struct Sample {
    /// From the start of the process to its end.
    pub seconds: f64,
    /// Bytes that were hashed.
    pub bytes: u64,
    /// Memory that the run took; ours alone.
    pub memory: Option<child::Memory>,
}

impl<'a> Contender<'a> {
    const fn new(name: &'static str, files: &'a [PathBuf], tool: Tool) -> Self {
        Self { name, files, tool }
    }

    fn run(&self) -> Outcome<Sample> {
        let mut command = self.command()?;
        command.args(self.files);
        let start = Instant::now();
        let output = command.output()?;
        let seconds = start.elapsed().as_secs_f64();
        if !output.status.success() {
            return Err(format!("{} failed: {}", self.name, String::from_utf8_lossy(&output.stderr)).into());
        }
        let bytes =
            self.files.iter().map(|file| file.metadata().map(|data| data.len())).sum::<io::Result<_>>()?;
        let memory = match self.tool {
            Tool::Theirs(..) => None,
            Tool::Ours { .. } | Tool::Pinned => serde_json::from_slice(&output.stdout)?,
        };
        Ok(Sample { seconds, bytes, memory })
    }

    fn command(&self) -> io::Result<Command> {
        let ours = |program: &mut Command, cores: usize, progress: u32| {
            program.arg(child::WORD).arg(cores.to_string()).arg(progress.to_string());
        };
        let own = env::current_exe()?;
        Ok(match self.tool {
            Tool::Ours { cores, progress } => {
                let mut command = Command::new(own);
                ours(&mut command, cores, progress);
                command
            }
            Tool::Pinned => {
                let mut command = Command::new("taskset");
                command.args(["--cpu-list", "0"]).arg(own);
                ours(&mut command, 1, 60);
                command
            }
            Tool::Theirs(program, arguments) => {
                let mut command = Command::new(program);
                command.args(arguments);
                command
            }
        })
    }
}
