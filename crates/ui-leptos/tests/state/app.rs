use std::{collections::BTreeSet, fs, path::Path};

use millstream_ui_leptos::state::{
    app::{StreamName, Theme, next_theme, page_of, pages, theme_of},
    sparkline::{SAMPLES, sampled, sparkline},
};

#[test]
fn opens_the_page_that_the_location_names_and_the_first_for_none() {
    assert_eq!(page_of("#tail").name, StreamName::Tail);
    assert_eq!(page_of("").name, StreamName::Hash);
    assert_eq!(page_of("#nowhere").name, StreamName::Hash);
}

#[test]
fn says_of_each_page_that_is_not_built_what_it_will_do() {
    let built: Vec<_> = pages().filter(|page| page.plan.is_empty()).map(|page| page.name).collect();
    assert_eq!(built, [StreamName::Hash, StreamName::Inspector]);
    assert!(pages().all(|page| page.plan.len() != 1));
}

#[test]
fn goes_round_the_themes_and_takes_no_other_for_one() {
    assert_eq!(next_theme(next_theme(next_theme(Theme::System))), Theme::System);
    let themes = [theme_of(Some("dark")), theme_of(None), theme_of(Some("pink"))];
    assert_eq!(themes, [Theme::Dark, Theme::System, Theme::System]);
}

#[test]
fn has_a_symbol_for_each_icon_that_is_used_and_no_other() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sprite = fs::read_to_string(here.join("../../assets/icons.svg")).unwrap();
    let after = |text: &str, mark: &str| -> BTreeSet<String> {
        let pieces = text.split(mark).skip(1).filter_map(|rest| rest.split('"').next());
        pieces.map(str::to_owned).collect()
    };
    let symbols = after(&sprite, "id=\"icon-");
    let mut code = String::new();
    read(&here.join("src"), &mut code);
    // Whatever is a symbol's name and stands in the code as a text of its own counts as its use.
    let written: BTreeSet<_> = code.split('"').map(str::to_owned).collect();
    assert_eq!(symbols.difference(&written).collect::<Vec<_>>(), Vec::<&String>::new());
    let used = &after(&code, "<Icon name=\"") | &after(&code, "icon=\"");
    let used = &used | &after(&code, "icon: \"");
    assert_eq!(used.difference(&symbols).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn keeps_the_newest_samples() {
    let mut samples = Vec::new();
    (0..99).for_each(|sample| sampled(&mut samples, sample));
    assert_eq!((samples.len(), samples.last()), (SAMPLES, Some(&98)));
}

#[test]
fn draws_a_bar_a_sample_at_the_right_as_high_as_the_highest_allows() {
    assert_eq!(sparkline(&[]), "");
    assert_eq!(sparkline(&[0, 0]), "");
    assert_eq!(sparkline(&[50, 0, 100]), "M50 14v-7h1.5v7zM54 14v-14h1.5v14z");
}

fn read(folder: &Path, code: &mut String) {
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            read(&entry, code);
        } else {
            code.push_str(&fs::read_to_string(entry).unwrap());
        }
    }
}
