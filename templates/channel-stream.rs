//! The smallest complete stream: a command that hashes the file that a person opened, with its progress.
//! `channel-stream.ts` is the page's side of it.
//!
//! Read it from top to bottom; it is the way of an item: what arrives, the command, the work.

use std::{
    fs::File,
    io::{self, Read},
    path::PathBuf,
};

use serde::Serialize;
use sha2::{Digest, Sha256};
use tauri::{Builder, Runtime, State};
use tauri_plugin_millstream::{Code, Error, Failure, Outlet};

/// What arrives at the page: `started chunk* done`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "event", content = "data", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum HashEvent {
    /// Reading begins.
    Started {
        /// The file's size in bytes.
        total_bytes: u64,
    },
    /// How far it is.
    Chunk {
        /// Bytes read so far.
        bytes_read: u64,
    },
    /// All was read.
    Done {
        /// SHA-256 as 64 hex digits.
        sha256: String,
    },
}

/// The file that a person opened, by a dialog or on the command line. A page never names a path.
pub struct Opened(pub PathBuf);

/// Gives an application this stream. Its windows need the permission `millstream:default`.
pub fn with_stream<R: Runtime>(builder: Builder<R>, opened: Opened) -> Builder<R> {
    builder
        .plugin(tauri_plugin_millstream::init())
        .manage(opened)
        .invoke_handler(tauri::generate_handler![hash_file])
}

/// The command: what fails here fails the call, before there is a stream.
#[tauri::command]
fn hash_file(opened: State<'_, Opened>, outlet: Outlet<HashEvent>) -> Result<(), Error> {
    let file = File::open(&opened.0).map_err(unreadable)?;
    outlet.latest(slot).spawn_blocking(move |outlet| hash(file, &outlet));
    Ok(())
}

/// Newer progress takes the place of older that the page has not fetched; nothing else is left out.
fn slot(event: &HashEvent) -> Option<u64> {
    matches!(event, HashEvent::Chunk { .. }).then_some(0)
}

/// The work. It knows no Tauri, so it runs in a test as it runs behind a window. `?` on a send ends it
/// as cancelled when the page has left, and on anything else as failed.
fn hash(mut file: File, outlet: &millstream_flow::Outlet<HashEvent>) -> Result<(), Failure> {
    let total_bytes = file.metadata().map_err(unreadable)?.len();
    outlet.send_blocking(HashEvent::Started { total_bytes })?;

    let mut sha256 = Sha256::new();
    let mut bytes_read = 0;
    let mut chunk = vec![0; 1 << 20];
    loop {
        let length = match file.read(&mut chunk) {
            Ok(0) => break,
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(unreadable(error).into()),
        };
        sha256.update(&chunk[..length]);
        bytes_read += length as u64;
        outlet.send_blocking(HashEvent::Chunk { bytes_read })?;
    }
    let sha256 = sha256.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    outlet.send_blocking(HashEvent::Done { sha256 })?;
    Ok(())
}

fn unreadable(error: io::Error) -> Error {
    Error::new(Code::IO, format!("The file could not be read: {error}.")).hint("Open it again.")
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use millstream_flow::{Bell, Body, Form, stream};
    use tauri_plugin_millstream::End;

    use super::*;

    /// Stands where the page's stock channel is.
    struct Page(mpsc::Sender<String>);

    impl Bell for Page {
        fn ring(&self, body: Body) -> Result<(), Error> {
            let Body::Json(item) = body else { panic!("plain items are JSON") };
            self.0.send(item).map_err(|_| Error::new(Code::GAP, "The page is gone."))
        }

        fn over(&self, _: &End) {}
    }

    #[test]
    fn a_file_is_hashed_with_its_progress() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc");
        std::fs::write(&path, "abc").unwrap();
        let (sender, items) = mpsc::channel();
        let (outlet, _drain) = stream(Form::Items, Page(sender));
        outlet.run_blocking(|outlet| hash(File::open(path).unwrap(), &outlet));
        assert_eq!(
            items.iter().collect::<Vec<_>>(),
            [
                r#"{"event":"started","data":{"totalBytes":3}}"#,
                r#"{"event":"chunk","data":{"bytesRead":3}}"#,
                r#"{"event":"done","data":{"sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}}"#,
            ]
        );
    }

    #[test]
    fn only_progress_is_replaced() {
        assert_eq!(slot(&HashEvent::Chunk { bytes_read: 1 }), Some(0));
        assert_eq!(slot(&HashEvent::Started { total_bytes: 1 }), None);
        assert_eq!(slot(&HashEvent::Done { sha256: String::new() }), None);
    }
}
