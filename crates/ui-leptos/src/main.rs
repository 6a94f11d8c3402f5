//! The Leptos front end.
fn main() {}
