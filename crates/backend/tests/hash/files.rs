//! Files and folders, good and bad.

use std::{
    fs::{self, OpenOptions},
    path::Path,
};

use crate::support::{self, folder, hash, job, output, run, verify};
use millstream_backend::producers::hash::Root;
use millstream_flow::Failure;
use millstream_shared::{
    Code,
    hash::{Algorithm, HashEvent, Verify},
};

#[test]
fn a_folder_is_hashed_in_the_order_of_its_paths() {
    let files = folder(&[
        ("b/inner", b"1"),
        ("b-1", b"2"),
        ("b.txt", b"3"),
        ("A", b""),
        ("b/z/deep", &[7; 300_000]),
        ("empty/", b""),
    ]);
    let run = hash(&[files.path()]);
    assert_eq!(run.files(), ["A: done", "b-1: done", "b.txt: done", "b/inner: done", "b/z/deep: done"]);
    assert_eq!(run.logged(), [""; 0]);
    let summary = run.summary();
    assert_eq!((summary.files, summary.bytes, summary.unreadable), (5, 300_003, 0));

    let names = ["A", "b-1", "b.txt", "b/inner", "b/z/deep"].map(std::ffi::OsStr::new);
    let theirs = String::from_utf8(output(files.path(), "sha256sum", &names)).expect("UTF-8");
    let theirs: Vec<_> = theirs.lines().map(|line| line[..64].to_owned()).collect();
    assert_eq!(run.sha256(), theirs);
}

#[test]
fn all_algorithms_in_one_read_agree_with_the_systems_tools() {
    // Larger than what is hashed in one thread, and no multiple of a chunk.
    let contents: Vec<u8> = (0..3_000_001_u32).map(|index| (index ^ (index >> 9)) as u8).collect();
    let files = folder(&[("large", &contents), ("small", &contents[..1000])]);
    for name in ["large", "small"] {
        let path = files.path().join(name);
        let mut job = job(&[&path], Verify::Nothing);
        job.algorithms = Algorithm::ALL.to_vec();
        let run = run(job, |_| true);
        let digests = run.events.iter().find_map(|event| match event {
            HashEvent::Done { digests, .. } => Some(digests.clone()),
            _ => None,
        });
        let digests = digests.expect("done");
        for (algorithm, tool) in [
            (Algorithm::Sha256, "sha256sum"),
            (Algorithm::Sha512, "sha512sum"),
            (Algorithm::Sha1, "sha1sum"),
            (Algorithm::Md5, "md5sum"),
        ] {
            let theirs = output(files.path(), tool, &[name.as_ref()]);
            let theirs = String::from_utf8(theirs).expect("UTF-8");
            assert_eq!(digests.get(algorithm), theirs.split(' ').next(), "{tool} {name}");
        }
        let all = if name == "large" { &contents[..] } else { &contents[..1000] };
        assert_eq!(digests.blake3, Some(blake3::hash(all).to_hex().to_string()));
    }
}

#[test]
fn what_is_wrong_with_one_file_does_not_end_the_run() {
    let files = folder(&[("a", b"a"), ("inner/", b""), ("b", b"b")]);
    let path = |name: &str| files.path().join(name);
    let mut job = job(&[&path("a"), &path("missing"), &path("b")], Verify::Nothing);
    // What was a file when it was granted.
    job.roots.push(Root::File(path("inner")));
    let run = run(job, |_| true);
    assert_eq!(run.files(), ["a: done", "missing: not_found", "b: done", "inner: is_a_folder"]);
    assert_eq!((run.summary().files, run.summary().unreadable), (2, 2));
}

#[test]
fn a_run_without_a_file_says_so() {
    let files = folder(&[("empty/", b"")]);
    assert_eq!(hash(&[]).failed(), Some(Code::NOTHING_TO_DO));
    assert_eq!(hash(&[files.path()]).failed(), Some(Code::NOTHING_TO_DO));
    let mut job = job(&[files.path()], Verify::Nothing);
    job.algorithms.clear();
    assert_eq!(run(job, |_| true).failed(), Some(Code::BAD_ARGUMENT));
}

#[test]
fn a_pasted_digest_is_held_against_every_file() {
    let files = folder(&[("a", b"abc"), ("b", b"abd")]);
    let expected = " BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD\n".to_owned();
    let run = verify(&[files.path()], Verify::Digest { expected });
    assert_eq!(run.files(), ["a: match", "b: mismatch"]);
    // An algorithm that was not asked for is computed all the same.
    let expected = "900150983cd24fb0d6963f7d28e17f72".to_owned();
    let run = verify(&[files.path()], Verify::Digest { expected });
    assert_eq!(run.files(), ["a: match", "b: mismatch"]);
    let run = verify(&[files.path()], Verify::Digest { expected: "abc".to_owned() });
    assert_eq!(run.failed(), Some(Code::BAD_DIGEST));
}

#[test]
fn a_file_that_shrinks_while_it_is_read_is_reported() {
    let files = folder(&[("shrinks", &[1; 4 << 20])]);
    let path = files.path().join("shrinks");
    let job = job(&[&path], Verify::Nothing);
    // The event is heard in the thread that reads, between two chunks.
    let run = run(job, move |event| {
        if matches!(event, HashEvent::Chunk { .. }) {
            OpenOptions::new().write(true).open(&path).and_then(|file| file.set_len(1)).expect("cut");
        }
        true
    });
    assert_eq!(run.files(), ["shrinks: file_changed"]);
}

#[test]
#[cfg(target_os = "linux")]
fn a_cancel_ends_the_run_at_the_next_chunk_and_closes_the_files() {
    let files = folder(&[("one", b""), ("two", b"")]);
    let paths = ["one", "two"].map(|name| files.path().join(name));
    for path in &paths {
        let file = OpenOptions::new().write(true).open(path).expect("open");
        file.set_len(1 << 40).expect("a sparse file");
    }
    let job = job(&[&paths[0], &paths[1]], Verify::Nothing);
    let heard = run(job, |event| !matches!(event, HashEvent::Chunk { .. }));
    assert_eq!(heard.result, Err(Failure::Stopped));
    let chunks: Vec<_> = heard
        .events
        .iter()
        .filter_map(|event| match event {
            HashEvent::Chunk { bytes_read, .. } => Some(*bytes_read),
            _ => None,
        })
        .collect();
    assert_eq!(chunks, [512 << 10], "the first chunk was the last one");
    assert_eq!(support::open_files(files.path()), [""; 0].map(std::path::PathBuf::from));
}

#[test]
#[cfg(target_os = "linux")]
fn what_cannot_be_read_is_reported_and_logged() {
    use rustix::thread::{CapabilitySet, capabilities, set_capabilities};
    use std::os::unix::fs::PermissionsExt as _;

    let files = folder(&[("a", b"a"), ("closed/x", b"x"), ("secret", b"s"), ("z", b"z")]);
    let close = |name: &str| {
        fs::set_permissions(files.path().join(name), fs::Permissions::from_mode(0o000)).expect("closed");
    };
    close("secret");
    close("closed");
    // Root may read everything by two capabilities, which belong to a thread; those that it starts
    // inherit what it has left.
    let path = files.path().to_owned();
    let run = std::thread::spawn(move || {
        let mut own = capabilities(None).expect("capabilities");
        own.effective -= CapabilitySet::DAC_OVERRIDE | CapabilitySet::DAC_READ_SEARCH;
        set_capabilities(None, own).expect("fewer capabilities");
        hash(&[&path])
    });
    let run = run.join().expect("a run");
    assert_eq!(run.files(), ["a: done", "secret: permission_denied", "z: done"]);
    assert_eq!(
        run.logged(),
        ["unreadable closed: permission_denied", "unreadable secret: permission_denied"]
    );
    assert_eq!((run.summary().files, run.summary().unreadable), (2, 2));
}

#[test]
#[cfg(target_os = "linux")]
fn what_is_no_file_is_passed_over_and_logged() {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    use std::os::unix::{ffi::OsStrExt as _, fs::symlink, net::UnixListener};

    let outside = folder(&[("secret", b"s")]);
    let files = folder(&[("d/file", b"f"), ("e/", b"")]);
    let at = |name: &str| files.path().join(name);
    mknodat(CWD, at("fifo"), FileType::Fifo, Mode::RUSR, 0).expect("a FIFO");
    let _socket = UnixListener::bind(at("socket")).expect("a socket");
    symlink("loop", at("loop")).expect("linked");
    symlink("../..", at("d/up")).expect("linked");
    symlink("..", at("d/top")).expect("linked");
    symlink("../d", at("e/other")).expect("linked");
    symlink("nowhere", at("dangling")).expect("linked");
    symlink(outside.path().join("secret"), at("out")).expect("linked");
    symlink("../d/file", at("e/within")).expect("linked");
    symlink("/dev/zero", at("zero")).expect("linked");
    fs::write(at("").join(std::ffi::OsStr::from_bytes(b"n\xff")), b"n").expect("written");

    let run = hash(&[files.path()]);
    assert_eq!(run.files(), ["d/file: done", "e/within: done", "n\u{fffd}: done"]);
    assert_eq!(
        run.logged(),
        [
            "skipped d/top: link_loop",
            "skipped d/up: outside_grant",
            "skipped dangling: not_found",
            "skipped e/other: is_a_folder",
            "skipped fifo: not_a_file",
            "skipped loop: link_loop",
            "skipped out: outside_grant",
            "skipped socket: not_a_file",
            "skipped zero: outside_grant",
        ]
    );
    let bytes = run.events.iter().find_map(|event| match event {
        HashEvent::Opened { file: 2, name, .. } => name.name_bytes.clone(),
        _ => None,
    });
    assert_eq!(bytes.as_deref(), Some("6eff"));
}

#[test]
#[cfg(target_os = "linux")]
fn a_granted_device_fifo_or_socket_is_refused_without_waiting() {
    let files = folder(&[]);
    let fifo = files.path().join("fifo");
    let read = rustix::fs::Mode::RUSR;
    rustix::fs::mknodat(rustix::fs::CWD, &fifo, rustix::fs::FileType::Fifo, read, 0).expect("a FIFO");
    let socket = files.path().join("socket");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).expect("a socket");
    let run = hash(&[Path::new("/dev/zero"), &fifo, &socket]);
    assert_eq!(run.files(), ["zero: not_a_file", "fifo: not_a_file", "socket: not_a_file"]);
}
