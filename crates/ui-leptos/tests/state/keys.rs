use millstream_ui_leptos::state::keys::{Key, Shortcut, shortcut};

fn plain(key: &str) -> Key<'_> {
    Key { key, ..Key::default() }
}

fn ctrl(key: &str) -> Key<'_> {
    Key { ctrl_key: true, ..plain(key) }
}

fn cmd(key: &str) -> Key<'_> {
    Key { meta_key: true, ..plain(key) }
}

#[test]
fn ctrl_and_cmd_with_a_digit_open_a_page() {
    assert_eq!(shortcut(ctrl("1"), false), Some(Shortcut::Page { index: 0 }));
    assert_eq!(shortcut(cmd("9"), true), Some(Shortcut::Page { index: 8 }));
    assert_eq!(shortcut(ctrl("0"), false), None);
    assert_eq!(shortcut(plain("1"), false), None);
}

#[test]
fn ctrl_and_cmd_with_o_add() {
    assert_eq!(shortcut(ctrl("o"), true), Some(Shortcut::Add));
    assert_eq!(shortcut(cmd("O"), false), Some(Shortcut::Add));
}

#[test]
fn esc_cancels_and_searches_but_not_while_text_is_typed() {
    assert_eq!(shortcut(plain("Escape"), false), Some(Shortcut::Cancel));
    assert_eq!(shortcut(plain("/"), false), Some(Shortcut::Search));
    assert_eq!(shortcut(plain("Escape"), true), None);
    assert_eq!(shortcut(plain("/"), true), None);
    assert_eq!(shortcut(Key { alt_key: true, ..plain("/") }, false), None);
}
