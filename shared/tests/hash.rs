//! The events of `hash` as they stand on the wire.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

use millstream_shared::{
    Code, Error,
    hash::{
        Algorithm, Digests, ExportTarget, FileName, HashEvent, HashExportEntry, HashExportRequest, HashLog,
        HashRequest, Reading, SumFormat, Summary, Verdict, Verify,
    },
};
use serde::{Serialize, de::DeserializeOwned};

#[test]
fn a_run_begins_and_ends_with_this_json() {
    is(
        HashEvent::Found { files: 2, total_bytes: 30 },
        r#"{"event":"found","data":{"files":2,"totalBytes":30}}"#,
    );
    is(
        HashEvent::Started { files: 2, total_bytes: 30 },
        r#"{"event":"started","data":{"files":2,"totalBytes":30}}"#,
    );
    is(
        HashEvent::Summary(Summary { files: 1, bytes: 2, matched: 3, ..Summary::default() }),
        concat!(
            r#"{"event":"summary","data":{"files":1,"bytes":2,"matched":3,"mismatched":0,"missing":0,"#,
            r#""unreadable":0,"malformed":0}}"#,
        ),
    );
}

#[test]
fn a_file_is_this_json() {
    is(
        HashEvent::Opened { file: 0, name: plain("a/b.txt"), total_bytes: 3 },
        r#"{"event":"opened","data":{"file":0,"name":"a/b.txt","totalBytes":3}}"#,
    );
    is(
        HashEvent::Chunk { bytes_read: 2, reading: vec![Reading { file: 0, bytes_read: 2 }] },
        r#"{"event":"chunk","data":{"bytesRead":2,"reading":[{"file":0,"bytesRead":2}]}}"#,
    );
    let mut digests = Digests::default();
    digests.set(Algorithm::Sha256, "00ff".into());
    is(
        HashEvent::Done { file: 0, bytes: 3, digests: digests.clone(), verdict: None },
        r#"{"event":"done","data":{"file":0,"bytes":3,"sha256":"00ff"}}"#,
    );
    let verdict = Verdict {
        matches: true,
        algorithm: Algorithm::Sha256,
        expected: "00ff".into(),
        source: Some("SHA256SUMS".into()),
    };
    is(
        HashEvent::Done { file: 0, bytes: 3, digests, verdict: Some(verdict) },
        concat!(
            r#"{"event":"done","data":{"file":0,"bytes":3,"sha256":"00ff","verdict":{"matches":true,"#,
            r#""algorithm":"sha256","expected":"00ff","source":"SHA256SUMS"}}}"#,
        ),
    );
}

#[test]
fn what_is_wrong_is_this_json() {
    let error = || Error::new(Code::PERMISSION_DENIED, "No.");
    let name = || FileName { name: "a\u{fffd}".into(), name_bytes: Some("61ff".into()) };
    let data = concat!(
        r#"{"name":"a"#,
        "\u{fffd}",
        r#"","nameBytes":"61ff","error":{"code":"permission_denied","message":"No."}}"#
    );
    is(
        HashEvent::Unreadable { file: 1, name: name(), error: error() },
        &format!(r#"{{"event":"unreadable","data":{{"file":1,{}}}"#, &data[1..]),
    );
    is(HashLog::Skipped { name: name(), error: error() }, &format!(r#"{{"event":"skipped","data":{data}}}"#));
    is(
        HashLog::Unreadable { name: name(), error: error() },
        &format!(r#"{{"event":"unreadable","data":{data}}}"#),
    );
    is(
        HashEvent::Missing { name: plain("c"), line: 4 },
        r#"{"event":"missing","data":{"name":"c","line":4}}"#,
    );
    is(
        HashEvent::Malformed { line: 5, error: Error::new(Code::BAD_SUM_LINE, "No.") },
        r#"{"event":"malformed","data":{"line":5,"error":{"code":"bad_sum_line","message":"No."}}}"#,
    );
}

#[test]
fn requests_are_this_json() {
    let request = HashRequest {
        grants: vec!["g1".into()],
        algorithms: vec![Algorithm::Blake3],
        verify: Verify::Nothing,
    };
    is(request, r#"{"grants":["g1"],"algorithms":["blake3"],"verify":{"event":"nothing"}}"#);
    is(Verify::Digest { expected: "00".into() }, r#"{"event":"digest","data":{"expected":"00"}}"#);
    is(Verify::Sums { grant: "g2".into() }, r#"{"event":"sums","data":{"grant":"g2"}}"#);
    is(Verify::Siblings, r#"{"event":"siblings"}"#);
    is(
        HashExportRequest {
            entries: vec![HashExportEntry { name: plain("a"), digest: "00".into() }],
            algorithm: Algorithm::Md5,
            format: SumFormat::Bsd,
            to: ExportTarget::Clipboard,
        },
        r#"{"entries":[{"name":"a","digest":"00"}],"algorithm":"md5","format":"bsd","to":"clipboard"}"#,
    );
}

#[test]
fn a_request_need_not_say_how_to_verify() {
    let request: HashRequest = serde_json::from_str(r#"{"grants":[],"algorithms":["sha512"]}"#).unwrap();
    assert_eq!(request.verify, Verify::Nothing);
}

#[test]
fn digests_are_found_by_their_algorithm() {
    let mut digests = Digests::default();
    for algorithm in Algorithm::ALL {
        assert_eq!(digests.get(algorithm), None);
        digests.set(algorithm, format!("{algorithm:?}"));
        assert_eq!(digests.get(algorithm), Some(&*format!("{algorithm:?}")));
    }
}

fn plain(name: &str) -> FileName {
    FileName { name: name.into(), name_bytes: None }
}

fn is<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: T, text: &str) {
    assert_eq!(serde_json::to_string(&value).unwrap(), text);
    assert_eq!(serde_json::from_str::<T>(text).unwrap(), value);
}
