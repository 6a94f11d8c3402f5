//! What the pages show, as plain values: folds of events, and nothing that knows a window.

pub mod app;
pub mod facts;
pub mod format;
pub mod hash;
pub mod inspector;
pub mod keys;
pub mod lines;
pub mod list;
pub mod outcome;
pub mod peek;
pub mod rate;
pub mod recording;
pub mod rows;
pub mod runs;
pub mod sparkline;
