use millstream_shared::hash::SumFormat;
use proptest::prelude::*;

use super::{super::write_line, *};

const SHA256: &str = "a116c9ed46d6207734a43317d30fd88f52ac8634c37d904bbf4e41d865f90475";

/// What each line that is not passed over says: `algorithm name`, or the code of the error.
fn read(text: &[u8], sum_file: &str) -> Vec<(u32, String)> {
    let naming = Naming::of(sum_file.as_bytes()).unwrap_or(Naming::NOTHING);
    let said = |line: Result<Line, Error>| match line {
        Ok(line) => format!("{:?} {}", line.algorithm, line.name.escape_ascii()),
        Err(error) => error.code.to_string(),
    };
    lines(text, &naming).expect("UTF-8").map(|(number, line)| (number, said(line))).collect()
}

fn read_one(line: &str) -> String {
    let all = read(line.as_bytes(), "sums");
    assert_eq!(all.len(), 1, "{line:?}");
    all.into_iter().next().map(|(_, said)| said).unwrap_or_default()
}

#[test]
fn known_forms_are_read() {
    for (line, said) in [
        (format!("{SHA256}  plain"), "Sha256 plain"),
        (format!("{SHA256} *plain"), "Sha256 plain"),
        (format!("{SHA256} plain"), "Sha256 plain"),
        (format!("{SHA256}\tplain"), "Sha256 plain"),
        (format!("{SHA256}   lead"), "Sha256  lead"),
        (format!("{SHA256} **star"), "Sha256 *star"),
        (format!("{SHA256} (x) = y"), "Sha256 (x) = y"),
        (format!("  {SHA256}  trail "), "Sha256 trail "),
        (format!("\\{SHA256}  a\\\\b\\nc\\rd"), "Sha256 a\\\\b\\nc\\rd"),
        (format!("{}  plain", SHA256.to_uppercase()), "Sha256 plain"),
        (format!("{}  plain", &SHA256[..32]), "Md5 plain"),
        (format!("{}  plain", &SHA256[..40]), "Sha1 plain"),
        (format!("{SHA256}{SHA256}  plain"), "Sha512 plain"),
        (format!("SHA256 (plain) = {SHA256}"), "Sha256 plain"),
        (format!("BLAKE3 (plain) = {SHA256}"), "Blake3 plain"),
        (format!("SHA256(a (b) = c)= {SHA256}"), "Sha256 a (b) = c"),
        (format!("SHA2-256(plain)= {SHA256}"), "Sha256 plain"),
        (format!("SHA256 (plain)={SHA256}"), "Sha256 plain"),
        (format!("sha256 (plain) = {SHA256}"), "Sha256 plain"),
        (format!("\\SHA256 (a\\nb) = {SHA256}"), "Sha256 a\\nb"),
    ] {
        assert_eq!(read_one(&line), said, "{line:?}");
    }
}

#[test]
fn malformed_lines_are_reported_one_by_one() {
    for (line, code) in [
        ("garbage".to_owned(), Code::BAD_SUM_LINE),
        (SHA256.to_owned(), Code::BAD_SUM_LINE),
        (format!("{SHA256} "), Code::BAD_SUM_LINE),
        (format!("{SHA256}  a\0b"), Code::BAD_SUM_LINE),
        (format!("{SHA256}-plain"), Code::BAD_SUM_LINE),
        (format!("{}  plain", &SHA256[1..]), Code::BAD_SUM_LINE),
        (format!("\\{SHA256}  a\\qb"), Code::BAD_SUM_LINE),
        (format!("\\{SHA256}  a\\"), Code::BAD_SUM_LINE),
        (format!("SHA256 (plain) = {SHA256} "), Code::BAD_SUM_LINE),
        (format!("SHA256 () = {SHA256}"), Code::BAD_SUM_LINE),
        (format!("MD5 (plain) = {SHA256}"), Code::BAD_SUM_LINE),
        (format!("BLAKE2b (plain) = {SHA256}"), Code::UNKNOWN_ALGORITHM),
        (format!("{}  plain", &SHA256[..56]), Code::UNKNOWN_ALGORITHM),
    ] {
        assert_eq!(read_one(&line), code.as_str(), "{line:?}");
    }
}

#[test]
fn an_error_names_its_line_what_stands_there_and_what_should() {
    let text = format!("{SHA256}  plain\n\n# a comment\ngarbage\r\n{SHA256}  last");
    let errors: Vec<_> = lines(text.as_bytes(), &Naming::NOTHING)
        .expect("UTF-8")
        .filter_map(|(_, line)| line.err())
        .map(|error| (error.message, error.hint))
        .collect();
    let hint = "A line reads `DIGEST  NAME` or `SHA256 (NAME) = DIGEST`.";
    let message = "Line 4: it does not start with a digest: garbage";
    assert_eq!(errors, [(message.to_owned(), Some(hint.to_owned()))]);
}

#[test]
fn comments_blank_lines_marks_and_carriage_returns_are_passed_over() {
    let text = format!("\u{feff}# one\r\n{SHA256}  a\r\n\r\n \t\n{SHA256}  b");
    assert_eq!(read(text.as_bytes(), "sums"), [(2, "Sha256 a".to_owned()), (5, "Sha256 b".to_owned())]);
}

#[test]
fn the_two_spacings_are_not_mixed() {
    let text = format!("{SHA256} \n{SHA256} a\n{SHA256}  b\n{SHA256} c\n");
    assert_eq!(
        read(text.as_bytes(), "sums"),
        [
            (1, "bad_sum_line".to_owned()),
            (2, "Sha256 a".to_owned()),
            // As coreutils: after `DIGEST NAME` the second space is the name's, which would be a trap.
            (3, "bad_sum_line".to_owned()),
            (4, "Sha256 c".to_owned()),
        ]
    );
}

#[test]
fn the_sum_files_name_decides_where_the_length_does_not() {
    let line = format!("{SHA256}  plain");
    assert_eq!(read(line.as_bytes(), "B3SUMS")[0].1, "Blake3 plain");
    assert_eq!(read(line.as_bytes(), "MD5SUMS")[0].1, "Sha256 plain");
    assert_eq!(read(line.as_bytes(), "plain.sha3-256")[0].1, "unknown_algorithm");
}

#[test]
fn a_bare_digest_belongs_to_the_file_that_the_sum_file_is_called_after() {
    let line = format!("{SHA256}\n");
    assert_eq!(read(line.as_bytes(), "a.iso.sha256"), [(1, "Sha256 a.iso".to_owned())]);
    assert_eq!(read(line.as_bytes(), "SHA256SUMS"), [(1, "bad_sum_line".to_owned())]);
}

#[test]
fn utf_16_is_refused_as_a_whole() {
    let error = lines(b"\xff\xfea\0", &Naming::NOTHING).err().expect("an error");
    assert_eq!(error.code, Code::BAD_SUM_FILE);
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(
        names in prop::collection::vec(prop::collection::vec(1_u8.., 1..24), 1..8),
        bsd: bool,
    ) {
        let format = if bsd { SumFormat::Bsd } else { SumFormat::Gnu };
        let mut text = Vec::new();
        for (name, algorithm) in names.iter().zip(Algorithm::ALL.iter().cycle()) {
            let digest = "0123456789abcdef".repeat(8)[..digits(*algorithm)].to_owned();
            write_line(&mut text, format, *algorithm, &digest, name);
        }
        let back: Vec<_> = lines(&text, &Naming::NOTHING)?
            .map(|(_, line)| line.map(|line| line.name))
            .collect::<Result<_, _>>()?;
        prop_assert_eq!(back, names);
    }

    #[test]
    fn no_text_stops_the_reader(text: Vec<u8>) {
        let feeds = text.iter().filter(|&&byte| byte == b'\n').count();
        if let Ok(lines) = lines(&text, &Naming::NOTHING) {
            prop_assert!(lines.count() <= feeds + 1);
        }
    }
}
