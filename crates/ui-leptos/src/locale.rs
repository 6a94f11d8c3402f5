//! The person's locale.

use std::sync::LazyLock;

use js_sys::{
    Array, Intl, Object, Reflect,
    wasm_bindgen::{JsCast, JsValue},
};
use leptos::prelude::window;

use crate::state::format::Numerals;

/// How numbers are written here: as the person's locale has it.
pub static N: LazyLock<Numerals> = LazyLock::new(|| {
    let language = window().navigator().language().filter(|language| is_tag(language));
    numerals(language.as_deref())
});

/// The key that makes a letter a command.
pub static MOD: LazyLock<&str> = LazyLock::new(|| {
    let mac = window().navigator().platform().is_ok_and(|platform| platform.starts_with("Mac"));
    if mac { "⌘" } else { "Ctrl" }
});

/// Whether this is a language tag (BCP 47). Where the system has no language, as with `LANG=C`, a web view
/// says `C`.
fn is_tag(text: &str) -> bool {
    let mut subtags = text.split('-');
    let is_language = |subtag: &str| {
        (2..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    let is_more = |subtag: &str| {
        (1..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    subtags.next().is_some_and(is_language) && subtags.all(is_more)
}

/// The numerals of a locale (BCP 47).
pub fn numerals(locale: Option<&str>) -> Numerals {
    let locales: Array = locale.into_iter().map(JsValue::from).collect();
    let format = Intl::NumberFormat::new(&locales, &Object::new());
    let long = parts(&format, 12_345_678.5);
    let part = |kind: &str, otherwise: &str| {
        let found = long.iter().find(|(known, _)| known == kind);
        found.map_or_else(|| otherwise.to_owned(), |(_, value)| value.clone())
    };
    let whole: Vec<_> = long.iter().filter(|(kind, _)| kind == "integer").collect();
    let rest = whole.len().checked_sub(2).map(|at| whole[at].1.chars().count());
    let grouped = parts(&format, 1234.0).iter().any(|(kind, _)| kind == "group");
    Numerals {
        decimal: part("decimal", "."),
        group: part("group", ","),
        digits: (0..10).flat_map(|digit| parts(&format, digit.into())).map(|(_, value)| value).collect(),
        rest: if rest == Some(2) { 2 } else { 3 },
        least: if grouped { 1 } else { 2 },
    }
}

/// A number's parts: their kinds, and what is written.
fn parts(format: &Intl::NumberFormat, value: f64) -> Vec<(String, String)> {
    let field = |part: &JsValue, name: &str| {
        Reflect::get(part, &name.into()).ok().and_then(|value| value.as_string()).unwrap_or_default()
    };
    let parts: Array = format.format_to_parts(value).unchecked_into();
    parts.iter().map(|part| (field(&part, "type"), field(&part, "value"))).collect()
}
