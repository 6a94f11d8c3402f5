//! Finds primes for a page that shows them: one command, one stream.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod search;

use serde::{Deserialize, Serialize};
use tauri_plugin_millstream::{Argument, Code, Error, Outlet, Stopped};

use search::Primes;

fn main() -> tauri::Result<()> {
    tauri::Builder::default()
        .plugin(tauri_plugin_millstream::init())
        .invoke_handler(tauri::generate_handler![primes])
        .run(tauri::generate_context!())
}

/// What to search.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Search {
    /// The last number to test.
    up_to: u64,
}

/// What arrives at the page.
#[derive(Serialize)]
#[serde(tag = "event", content = "data", rename_all = "camelCase")]
enum Found {
    /// The next prime.
    Prime(u64),
    /// All numbers up to this one have been tested.
    Tested(u64),
}

/// The most that is searched: minutes of work, and numbers that JavaScript can hold.
const MOST: u64 = 1 << 32;

/// Streams the primes up to a number. What fails here fails the call, before there is a stream.
#[tauri::command]
fn primes(request: Argument<Search>, outlet: Outlet<Found>) -> Result<(), Error> {
    let Search { up_to } = request.0;
    if up_to > MOST {
        return Err(Error::new(Code::BAD_ARGUMENT, format!("Up to {up_to} is too far."))
            .hint(format!("{MOST} is the most.")));
    }
    // Progress that the page has not fetched yet is superseded; a prime waits until there is room.
    outlet.latest(|found| matches!(found, Found::Tested(_)).then_some(0)).spawn_blocking(move |outlet| {
        let mut primes = Primes::default();
        for number in 2..=up_to {
            if primes.is_prime(number) {
                // Waits while the page is busy, and ends the search when it has left.
                outlet.send_blocking(Found::Prime(number))?;
            }
            if number % 1000 == 0 || number == up_to {
                outlet.send_blocking(Found::Tested(number))?;
            }
        }
        Ok::<(), Stopped>(())
    });
    Ok(())
}
