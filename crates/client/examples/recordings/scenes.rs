//! What happens in each recording.

use millstream_shared::{
    Code, Error,
    hash::{Algorithm, FileName, HashEvent, HashLog, HashRequest, Summary, Verdict, Verify},
};

use crate::{
    events::{
        changed, chunk, denied, digest, done, found, hex, name, opened, request, skipped, started, unreadable,
    },
    tape::{Recording, Tape, hash},
};

/// All of them.
pub fn all() -> Vec<Recording> {
    vec![
        one_file(),
        folder(),
        verify_digest(),
        verify_sums(),
        cancelled(),
        failed(),
        nothing(),
        many(),
        names(),
    ]
}

/// One file of 4 MiB, all algorithms: progress, then the digests.
fn one_file() -> Recording {
    let contents = b"millstream\n".iter().copied().cycle().take(4 << 20).collect::<Vec<u8>>();
    let bytes = contents.len() as u64;
    let request = request("one-file", &Algorithm::ALL, Verify::Nothing);
    let mut tape = Tape::new();
    tape.frame(0, [started(1, bytes), opened(0, "millstream.log", bytes)]);
    for step in 1..8 {
        tape.frame(step * 120, [chunk(bytes * u64::from(step) / 8, &[(0, bytes * u64::from(step) / 8)])]);
    }
    tape.coalesced(41);
    tape.frame(
        1_000,
        [
            chunk(bytes, &[]),
            done(0, &contents, &Algorithm::ALL, None),
            HashEvent::Summary(Summary { files: 1, bytes, ..Summary::default() }),
        ],
    );
    hash("one-file", &request, tape.finished(1_000), Tape::new().finished(1_000))
}

/// A folder, read by two hands, where one file may not be read, one changes meanwhile, and the log
/// tells of what was passed over.
fn folder() -> Recording {
    const ALGORITHMS: [Algorithm; 2] = [Algorithm::Sha256, Algorithm::Blake3];
    let request = request("folder", &ALGORITHMS, Verify::Nothing);
    let (readme, data) = (b"# Notes\n".to_vec(), vec![7_u8; 3 << 20]);
    let (empty, image) = (Vec::new(), vec![0xAB_u8; 1 << 20]);
    let (small, large, medium) = (readme.len() as u64, data.len() as u64, image.len() as u64);
    let total = small + large + medium + 512 + 64;
    let mut tape = Tape::new();
    tape.frame(0, [found(2, small + large)]);
    tape.frame(16, [found(6, total), started(6, total)]);
    tape.frame(
        32,
        [
            opened(0, "README.md", small),
            opened(1, "data/samples.bin", large),
            done(0, &readme, &ALGORITHMS, None),
            opened(2, "data/empty", 0),
            done(2, &empty, &ALGORITHMS, None),
            opened(3, "images/tile.raw", medium),
            chunk(small + 200_000, &[(1, 150_000), (3, 50_000)]),
        ],
    );
    tape.frame(200, [chunk(small + 1_900_000, &[(1, 1_200_000), (3, 700_000)])]);
    tape.frame(
        400,
        [
            done(3, &image, &ALGORITHMS, None),
            unreadable(4, "private/key.pem", denied("private/key.pem")),
            opened(5, "live.log", 64),
            unreadable(5, "live.log", changed("live.log")),
            chunk(small + medium + 2_400_000, &[(1, 2_400_000)]),
        ],
    );
    tape.coalesced(17);
    let bytes = small + large + medium;
    tape.frame(
        620,
        [
            chunk(bytes, &[]),
            done(1, &data, &ALGORITHMS, None),
            HashEvent::Summary(Summary { files: 4, bytes, unreadable: 2, ..Summary::default() }),
        ],
    );
    let mut log = Tape::new();
    log.frame(8, [skipped("run/control", Code::NOT_A_FILE, "run/control is a FIFO and was passed over.")]);
    log.frame(
        16,
        [
            skipped("loop", Code::LINK_LOOP, "loop is a symbolic link to a folder above it."),
            HashLog::Unreadable { name: name("secrets"), error: denied("secrets") },
        ],
    );
    log.frame(400, [HashLog::Unreadable { name: name("private/key.pem"), error: denied("private/key.pem") }]);
    hash("folder", &request, tape.finished(620), log.finished(620))
}

/// One file against a pasted digest: it is another one.
fn verify_digest() -> Recording {
    let contents = b"downloaded, and not what was promised\n";
    let bytes = contents.len() as u64;
    let expected = digest::<sha2::Sha256>(b"what was promised\n");
    let verify = Verify::Digest { expected: expected.clone() };
    let request = request("verify-digest", &[Algorithm::Sha256], verify);
    let verdict = Verdict { matches: false, algorithm: Algorithm::Sha256, expected, source: None };
    let mut tape = Tape::new();
    tape.frame(
        0,
        [
            started(1, bytes),
            opened(0, "image.iso", bytes),
            done(0, contents, &[Algorithm::Sha256], Some(verdict)),
            HashEvent::Summary(Summary { files: 1, bytes, mismatched: 1, ..Summary::default() }),
        ],
    );
    hash("verify-digest", &request, tape.finished(0), Tape::new().finished(0))
}

/// A sum file with every kind of line: two files that match, one that does not, one that is missing,
/// one that may not be read, and two lines that say nothing.
fn verify_sums() -> Recording {
    let verify = Verify::Sums { grant: "verify-sums".into() };
    let request = HashRequest { grants: Vec::new(), algorithms: vec![Algorithm::Sha256], verify };
    let files: [(&str, &[u8], &[u8]); 3] = [
        ("alpha.txt", b"alpha\n", b"alpha\n"),
        ("beta.txt", b"beta, edited\n", b"beta\n"),
        ("sub/gamma.txt", b"gamma\n", b"gamma\n"),
    ];
    let bytes: u64 = files.iter().map(|(_, contents, _)| contents.len() as u64).sum();
    let mut tape = Tape::new();
    tape.frame(0, [started(4, bytes + 99)]);
    for (n, (path, contents, promised)) in (0..).zip(&files) {
        let expected = digest::<sha2::Sha256>(promised);
        let verdict = Verdict {
            matches: contents == promised,
            algorithm: Algorithm::Sha256,
            expected,
            source: Some("SHA256SUMS".into()),
        };
        tape.frame(
            40 + 40 * n,
            [opened(n, path, contents.len() as u64), done(n, contents, &[Algorithm::Sha256], Some(verdict))],
        );
    }
    tape.coalesced(3);
    tape.frame(
        200,
        [
            unreadable(3, "locked.txt", denied("locked.txt")),
            HashEvent::Missing { name: name("delta.txt"), line: 5 },
            HashEvent::Malformed {
                line: 6,
                error: Error::new(
                    Code::BAD_SUM_LINE,
                    "Line 6 is neither `DIGEST  NAME` nor `ALGORITHM (NAME) = DIGEST`: \"not a sum line\".",
                ),
            },
            HashEvent::Malformed {
                line: 7,
                error: Error::new(
                    Code::UNKNOWN_ALGORITHM,
                    "Line 7 names the algorithm TIGER, which is not known here.",
                ),
            },
            HashEvent::Summary(Summary {
                files: 3,
                bytes,
                matched: 2,
                mismatched: 1,
                missing: 1,
                unreadable: 1,
                malformed: 2,
            }),
        ],
    );
    let mut log = Tape::new();
    log.frame(200, [HashLog::Unreadable { name: name("locked.txt"), error: denied("locked.txt") }]);
    hash("verify-sums", &request, tape.finished(200), log.finished(200))
}

/// A large file, given up a third in; a small one was done before.
fn cancelled() -> Recording {
    let request = request("cancelled", &[Algorithm::Sha256], Verify::Nothing);
    let note = b"first of two\n";
    let (small, large) = (note.len() as u64, 6_000_000_000);
    let mut tape = Tape::new();
    tape.frame(
        0,
        [
            started(2, small + large),
            opened(0, "note.txt", small),
            done(0, note, &[Algorithm::Sha256], None),
            opened(1, "disk.img", large),
        ],
    );
    for step in 1..=5 {
        let read = 400_000_000 * u64::from(step);
        tape.frame(step * 300, [chunk(small + read, &[(1, read)])]);
    }
    tape.coalesced(70).discarded(1);
    let mut log = Tape::new();
    log.frame(0, [skipped("tty", Code::NOT_A_FILE, "tty is a device and was passed over.")]);
    hash("cancelled", &request, tape.cancelled(1_600), log.cancelled(1_600))
}

/// The run breaks off; what was done so far stays.
fn failed() -> Recording {
    let request = request("failed", &[Algorithm::Sha256], Verify::Nothing);
    let first = b"done before it broke\n";
    let (small, large) = (first.len() as u64, 1_000_000);
    let error = Error::new(Code::PANICKED, "The producer of `hash` panicked: the disk was pulled out.")
        .hint("Start the run again; if it happens again, report it.");
    let mut tape = Tape::new();
    tape.frame(0, [started(2, small + large), opened(0, "first.txt", small)]);
    tape.frame(50, [done(0, first, &[Algorithm::Sha256], None), opened(1, "second.bin", large)]);
    tape.frame(150, [chunk(small + 262_144, &[(1, 262_144)])]);
    hash("failed", &request, tape.failed(180, error.clone()), Tape::new().failed(180, error))
}

/// A folder without a single file.
fn nothing() -> Recording {
    let request = request("nothing", &[Algorithm::Sha256], Verify::Nothing);
    let error = Error::new(Code::NOTHING_TO_DO, "There is no file in the folder `empty`.")
        .hint("Choose a folder that has files, or add files one by one.");
    let mut tape = Tape::new();
    tape.frame(0, [found(0, 0)]);
    hash("nothing", &request, tape.failed(20, error.clone()), Tape::new().failed(20, error))
}

/// A thousand small files, eight at a time.
fn many() -> Recording {
    const FILES: u32 = 1_000;
    const BATCH: u32 = 40;
    let request = request("many", &[Algorithm::Sha256], Verify::Nothing);
    let contents = |n: u32| format!("part {n} of {FILES}\n").into_bytes();
    let size = |n: u32| contents(n).len() as u64;
    let total: u64 = (0..FILES).map(size).sum();
    let mut tape = Tape::new();
    tape.frame(0, [found(400, (0..400).map(size).sum())]);
    tape.frame(16, [found(FILES, total), started(FILES, total)]);
    let mut read = 0;
    for first in (0..FILES).step_by(BATCH as usize) {
        let mut items = Vec::new();
        for eight in (first..first + BATCH).step_by(8) {
            items.extend((eight..eight + 8).map(|n| opened(n, &format!("parts/{n:04}.txt"), size(n))));
            items.extend((eight..eight + 8).map(|n| done(n, &contents(n), &[Algorithm::Sha256], None)));
        }
        read += (first..first + BATCH).map(size).sum::<u64>();
        items.push(chunk(read, &[]));
        tape.frame(33 + first / BATCH * 33, items);
    }
    tape.coalesced(955);
    let summary = Summary { files: FILES, bytes: total, ..Summary::default() };
    tape.frame(900, [HashEvent::Summary(summary)]);
    hash("many", &request, tape.finished(900), Tape::new().finished(900))
}

/// Names that try a front end: long, not UTF-8, markup, right to left, controls, blanks.
fn names() -> Recording {
    let request = request("names", &[Algorithm::Sha256], Verify::Nothing);
    let long = format!("{}.tar.gz", "a-very-long-name-".repeat(14));
    let deep = format!("{}leaf.txt", "folder/".repeat(40));
    let names = [
        name(&long),
        name(&deep),
        FileName { name: "caf\u{FFFD}.txt".into(), name_bytes: Some(hex(b"caf\xE9.txt")) },
        name("<img src=x onerror=alert(1)>.html"),
        name("&amp; & \"quotes\" 'n' `ticks`.txt"),
        name("\u{202E}gpj.exe"),
        name("\u{5E9}\u{5DC}\u{5D5}\u{5DD} \u{0645}\u{0631}\u{062D}\u{0628}\u{0627}.txt"),
        name("\u{1F30A}\u{200D}\u{1F3AF}\u{FE0F} wave.bin"),
        name("two\nlines\ttab\\back.txt"),
        name("   blanks   "),
    ];
    let contents = |n: usize| format!("content {n}\n").into_bytes();
    let total = (0..names.len()).map(|n| contents(n).len() as u64).sum();
    let mut tape = Tape::new();
    let files = u32::try_from(names.len()).expect("ten");
    tape.frame(0, [found(files, total), started(files, total)]);
    let mut items = Vec::new();
    for (file, name) in (0..).zip(names) {
        let contents = contents(file as usize);
        let total_bytes = contents.len() as u64;
        items.push(HashEvent::Opened { file, name, total_bytes });
        items.push(done(file, &contents, &[Algorithm::Sha256], None));
    }
    items.push(HashEvent::Summary(Summary { files, bytes: total, ..Summary::default() }));
    tape.frame(30, items);
    let mut log = Tape::new();
    log.frame(
        0,
        [HashLog::Skipped {
            name: FileName { name: "pipe\u{FFFD}<b>".into(), name_bytes: Some(hex(b"pipe\xFF<b>")) },
            error: Error::new(Code::NOT_A_FILE, "pipe\u{FFFD}<b> is a FIFO and was passed over."),
        }],
    );
    hash("names", &request, tape.finished(30), log.finished(30))
}
