//! Sum files, written and read by us and by coreutils.

use std::{
    ffi::{OsStr, OsString},
    fs,
    os::unix::ffi::{OsStrExt as _, OsStringExt as _},
    process::Command,
};

use crate::support::{self, folder, hash, output, verify, verify_sums};
use millstream_backend::producers::hash::export;
use millstream_shared::{
    Code,
    hash::{
        Algorithm, ExportTarget, FileName, HashEvent, HashExportEntry, HashExportRequest, SumFormat, Verify,
    },
};

/// Names that have tripped programs up.
const ODD: [&[u8]; 14] = [
    b"plain",
    b" leading",
    b"trailing ",
    b"-dash",
    b"--tag",
    b"*star",
    b"#hash",
    b"(x) = y",
    b"back\\slash",
    b"line\nfeed",
    b"carriage\rreturn",
    b"all\\\n\r\\n",
    b"\xff\xfe",
    b"\xc3\xbc",
];

fn odd_folder() -> tempfile::TempDir {
    let files = folder(&[]);
    for name in ODD {
        fs::write(files.path().join(OsStr::from_bytes(name)), name).expect("written");
    }
    files
}

/// What coreutils writes about all files of the folder, in their order.
fn theirs(folder: &std::path::Path, program: &str, options: &[&str]) -> Vec<u8> {
    let mut names: Vec<_> = ODD.iter().map(|name| OsString::from_vec(name.to_vec())).collect();
    names.sort();
    let options = options.iter().chain(&["--"]).map(OsStr::new);
    let arguments: Vec<_> = options.chain(names.iter().map(OsString::as_os_str)).collect();
    output(folder, program, &arguments)
}

/// What we write about the same run.
fn ours(run: &support::Run, format: SumFormat) -> HashExportRequest {
    let mut names = std::collections::HashMap::new();
    let mut entries = std::collections::BTreeMap::new();
    for event in &run.events {
        match event {
            HashEvent::Opened { file, name, .. } => drop(names.insert(*file, name.clone())),
            HashEvent::Done { file, digests, .. } => {
                let digest = digests.sha256.clone().expect("a digest");
                entries.insert(*file, HashExportEntry { name: names[file].clone(), digest });
            }
            _ => {}
        }
    }
    HashExportRequest {
        entries: entries.into_values().collect(),
        algorithm: Algorithm::Sha256,
        format,
        to: ExportTarget::File,
    }
}

#[test]
fn what_we_write_is_byte_for_byte_what_coreutils_writes() {
    let files = odd_folder();
    let run = hash(&[files.path()]);
    for (format, options) in [(SumFormat::Gnu, &[][..]), (SumFormat::Bsd, &["--tag"])] {
        let text = export::text(&ours(&run, format)).expect("a text");
        let theirs = theirs(files.path(), "sha256sum", options);
        assert_eq!(text.escape_ascii().to_string(), theirs.escape_ascii().to_string());
    }
}

#[test]
fn coreutils_reads_back_what_we_write() {
    let files = odd_folder();
    let run = hash(&[files.path()]);
    let sums = tempfile::tempdir().expect("a folder");
    for format in [SumFormat::Gnu, SumFormat::Bsd] {
        let path = sums.path().join("SUMS");
        export::write(&path, &export::text(&ours(&run, format)).expect("a text")).expect("written");
        let strict = ["--strict", "--quiet", "-c"].map(OsStr::new);
        let arguments: Vec<_> = strict.into_iter().chain([path.as_os_str()]).collect();
        assert_eq!(output(files.path(), "sha256sum", &arguments), b"");
    }
}

#[test]
fn we_read_back_what_coreutils_and_openssl_write() {
    for (program, options) in [
        ("sha256sum", &[][..]),
        ("sha256sum", &["--binary"]),
        ("sha256sum", &["--tag"]),
        ("sha512sum", &[]),
        ("sha1sum", &["--tag"]),
        ("md5sum", &[]),
    ] {
        let files = odd_folder();
        let sums = files.path().join("SUMS");
        fs::write(&sums, theirs(files.path(), program, options)).expect("written");
        let run = verify_sums(&[], &sums);
        let summary = run.summary();
        assert_eq!((summary.matched as usize, summary.malformed), (ODD.len(), 0), "{program} {options:?}");
    }
    let files = folder(&[("a b", b"1"), ("c", b"2")]);
    let sums = files.path().join("sums");
    let both = ["dgst", "-sha256", "a b", "c"].map(OsStr::new);
    fs::write(&sums, output(files.path(), "openssl", &both)).expect("written");
    assert_eq!(verify_sums(&[], &sums).files(), ["a b: match", "c: match"]);
}

#[test]
fn a_damaged_sum_file_counts_as_coreutils_counts() {
    let files = folder(&[("good", b"good"), ("bad", b"bad"), ("folder/", b"")]);
    let good = String::from_utf8(output(files.path(), "sha256sum", &["good".as_ref()])).expect("UTF-8");
    let digest = &good[..64];
    let text = format!(
        "# made by hand\r\n{}\r\n\r\n{digest}  bad\r\nnonsense\r\n{digest}  gone\r\n{digest}  folder\r\n{}\n",
        good.trim_end(),
        "0".repeat(63),
    );
    let sums = files.path().join("SHA256SUMS");
    fs::write(&sums, &text).expect("written");

    let run = verify_sums(&[], &sums);
    assert_eq!(run.files(), ["good: match", "bad: mismatch", "folder: is_a_folder"]);
    let summary = run.summary();
    let counts =
        [summary.matched, summary.mismatched, summary.missing, summary.unreadable, summary.malformed];
    assert_eq!(counts, [1, 1, 1, 1, 2]);
    let late: Vec<_> = run
        .events
        .iter()
        .filter_map(|event| match event {
            HashEvent::Missing { name, line } => Some(format!("{line} missing {}", name.name)),
            HashEvent::Malformed { line, error } => Some(format!("{line} {}", error.code)),
            _ => None,
        })
        .collect();
    assert_eq!(late, ["5 bad_sum_line", "6 missing gone", "8 bad_sum_line"]);

    // Theirs counts a missing file among those that could not be read.
    let mut theirs = Command::new("sha256sum");
    theirs.args(["-c", "SHA256SUMS"]).current_dir(files.path()).env("LC_ALL", "C");
    let theirs = theirs.output().expect("sha256sum");
    let said = String::from_utf8_lossy(&theirs.stderr).into_owned();
    assert!(said.contains("2 lines are improperly formatted"), "{said}");
    assert!(said.contains("2 listed files could not be read"), "{said}");
    assert!(said.contains("1 computed checksum did NOT match"), "{said}");
}

#[test]
fn a_line_that_names_a_file_outside_of_the_folder_is_refused() {
    let files = folder(&[("in/a", b"a"), ("b", b"b")]);
    let digest = "0".repeat(64);
    let sums = files.path().join("in/SHA256SUMS");
    std::os::unix::fs::symlink("../b", files.path().join("in/link")).expect("linked");
    let lines = ["../b", "/etc/hostname", "link", "x/../../b", "../in/a", "./a"];
    let text: String = lines.iter().map(|name| format!("{digest}  {name}\n")).collect();
    fs::write(&sums, text).expect("written");
    let run = verify_sums(&[], &sums);
    assert_eq!(run.files(), ["./a: mismatch"]);
    let refused: Vec<_> = run
        .events
        .iter()
        .filter_map(|event| match event {
            HashEvent::Malformed { line, error } => Some((*line, error.code.clone())),
            _ => None,
        })
        .collect();
    let outside = |line| (line, Code::OUTSIDE_GRANT);
    assert_eq!(refused, [outside(1), outside(2), outside(3), outside(5)]);
    assert_eq!(run.summary().missing, 1, "line 4: x is not there");
}

#[test]
fn a_sum_file_that_is_none_ends_the_run() {
    let files = folder(&[("SHA256SUMS", b"no\nsuch\nlines\n"), ("empty.sha256", b"")]);
    for name in ["SHA256SUMS", "empty.sha256"] {
        assert_eq!(verify_sums(&[], &files.path().join(name)).failed(), Some(Code::BAD_SUM_FILE), "{name}");
    }
    assert_eq!(verify_sums(&[], &files.path().join("gone")).failed(), Some(Code::NOT_FOUND));
}

#[test]
fn given_files_are_held_against_a_sum_file_from_elsewhere() {
    let files = folder(&[("a", b"abc"), ("b", b"abd"), ("c", b"")]);
    let elsewhere = folder(&[]);
    let sums = elsewhere.path().join("sums");
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    fs::write(&sums, format!("{abc}  ./a\n{abc}  b\n{abc}  other\n")).expect("written");
    let run = verify_sums(&[files.path()], &sums);
    assert_eq!(run.files(), ["a: match", "b: mismatch", "c: done"]);
    assert_eq!(run.summary().missing, 0, "the person asked about three files only");
}

#[test]
fn sum_files_beside_the_files_are_found() {
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let md5 = "900150983cd24fb0d6963f7d28e17f72";
    let files = folder(&[
        ("own.iso", b"abc"),
        ("own.iso.sha256", abc.as_bytes()),
        ("old.iso", b"abc"),
        ("old.iso.md5", format!("{md5} *old.iso\n").as_bytes()),
        ("both", b"abc"),
        ("both.sha256", format!("{abc}  both\n").as_bytes()),
        ("both.md5", format!("{}  both\n", "0".repeat(32)).as_bytes()),
        ("none", b"abc"),
        ("sub/x", b"abc"),
        ("sub/y", b"abd"),
        ("sub/SHA256SUMS", format!("{abc}  x\nnonsense\n{abc}  y\n").as_bytes()),
    ]);
    let run = verify(&[files.path()], Verify::Siblings);
    let files_said: Vec<_> = run.files().into_iter().filter(|line| !line.ends_with("done")).collect();
    let expected = ["both: mismatch", "old.iso: match", "own.iso: match", "sub/x: match", "sub/y: mismatch"];
    assert_eq!(files_said, expected);
    assert_eq!(run.logged(), ["unreadable sub/SHA256SUMS: bad_sum_line"]);
    assert_eq!(run.summary().malformed, 1);

    let alone = files.path().join("own.iso");
    assert_eq!(verify(&[&alone], Verify::Siblings).files(), ["own.iso: match"]);
}

#[test]
fn an_export_that_makes_no_sense_is_refused() {
    let entry = |digest: &str| HashExportEntry {
        name: FileName { name: "a".into(), name_bytes: None },
        digest: digest.into(),
    };
    let request = |entries| HashExportRequest {
        entries,
        algorithm: Algorithm::Md5,
        format: SumFormat::Bare,
        to: ExportTarget::Clipboard,
    };
    let code = |entries| export::text(&request(entries)).map_err(|error| error.code);
    assert_eq!(code(vec![]), Err(Code::NOTHING_TO_DO));
    assert_eq!(code(vec![entry("abc")]), Err(Code::BAD_DIGEST));
    assert_eq!(code(vec![entry(&"x".repeat(32))]), Err(Code::BAD_DIGEST));
    let text = code(vec![entry(&"A".repeat(32))]).expect("a text");
    assert_eq!(export::for_clipboard(text, SumFormat::Bare), Ok("a".repeat(32)));
    let no_text = export::for_clipboard(b"\xff\n".to_vec(), SumFormat::Gnu).map_err(|error| error.code);
    assert_eq!(no_text, Err(Code::CLIPBOARD));
}

#[test]
fn a_written_file_is_whole_and_readable() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let files = folder(&[("old", b"a longer text")]);
    let (old, link, new) = (files.path().join("old"), files.path().join("link"), files.path().join("new"));
    symlink("old", &link).expect("linked");
    export::write(&link, b"text").expect("written");
    assert_eq!(fs::read(&old).expect("read"), b"text");
    assert!(link.is_symlink());
    export::write(&new, b"text").expect("written");
    assert_eq!(fs::metadata(&new).expect("there").permissions().mode() & 0o444, 0o444);
    assert_eq!(fs::read_dir(files.path()).expect("listed").count(), 3, "nothing else is left");
    let gone = files.path().join("gone/x");
    assert_eq!(export::write(&gone, b"text").map_err(|error| error.code), Err(Code::NOT_FOUND));
}
