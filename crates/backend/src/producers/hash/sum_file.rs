//! A sum file on a disk, and what it says about a file.

use std::collections::HashMap;

use millstream_shared::{Code, Error};

use super::{
    expected::Expected,
    name,
    place::Place,
    read::Reader,
    sums::{self, Line, Naming},
};

/// A sum file that was read.
#[derive(Clone, Debug)]
pub struct SumFile {
    /// Its name, to show.
    pub name: String,
    naming: Naming,
    text: Vec<u8>,
}

impl SumFile {
    /// Reads the sum file that is there, if it has no more than `max` bytes.
    ///
    /// # Errors
    /// As [`Reader`], and [`Code::BAD_SUM_FILE`] when it is too large or in UTF-16.
    pub fn read(place: Place, max: usize) -> Result<Self, Error> {
        let file_name = name::of_path(place.path().file_name().unwrap_or_default().as_ref());
        let name = name::shown(&file_name).name;
        let mut reader = Reader::open(place)?;
        let mut text = Vec::new();
        loop {
            const STEP: usize = 64 << 10;
            let filled = text.len();
            text.resize(filled + STEP, 0);
            let more = reader.fill(&mut text[filled..])?;
            text.truncate(filled + more);
            if text.len() > max {
                let message = format!("{name} has more than {max} bytes, the most that a sum file may have.");
                return Err(Error::new(Code::BAD_SUM_FILE, message).hint("Split it, or choose another file."));
            }
            if more < STEP {
                break;
            }
        }
        reader.finish()?;
        let naming = Naming::of(&file_name).unwrap_or(Naming::NOTHING);
        sums::lines(&text, &naming).map(drop)?;
        Ok(Self { name, naming, text })
    }

    /// Its lines with their numbers; see [`sums::lines`].
    pub fn lines(&self) -> impl Iterator<Item = (u32, Result<Line, Error>)> {
        // That it can be read as a whole was made sure of.
        sums::lines(&self.text, &self.naming).into_iter().flatten()
    }

    /// Its size in bytes.
    pub const fn bytes(&self) -> usize {
        self.text.len()
    }
}

/// What a sum file says about files that are called by name.
#[derive(Debug)]
pub struct Index {
    by_last_part: HashMap<Vec<u8>, Vec<(Vec<u8>, Expected)>>,
    /// How many lines have no known form.
    pub malformed: u32,
    /// The first of these.
    pub first_malformed: Option<Error>,
}

impl Index {
    /// Reads all lines of a sum file.
    pub fn new(file: &SumFile) -> Self {
        let mut index = Self { by_last_part: HashMap::new(), malformed: 0, first_malformed: None };
        for (_, line) in file.lines() {
            match line {
                Ok(line) => {
                    let name = line.name.clone();
                    let last = parts(&name).next().unwrap_or_default().to_vec();
                    index
                        .by_last_part
                        .entry(last)
                        .or_default()
                        .push((name, Expected::by_line(line, &file.name)));
                }
                Err(error) => {
                    index.malformed += 1;
                    index.first_malformed.get_or_insert(error);
                }
            }
        }
        index
    }

    /// What is said about the file of this name, which need not start at the same folder as the names of
    /// the lines: of the lines that end in the same parts, the longest agreement counts. Where that
    /// leaves several names, nothing is said.
    pub fn about(&self, name: &[u8]) -> Vec<Expected> {
        let last = parts(name).next().unwrap_or_default();
        let lines = self.by_last_part.get(last).map_or(&[][..], Vec::as_slice);
        let longest = lines.iter().map(|(line, _)| agreement(line, name)).max().unwrap_or(0);
        let mut fitting = lines.iter().filter(|(line, _)| longest > 0 && agreement(line, name) == longest);
        let Some((first, _)) = fitting.clone().next() else { return Vec::new() };
        if fitting.clone().all(|(line, _)| parts(line).eq(parts(first))) {
            fitting.by_ref().map(|(_, expected)| expected.clone()).collect()
        } else {
            Vec::new()
        }
    }
}

/// How many parts two paths have in common, counted from their ends; 0 unless one is used up by that.
fn agreement(one: &[u8], other: &[u8]) -> usize {
    let common = parts(one).zip(parts(other)).take_while(|(a, b)| a == b).count();
    let shorter = parts(one).count().min(parts(other).count());
    if common == shorter { common } else { 0 }
}

/// The parts of a path, from its end.
fn parts(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    path.rsplit(|&byte| byte == b'/').filter(|part| !matches!(*part, b"" | b"."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const HEX: &str = "a116c9ed46d6207734a43317d30fd88f52ac8634c37d904bbf4e41d865f90475";

    fn sum_file(name: &str, text: &str) -> Result<SumFile, Error> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        fs::write(&path, text).expect("written");
        SumFile::read(Place::Given(path), 1000)
    }

    #[test]
    fn a_sum_file_that_is_too_large_is_refused() {
        let line = format!("{HEX}  name\n");
        assert_eq!(sum_file("sums", &line.repeat(14)).map(|file| file.bytes()), Ok(994));
        let error = sum_file("sums", &line.repeat(15)).err().map(|error| error.code);
        assert_eq!(error, Some(Code::BAD_SUM_FILE));
    }

    #[test]
    fn the_longest_agreement_of_names_counts() {
        let line = |digest: char, name: &str| format!("{}  {name}\n", digest.to_string().repeat(64));
        let text = [line('a', "./a.iso"), line('b', "x/readme"), line('c', "y/readme"), line('d', "x/y/z")];
        let index = Index::new(&sum_file("sums", &text.concat()).expect("a sum file"));
        let about = |name: &str| -> String {
            index.about(name.as_bytes()).iter().map(|expected| &expected.digest[..1]).collect()
        };
        assert_eq!(about("a.iso"), "a");
        assert_eq!(about("downloads/a.iso"), "a");
        assert_eq!(about("b.iso"), "");
        assert_eq!(about("y/readme"), "c");
        assert_eq!(about("readme"), "", "two lines name a file that is called so");
        assert_eq!(about("w/y/z"), "", "the line's folder is another");
        assert_eq!(about("z"), "d");
    }

    #[test]
    fn several_lines_about_one_file_all_count() {
        let text = format!("{HEX}  a\n{}  a\nnonsense\n", &HEX[..32]);
        let index = Index::new(&sum_file("sums", &text).expect("a sum file"));
        assert_eq!(index.about(b"a").len(), 2);
        assert_eq!(index.malformed, 1);
    }
}
