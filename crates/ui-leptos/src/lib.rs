//! The workbench's front end in Leptos; `ui-react` is its twin in React, file by file.

mod app;
mod demo;
mod grants;
mod inspector;
mod keys;
#[cfg(feature = "lab")]
pub mod lab;
mod locale;
mod recorded;
mod runs;
pub mod state;
mod store;
mod streams;
mod views;

pub use app::{App, AppProps};
pub use demo::rehearse;
// Parts that the tests look at one by one.
#[doc(hidden)]
pub use {
    inspector::Inspecting,
    locale::numerals,
    runs::Runs,
    store::{Store, use_store},
    views::card::{Card, CardProps},
};
