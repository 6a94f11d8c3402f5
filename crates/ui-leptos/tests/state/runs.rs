use millstream_shared::{
    grants::{Grant, GrantKind},
    hash::{Algorithm, HashRequest, Verify},
};
use millstream_ui_leptos::state::runs::{
    Against, Options, algorithms_of, defaults, lacks_digest, plan, toggle,
};

fn file(name: &str) -> Grant {
    Grant { id: format!("#{name}"), name: name.to_owned(), kind: GrantKind::File, bytes: None }
}

fn request(grants: &[&str]) -> HashRequest {
    HashRequest {
        grants: grants.iter().map(|id| (*id).to_owned()).collect(),
        algorithms: vec![Algorithm::Sha256],
        verify: Verify::Nothing,
    }
}

#[test]
fn toggle_algorithms_in_the_order_of_the_offer_and_keep_one() {
    let mut options = Options { algorithms: vec![Algorithm::Md5], ..defaults() };
    toggle(&mut options, Algorithm::Sha256);
    assert_eq!(options.algorithms, [Algorithm::Sha256, Algorithm::Md5]);
    toggle(&mut options, Algorithm::Sha256);
    assert_eq!(options.algorithms, [Algorithm::Md5]);
    toggle(&mut options, Algorithm::Md5);
    assert_eq!(options.algorithms, [Algorithm::Md5]);
}

#[test]
fn tell_a_digests_algorithms_by_its_length() {
    assert_eq!(algorithms_of(&"a".repeat(32)), [Algorithm::Md5]);
    assert_eq!(algorithms_of(&format!(" {}\n", "A1".repeat(20))), [Algorithm::Sha1]);
    assert_eq!(algorithms_of(&"0".repeat(64)), [Algorithm::Sha256, Algorithm::Blake3]);
    assert_eq!(algorithms_of(&"0".repeat(128)), [Algorithm::Sha512]);
    assert_eq!(algorithms_of(&"0".repeat(63)), []);
    assert_eq!(algorithms_of(&"g".repeat(32)), []);
    assert_eq!(algorithms_of(""), []);
}

#[test]
fn tell_a_digests_algorithm_by_the_word_in_front() {
    assert_eq!(algorithms_of(&format!("blake3:{}", "0".repeat(64))), [Algorithm::Blake3]);
    assert_eq!(algorithms_of(&format!("SHA2-256: {}", "0".repeat(64))), [Algorithm::Sha256]);
    assert_eq!(algorithms_of(&format!("SHA-512:{}", "0".repeat(128))), [Algorithm::Sha512]);
    assert_eq!(algorithms_of(&format!("md5:{}", "0".repeat(64))), []);
    assert_eq!(algorithms_of(&format!("sha3:{}", "0".repeat(64))), []);
}

#[test]
fn plan_one_run_for_all_files() {
    assert_eq!(plan(&[], &defaults()), []);
    assert_eq!(plan(&[file("a")], &defaults()), [("a".to_owned(), request(&["#a"]))]);
    assert_eq!(
        plan(&[file("a"), file("b"), file("c")], &defaults()),
        [("a and 2 more".to_owned(), request(&["#a", "#b", "#c"]))]
    );
}

#[test]
fn plan_a_run_of_its_own_for_each_sum_file() {
    let sums = Grant { kind: GrantKind::Sums, ..file("SHA256SUMS") };
    let grant = sums.id.clone();
    let runs = plan(&[file("a"), sums], &Options { against: Against::Siblings, ..defaults() });
    assert_eq!(
        runs,
        [
            ("SHA256SUMS".to_owned(), HashRequest { verify: Verify::Sums { grant }, ..request(&[]) }),
            ("a".to_owned(), HashRequest { verify: Verify::Siblings, ..request(&["#a"]) }),
        ]
    );
}

#[test]
fn hold_files_against_what_was_pasted_also_where_it_is_no_digest() {
    let verify = |digest: &str| {
        let options = Options { against: Against::Digest, digest: digest.to_owned(), ..defaults() };
        plan(&[file("a")], &options).remove(0).1.verify
    };
    let zeros = "0".repeat(64);
    assert_eq!(verify(&format!(" {zeros} ")), Verify::Digest { expected: zeros });
    assert_eq!(verify("no digest"), Verify::Digest { expected: "no digest".to_owned() });
}

#[test]
fn plan_nothing_for_files_while_the_digest_to_hold_them_against_is_not_there() {
    let options = Options { against: Against::Digest, digest: "  ".to_owned(), ..defaults() };
    let sums = Grant { kind: GrantKind::Sums, ..file("SHA256SUMS") };
    assert_eq!((lacks_digest(&options), lacks_digest(&defaults())), (true, false));
    assert!(!lacks_digest(&Options { digest: "no digest".to_owned(), ..options.clone() }));
    let names: Vec<_> = plan(&[file("a"), sums], &options).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["SHA256SUMS"]);
}
