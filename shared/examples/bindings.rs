//! Writes the contract as TypeScript into `shared/bindings`, one file a module:
//! `cargo run -p millstream-shared --features ts --example bindings`.
//!
//! With the argument `--check` it writes nothing and fails when a file differs from what it would write.

#![allow(clippy::expect_used, reason = "writing into a String cannot fail")]

use std::{fmt::Write as _, fs, path::Path, process::ExitCode};

use millstream_shared::{
    Account, Broadcast, Call, Code, End, Error, Frame, LoggedStream, OutletArgument, Stream, Wire,
    conformance, grants, hash, inspector, lab, lane, stream,
};
use ts_rs::{Config, TS};

fn main() -> ExitCode {
    let check = std::env::args().any(|argument| argument == "--check");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("bindings");
    let library = [("error", error()), ("stream", stream()), ("lane", lane())];
    let workbench = [("grants", grants()), ("hash", hash()), ("inspector", inspector()), ("lab", lab())];
    // As behind the crate's feature: a library user needs only what every stream has.
    let index = exports(library.iter().map(|(name, _)| *name));
    let all = exports(["index"].into_iter().chain(workbench.iter().map(|(name, _)| *name)));
    let mut stale = false;
    // The scripts have a path of their own: a page has no need of them.
    let apart = [("index", index), ("workbench", all), ("conformance", scripts())];
    for (name, text) in library.into_iter().chain(workbench).chain(apart) {
        let path = folder.join(format!("{name}.ts"));
        let text = format!("// Generated from shared/src by `cargo xtask bindings`; do not edit.\n\n{text}");
        if check {
            if fs::read_to_string(&path).is_ok_and(|old| old == text) {
                continue;
            }
            eprintln!("{} is not what shared/src says: run `cargo xtask bindings`.", path.display());
            stale = true;
        } else if let Err(error) = fs::create_dir_all(&folder).and_then(|()| fs::write(&path, text)) {
            eprintln!("{} could not be written: {error}.", path.display());
            return ExitCode::FAILURE;
        }
    }
    if stale { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn exports<'a>(modules: impl Iterator<Item = &'a str>) -> String {
    modules.map(|name| format!("export * from \"./{name}.ts\";\n")).collect()
}

fn error() -> String {
    let mut out = String::from("/** Every code that Millstream itself uses; the set is open. */\n");
    out.push_str("export const Code = {\n");
    for (word, doc) in Code::ALL {
        let name: String = word.split('_').map(capital).collect();
        writeln!(out, "  /** {} */\n  {name}: \"{word}\",", doc.trim()).expect("a String takes all");
    }
    out.push_str("} as const;\n\n/** The kind of an {@link Error}: one snake_case word. */\n");
    out.push_str("export type Code = (typeof Code)[keyof typeof Code] | (string & {});\n\n");
    out + &declare::<Error>()
}

fn stream() -> String {
    let mut out = import("error", "Code");
    out.push_str(
        r#"/** A command that streams items into the argument `outlet`. */
export interface Stream<Request, Item> {
  /** The command's name, as `invoke` takes it. */
  readonly command: string;
  /** Carries the types; never there. */
  readonly types?: (request: Request) => Item;
}

/** A stream with a second outlet, in the argument `log`: two channels on one command. */
export interface LoggedStream<Request, Item, Log> extends Stream<Request, Item> {
  /** Carries the type; never there. */
  readonly logType?: Log;
}

/** A command that answers once. */
export interface Call<Request, Response> {
  /** The command's name, as `invoke` takes it. */
  readonly command: string;
  /** Carries the types; never there. */
  readonly types?: (request: Request) => Response;
}

/** What many pages may hear at once: one of Tauri's events. */
export interface Broadcast<Payload> {
  /** The event's name. */
  readonly event: string;
  /** Carries the type; never there. */
  readonly type?: Payload;
}

"#,
    );
    out += &declare::<Wire>();
    out += &declare::<stream::Policy>();
    out += &declare::<stream::Limits>();
    out += &declare::<OutletArgument>();
    out += &declare::<stream::DrainRequest>();
    out += &declare::<stream::CancelRequest>();
    out += &declare::<stream::AttachRequest>();
    out += &declare::<stream::Attached>();
    out += &declare::<stream::StreamInfo>();
    out += &declare::<Account>();
    out += &declare::<End>();
    out += &declare::<Frame<ts_rs::Dummy>>();
    constant(&mut out, "Asks for the next frame, by a {@link DrainRequest}.", "DRAIN", stream::DRAIN);
    constant(&mut out, "Stops a stream, by a {@link CancelRequest}.", "CANCEL", stream::CANCEL);
    constant(&mut out, "Takes up a stream, by an {@link AttachRequest}.", "ATTACH", stream::ATTACH);
    constant(&mut out, "Asks for the streams that can be attached to.", "LIST", stream::LIST);
    out
}

fn lane() -> String {
    let mut out = declare::<lane::Lane>();
    constant(&mut out, "Asks for a {@link Lane}.", "LANE", lane::LANE);
    out
}

fn grants() -> String {
    let mut out = import("stream", "Broadcast, Call");
    out += &declare::<grants::Grant>();
    out += &declare::<grants::GrantKind>();
    out += &declare::<grants::GrantsPickRequest>();
    out += &declare::<grants::GrantsEvent>();
    broadcast::<grants::GrantsDrag>(&mut out, "grantsDrag");
    call::<grants::GrantsPick>(&mut out, "grantsPick");
    call::<grants::GrantsTake>(&mut out, "grantsTake");
    out
}

fn hash() -> String {
    let mut out = import("error", "Error") + &import("stream", "Call, LoggedStream");
    out += &declare::<hash::HashRequest>();
    out += &declare::<hash::Algorithm>();
    out += &declare::<hash::Verify>();
    out += &declare::<hash::HashEvent>();
    out += &declare::<hash::Reading>();
    out += &declare::<hash::FileName>();
    out += &declare::<hash::Digests>();
    out += &declare::<hash::Verdict>();
    out += &declare::<hash::Summary>();
    out += &declare::<hash::HashLog>();
    out += &declare::<hash::HashExportRequest>();
    out += &declare::<hash::HashExportEntry>();
    out += &declare::<hash::SumFormat>();
    out += &declare::<hash::ExportTarget>();
    out += &declare::<hash::HashExported>();
    logged_stream::<hash::Hash>(&mut out, "hash");
    call::<hash::HashExport>(&mut out, "hashExport");
    out
}

fn inspector() -> String {
    let mut out = import("error", "Error")
        + &import("stream", "Account, Broadcast, Call, Limits, Policy, Stream, Wire");
    out += &declare::<inspector::InspectorRequest>();
    out += &declare::<inspector::InspectorEvent>();
    out += &declare::<inspector::Inspected>();
    out += &declare::<inspector::InspectedState>();
    out += &declare::<inspector::InspectedReader>();
    out += &declare::<inspector::InspectedRecording>();
    out += &declare::<inspector::InspectorFramesRequest>();
    out += &declare::<inspector::InspectedFrame>();
    out += &declare::<inspector::InspectorRecordRequest>();
    out += &declare::<inspector::InspectorStopRequest>();
    out += &declare::<inspector::RecordedHere>();
    out += &declare::<inspector::RecordedCommand>();
    stream_of::<inspector::Inspector>(&mut out, "inspector");
    stream_of::<inspector::InspectorFrames>(&mut out, "inspectorFrames");
    call::<inspector::InspectorCancel>(&mut out, "inspectorCancel");
    call::<inspector::InspectorWindow>(&mut out, "inspectorWindow");
    call::<inspector::InspectorRecord>(&mut out, "inspectorRecord");
    call::<inspector::InspectorStop>(&mut out, "inspectorStop");
    call::<inspector::InspectorRecordedHere>(&mut out, "inspectorRecordedHere");
    broadcast::<inspector::InspectorRecorded>(&mut out, "inspectorRecorded");
    out
}

fn lab() -> String {
    let mut out = import("stream", "Call, Stream");
    out += &declare::<lab::LabRequest>();
    out += &declare::<lab::LabSize>();
    out += &declare::<lab::LabEvent>();
    out += &declare::<lab::LabTotals>();
    out += &declare::<lab::LabEchoRequest>();
    out += &declare::<lab::LabLeftAnswer>();
    constant(&mut out, "The same over a stock channel of items.", "LAB_STOCK", lab::LAB_STOCK);
    constant(&mut out, "The raw bytes alone, over a stock channel.", "LAB_STOCK_RAW", lab::LAB_STOCK_RAW);
    stream_of::<lab::Lab>(&mut out, "lab");
    call::<lab::LabEcho>(&mut out, "labEcho");
    call::<lab::LabLeft>(&mut out, "labLeft");
    out
}

fn scripts() -> String {
    let about = "The scripts for a receiving end, as `shared/fixtures/conformance/README.md` describes them.";
    format!("/** {about} */\nexport const INLET: readonly unknown[] = {};\n", conformance::INLET.trim())
}

fn import(module: &str, names: &str) -> String {
    format!("import type {{ {names} }} from \"./{module}.ts\";\n\n")
}

fn declare<T: TS + 'static>() -> String {
    let config = Config::default();
    let docs = T::docs().unwrap_or_default();
    without_paths(&format!("{docs}export {}\n\n", T::decl(&config)))
}

/// Links of Rust's documentation, [`shown`](path) or [`path`], as what they show.
fn without_paths(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[`") {
        let Some((shown, behind)) = after.split_once("`]") else { break };
        let name = shown.rsplit("::").next().unwrap_or(shown);
        plain += &format!("{before}`{name}`");
        let path = behind.strip_prefix('(').and_then(|path| path.split_once(')'));
        rest = path.map_or(behind, |(_, behind)| behind);
    }
    plain + rest
}

fn constant(out: &mut String, doc: &str, name: &str, value: &str) {
    writeln!(out, "/** {doc} */\nexport const {name} = \"{value}\";").expect("a String takes all");
}

fn stream_of<S>(out: &mut String, name: &str)
where
    S: Stream<Request: TS, Item: TS>,
{
    let config = Config::default();
    let (request, item) = (S::Request::name(&config), S::Item::name(&config));
    writeln!(out, "/** The command `{}`. */", S::COMMAND).expect("a String takes all");
    writeln!(out, "export const {name}: Stream<{request}, {item}> = {{ command: \"{}\" }};", S::COMMAND)
        .expect("a String takes all");
}

fn logged_stream<S>(out: &mut String, name: &str)
where
    S: LoggedStream<Request: TS, Item: TS, Log: TS>,
{
    let config = Config::default();
    let (request, item, log) = (S::Request::name(&config), S::Item::name(&config), S::Log::name(&config));
    writeln!(out, "/** The command `{}`. */", S::COMMAND).expect("a String takes all");
    writeln!(
        out,
        "export const {name}: LoggedStream<{request}, {item}, {log}> = {{ command: \"{}\" }};",
        S::COMMAND
    )
    .expect("a String takes all");
}

fn call<C>(out: &mut String, name: &str)
where
    C: Call<Request: TS, Response: TS>,
{
    let config = Config::default();
    let (request, response) = (C::Request::name(&config), C::Response::name(&config));
    writeln!(out, "/** The command `{}`. */", C::COMMAND).expect("a String takes all");
    writeln!(out, "export const {name}: Call<{request}, {response}> = {{ command: \"{}\" }};", C::COMMAND)
        .expect("a String takes all");
}

fn broadcast<B>(out: &mut String, name: &str)
where
    B: Broadcast<Payload: TS>,
{
    let payload = B::Payload::name(&Config::default());
    writeln!(out, "/** The event that carries a {{@link {payload}}}. */").expect("a String takes all");
    writeln!(out, "export const {name}: Broadcast<{payload}> = {{ event: \"{}\" }};", B::EVENT)
        .expect("a String takes all");
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}
