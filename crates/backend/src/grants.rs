//! What may be opened: paths that a person gave to a window, under ids that a page cannot make up.

use std::{
    collections::{HashMap, VecDeque},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use millstream_shared::{
    Code, Error,
    grants::{Grant, GrantKind},
};

use crate::producers::hash::sums::Naming;

/// Grants that a window keeps; the oldest gives way to a newer one. A dialog or a drop rarely gives more
/// than some thousand, and a folder is one.
const MOST: usize = 65_536;

/// All grants of all windows. A path goes in, and an id comes out; only the window that it was given to
/// gets the path back.
#[derive(Default)]
pub struct Grants {
    windows: Mutex<HashMap<String, Given>>,
}

/// What a window was given.
#[derive(Default)]
struct Given {
    by_id: HashMap<String, Granted>,
    oldest_first: VecDeque<String>,
    /// From the command line, not yet taken by the page.
    waiting: Vec<Grant>,
}

/// What stands behind a grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// What it was when it was opened.
    pub kind: GrantKind,
    /// Where it is. The folder that it is in is free of links; it may be one itself.
    pub path: PathBuf,
}

impl Grants {
    /// Gives a window what a person opened in it, by a dialog or a drop.
    ///
    /// What is not there, or is no file, is granted as a file: to use it gives the error that it deserves,
    /// at the place where a person looks.
    ///
    /// # Errors
    /// [`Code::IO`] when the system gives no random numbers.
    pub fn give(&self, window: &str, path: &Path) -> Result<Grant, Error> {
        let path = settled(path);
        let (kind, bytes) = look(&path);
        let id = id()?;
        let name = path.file_name().map_or(path.as_os_str(), |name| name).to_string_lossy().into_owned();
        let mut windows = self.windows();
        let given = windows.entry(window.to_owned()).or_default();
        if given.oldest_first.len() == MOST
            && let Some(oldest) = given.oldest_first.pop_front()
        {
            given.by_id.remove(&oldest);
        }
        given.oldest_first.push_back(id.clone());
        given.by_id.insert(id.clone(), Granted { kind, path });
        Ok(Grant { id, name, kind, bytes })
    }

    /// Gives a window what was named on the command line; [`Self::take`] fetches it.
    ///
    /// # Errors
    /// As [`Self::give`].
    pub fn offer(&self, window: &str, paths: &[PathBuf]) -> Result<(), Error> {
        let grants = paths.iter().map(|path| self.give(window, path)).collect::<Result<Vec<_>, _>>()?;
        self.windows().entry(window.to_owned()).or_default().waiting.extend(grants);
        Ok(())
    }

    /// Hands over what [`Self::offer`] put there, once.
    pub fn take(&self, window: &str) -> Vec<Grant> {
        self.windows().get_mut(window).map(|given| std::mem::take(&mut given.waiting)).unwrap_or_default()
    }

    /// What stands behind an id, for the window that it was given to.
    ///
    /// # Errors
    /// [`Code::UNKNOWN_GRANT`], the same for an id that was never given and for another window's.
    pub fn resolve(&self, window: &str, id: &str) -> Result<Granted, Error> {
        let granted = self.windows().get(window).and_then(|given| given.by_id.get(id).cloned());
        granted.ok_or_else(|| {
            Error::new(Code::UNKNOWN_GRANT, format!("This window has no grant `{}`.", id.escape_debug()))
                .hint("Open the file again.")
        })
    }

    /// Takes back all that a window was given, when it closes.
    pub fn forget(&self, window: &str) {
        self.windows().remove(window);
    }

    fn windows(&self) -> MutexGuard<'_, HashMap<String, Given>> {
        // Nothing in here panics half-way through a change.
        self.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The path without links and `..`, its last part left as it is: it is what the person named.
fn settled(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    match (absolute.parent(), absolute.file_name()) {
        (Some(folder), Some(name)) => match folder.canonicalize() {
            Ok(folder) => folder.join(name),
            Err(_) => absolute,
        },
        // A root, or a path that ends in `..`: a folder whose name is found on the way there.
        _ => absolute.canonicalize().unwrap_or(absolute),
    }
}

fn look(path: &Path) -> (GrantKind, Option<u64>) {
    match path.metadata() {
        Ok(data) if data.is_dir() => (GrantKind::Folder, None),
        Ok(data) if data.is_file() => {
            let name = path.file_name().unwrap_or_default();
            let is_sum_file = Naming::of(name.as_encoded_bytes()).is_some();
            (if is_sum_file { GrantKind::Sums } else { GrantKind::File }, Some(data.len()))
        }
        Ok(_) | Err(_) => (GrantKind::File, None),
    }
}

/// 128 random bits.
fn id() -> Result<String, Error> {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits).map_err(|error| {
        Error::new(Code::IO, format!("The system gives no random numbers for a grant: {error}."))
    })?;
    Ok(format!("{:032x}", u128::from_le_bytes(bits)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_grant_leads_to_its_path_in_its_window_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.bin");
        fs::write(&path, b"four").expect("written");
        let grants = Grants::default();
        let grant = grants.give("one", &path).expect("a grant");
        assert_eq!((grant.name.as_str(), grant.kind, grant.bytes), ("a.bin", GrantKind::File, Some(4)));
        assert_eq!(grants.resolve("one", &grant.id).map(|granted| granted.path), Ok(settled(&path)));
        for (window, id) in [("two", grant.id.as_str()), ("one", "0"), ("one", "../a.bin")] {
            let error = grants.resolve(window, id).map_err(|error| error.code);
            assert_eq!(error, Err(Code::UNKNOWN_GRANT), "{window} {id}");
        }
        grants.forget("one");
        assert!(grants.resolve("one", &grant.id).is_err());
    }

    #[test]
    fn an_id_cannot_be_guessed_from_another() {
        let grants = Grants::default();
        let ids: Vec<_> = (0..100).map(|_| grants.give("one", Path::new("/")).expect("a grant").id).collect();
        let different: std::collections::HashSet<_> = ids.iter().map(|id| &id[..8]).collect();
        assert_eq!(different.len(), 100);
        assert!(ids.iter().all(|id| id.len() == 32));
    }

    #[test]
    fn the_kind_is_seen() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("SHA256SUMS"), b"").expect("written");
        let grants = Grants::default();
        let kind = |path: PathBuf| grants.give("one", &path).map(|grant| (grant.kind, grant.bytes));
        assert_eq!(kind(folder.path().to_owned()), Ok((GrantKind::Folder, None)));
        assert_eq!(kind(folder.path().join("SHA256SUMS")), Ok((GrantKind::Sums, Some(0))));
        assert_eq!(kind(folder.path().join("missing")), Ok((GrantKind::File, None)));
    }

    #[test]
    fn a_way_through_links_and_dots_is_settled_when_it_is_given() {
        let folder = tempfile::tempdir().expect("a folder");
        let real = folder.path().canonicalize().expect("real").join("real");
        fs::create_dir(&real).expect("made");
        fs::write(real.join("file"), b"").expect("written");
        #[cfg(unix)]
        {
            let way = real.with_file_name("way");
            std::os::unix::fs::symlink(&real, &way).expect("linked");
            assert_eq!(settled(&way.join("file")), real.join("file"));
            assert_eq!(settled(&way), way, "the last part is what the person named");
        }
        assert_eq!(settled(&real.join("..")), real.parent().expect("a parent"));
        assert_eq!(settled(&real.join("../real/file")), real.join("file"));
    }

    #[test]
    fn the_oldest_grant_gives_way() {
        let grants = Grants::default();
        let first = grants.give("one", Path::new("/")).expect("a grant").id;
        let second = grants.give("one", Path::new("/")).expect("a grant").id;
        for _ in 2..=MOST {
            grants.give("one", Path::new("/")).expect("a grant");
        }
        assert!(grants.resolve("one", &first).is_err());
        assert!(grants.resolve("one", &second).is_ok());
    }

    #[test]
    fn the_command_lines_grants_are_taken_once() {
        let grants = Grants::default();
        grants.offer("one", &["/".into(), "/missing".into()]).expect("offered");
        assert_eq!(grants.take("two"), []);
        let names: Vec<_> = grants.take("one").into_iter().map(|grant| grant.name).collect();
        assert_eq!(names, ["/", "missing"]);
        assert_eq!(grants.take("one"), []);
    }
}
