//! Telling the person at the terminal what is being done, and how long it took.

use std::time::{Duration, Instant};

use crate::failure::Outcome;

/// Says what is about to be installed, installs it, and says that it is.
pub fn install(what: &str, work: impl FnOnce() -> Outcome) -> Outcome {
    println!("Installing {what}");
    let began = Instant::now();
    work()?;
    println!("Installed {what} in {}", took(began.elapsed()));
    Ok(())
}

/// Says what is about to be done, does it, and says how long it took.
pub fn step<T>(what: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    println!("{what} …");
    let began = Instant::now();
    let answer = work()?;
    println!("{what}: {}", took(began.elapsed()));
    Ok(answer)
}

/// A time for a person: tenths of a second below a minute.
pub fn took(time: Duration) -> String {
    match time.as_secs() {
        0..60 => format!("{:.1} s", time.as_secs_f64()),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_well() {
        assert_eq!(took(Duration::from_millis(1250)), "1.2 s");
        assert_eq!(took(Duration::from_secs(125)), "2 min 05 s");
    }
}
