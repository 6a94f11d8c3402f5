//! What a run is about: its files, in order, and what each should be.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use cap_std::fs::Dir;
use millstream_shared::{
    Code, Error,
    hash::{Algorithm, Verify},
};

use super::{
    expected::Expected,
    name,
    place::{Kind, Place},
    siblings::{Siblings, Trouble},
    sum_file::{Index, SumFile},
    sums::{Line, MAX_BYTES},
    walk::{Found, Walk},
};

/// Something to hash, as a person named it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Root {
    /// A file.
    File(PathBuf),
    /// A folder and all that is beneath it.
    Folder(PathBuf),
}

/// What a run was asked to do, with paths in the place of grants.
#[derive(Clone, Debug)]
pub struct Job {
    /// The files and folders.
    pub roots: Vec<Root>,
    /// Which digests to compute.
    pub algorithms: Vec<Algorithm>,
    /// What to hold them against.
    pub verify: Verify,
    /// The sum file that `verify` names.
    pub sums: Option<PathBuf>,
}

/// A [`Job`] whose folders and sum file were opened. It names no file before it is asked to, so that
/// its size does not depend on theirs.
pub struct Plan {
    sources: Vec<Source>,
    algorithms: Vec<Algorithm>,
    check: Check,
}

enum Source {
    File(PathBuf),
    Folder { name: Vec<u8>, dir: Result<Arc<Dir>, Error> },
    Sums { dir: Arc<Dir>, file: Arc<SumFile> },
}

enum Check {
    Nothing,
    Digest(Expected),
    ByName(Index),
    Siblings,
}

/// A file to read.
#[derive(Clone, Debug)]
pub struct Task {
    /// Where it is.
    pub place: Place,
    /// Its name: the last part of the path, or beneath a folder the path from there.
    pub name: Vec<u8>,
    /// Its size when it was looked at; 0 when that failed.
    pub bytes: u64,
    /// What its digests should be.
    pub expected: Vec<Expected>,
    /// Whether it is one of a folder's, where what cannot be read is logged too.
    pub in_folder: bool,
}

/// What a plan comes by.
pub enum Step {
    /// A file to read.
    File(Task),
    /// An entry of a folder that is no file.
    Skipped(Vec<u8>, Error),
    /// An entry of a folder that could not be looked at.
    Unreadable(Vec<u8>, Error),
    /// What is wrong with a sum file beside a file.
    Trouble(Trouble),
    /// A line of the sum file names a file that is not there.
    Missing(u32),
    /// A line of the sum file names a file that lies outside of its folder.
    Refused(u32, Error),
}

impl Plan {
    /// Opens what the job names.
    ///
    /// # Errors
    /// [`Code::NOTHING_TO_DO`], [`Code::BAD_ARGUMENT`] without an algorithm, [`Code::BAD_DIGEST`], and
    /// for the sum file as [`SumFile::read`], or [`Code::BAD_SUM_FILE`] when none of its lines names a
    /// file. What is wrong with a file or a folder turns up in its step.
    pub fn new(job: Job) -> Result<Self, Error> {
        if job.roots.is_empty() && job.sums.is_none() {
            return Err(Error::new(Code::NOTHING_TO_DO, "No file was given.").hint("Add a file or a folder."));
        }
        if job.algorithms.is_empty() && matches!(job.verify, Verify::Nothing) {
            let error = Error::new(Code::BAD_ARGUMENT, "The argument `algorithms` is empty.");
            return Err(error.hint("Choose at least one algorithm."));
        }
        let mut sources: Vec<_> = job.roots.into_iter().map(Source::open).collect();
        let check = match (job.verify, job.sums) {
            (Verify::Nothing, _) => Check::Nothing,
            (Verify::Siblings, _) => Check::Siblings,
            (Verify::Digest { expected }, _) => Check::Digest(Expected::pasted(&expected, &job.algorithms)?),
            (Verify::Sums { .. }, Some(path)) => {
                let file = SumFile::read(Place::Given(path.clone()), MAX_BYTES)?;
                usable(&file)?;
                if sources.is_empty() {
                    let dir = Place::open_folder(path.parent().unwrap_or(Path::new(".")))?;
                    sources.push(Source::Sums { dir, file: Arc::new(file) });
                    Check::Nothing
                } else {
                    Check::ByName(Index::new(&file))
                }
            }
            (Verify::Sums { grant }, None) => {
                return Err(Error::new(Code::UNKNOWN_GRANT, format!("No sum file has the grant {grant}.")));
            }
        };
        Ok(Self { sources, algorithms: job.algorithms, check })
    }

    /// Goes through all that the plan is about, from its start, lazily.
    pub fn steps(&self) -> impl Iterator<Item = Step> + Send {
        self.sources.iter().flat_map(Source::steps)
    }

    /// The same, with what each file should be.
    pub fn tasks(&self) -> impl Iterator<Item = Step> + Send {
        let mut siblings = Siblings::default();
        self.steps().flat_map(move |mut step| {
            let mut troubles = Vec::new();
            if let Step::File(task) = &mut step {
                match &self.check {
                    Check::Nothing => {}
                    Check::Digest(expected) => task.expected.push(expected.clone()),
                    Check::ByName(index) => task.expected = index.about(&task.name),
                    Check::Siblings => task.expected = siblings.about(&task.place, &mut troubles),
                }
            }
            troubles.into_iter().map(Step::Trouble).chain([step])
        })
    }

    /// The algorithms for a file: those that were asked for, and those that it is held against.
    pub fn algorithms(&self, task: &Task) -> Vec<Algorithm> {
        let wanted = |&algorithm: &Algorithm| {
            self.algorithms.contains(&algorithm)
                || task.expected.iter().any(|expected| expected.algorithm == algorithm)
                // A sum file alone calls for an algorithm in each of its lines; files that it says
                // nothing about get the first.
                || self.algorithms.is_empty() && task.expected.is_empty() && algorithm == Algorithm::ALL[0]
        };
        Algorithm::ALL.into_iter().filter(wanted).collect()
    }

    /// The sum file whose lines are the files of the run.
    pub fn sum_file(&self) -> Option<&SumFile> {
        self.sources.iter().find_map(|source| match source {
            Source::Sums { file, .. } => Some(&**file),
            Source::File(_) | Source::Folder { .. } => None,
        })
    }
}

impl Source {
    fn open(root: Root) -> Self {
        match root {
            Root::File(path) => Self::File(path),
            Root::Folder(path) => {
                let name = name::of_path(path.file_name().map_or(path.as_path(), Path::new));
                Self::Folder { name, dir: Place::open_folder(&path) }
            }
        }
    }

    fn steps(&self) -> Box<dyn Iterator<Item = Step> + Send + '_> {
        match self {
            Self::File(path) => {
                let name = name::of_path(path.file_name().map_or(path.as_path(), Path::new));
                Box::new(std::iter::once(Step::file(Place::Given(path.clone()), name, None, false)))
            }
            Self::Folder { name, dir: Err(error) } => {
                Box::new(std::iter::once(Step::Unreadable(name.clone(), error.clone())))
            }
            Self::Folder { name, dir: Ok(dir) } => {
                Box::new(Walk::new(Arc::clone(dir)).map(move |found| Step::found(dir, name, found)))
            }
            Self::Sums { dir, file } => Box::new(file.lines().filter_map(move |(number, line)| {
                // Lines of no known form are told at the end.
                line.ok().map(|line| Step::line(dir, file, number, line))
            })),
        }
    }
}

impl Step {
    fn file(place: Place, name: Vec<u8>, bytes: Option<u64>, in_folder: bool) -> Self {
        let bytes = bytes.unwrap_or_else(|| match place.kind() {
            Ok(Kind::File(bytes)) => bytes,
            // Reading it says why.
            Ok(Kind::Folder | Kind::Other) | Err(_) => 0,
        });
        Self::File(Task { place, name, bytes, expected: Vec::new(), in_folder })
    }

    fn found(dir: &Arc<Dir>, folder: &[u8], found: Found) -> Self {
        match found {
            Found::File { path, bytes } => {
                let name = name::of_path(&path);
                Self::file(Place::Beneath(Arc::clone(dir), path), name, Some(bytes), true)
            }
            Found::Skipped { path, error } => Self::Skipped(name::of_path(&path), error),
            Found::Unreadable { path, error } if path.as_os_str().is_empty() => {
                Self::Unreadable(folder.to_vec(), error)
            }
            Found::Unreadable { path, error } => Self::Unreadable(name::of_path(&path), error),
        }
    }

    fn line(dir: &Arc<Dir>, file: &SumFile, number: u32, line: Line) -> Self {
        let name = line.name.clone();
        let place = match name::to_path(line.name.clone()) {
            Ok(path) => Place::Beneath(Arc::clone(dir), path),
            Err(_) => return Self::Missing(number),
        };
        let bytes = match place.kind() {
            Ok(Kind::File(bytes)) => bytes,
            Ok(Kind::Folder | Kind::Other) => 0,
            Err(error) => match place.explain(&error) {
                error if error.code == Code::NOT_FOUND => return Self::Missing(number),
                error if error.code == Code::OUTSIDE_GRANT => {
                    let message = format!("Line {number}: {}", error.message);
                    return Self::Refused(number, error.message(message));
                }
                // Reading it says why.
                _ => 0,
            },
        };
        let expected = vec![Expected::by_line(line, &file.name)];
        Self::File(Task { place, name, bytes, expected, in_folder: false })
    }
}

/// Makes sure that a sum file names a file at all.
fn usable(file: &SumFile) -> Result<(), Error> {
    let mut first = None;
    for (_, line) in file.lines() {
        match line {
            Ok(_) => return Ok(()),
            Err(error) => first = first.or(Some(error.message)),
        }
    }
    let why = first.unwrap_or_else(|| "It is empty.".to_owned());
    let message = format!("No line of {} is one of a sum file. {why}", file.name);
    Err(Error::new(Code::BAD_SUM_FILE, message).hint("Choose a file as `sha256sum` writes it."))
}
