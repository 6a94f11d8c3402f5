//! The hash page.

use leptos::prelude::*;
use millstream_shared::grants::GrantKind;

use crate::{
    keys::focus_running,
    locale::MOD,
    runs::Runs,
    state::{
        app::page_of,
        facts::running,
        runs::{Against, toggle},
    },
    store::use_store,
    views::{
        alert::Alert,
        button::Button,
        card::Card,
        chips::Chips,
        drop::Drop,
        empty::{Empty, Way},
        header::Header,
        verify::Verify,
    },
};

/// The hash page: what to compute, what to hold it against, where to drop, and a card for each run.
#[component]
pub fn HashPage(#[prop(into)] over: Signal<bool>, #[prop(into)] now: Signal<u64>) -> impl IntoView {
    let actions = expect_context::<Runs>();
    let Runs { runs, options, lacking, notice, .. } = actions;
    let verifying = RwSignal::new(false);
    let shown = Memo::new(move |_| verifying.get() || lacking.get());
    let page = page_of("#hash");
    let none = Memo::new(move |_| runs.with(Vec::is_empty));
    let ended = Memo::new(move |_| {
        runs.with(|runs| runs.iter().filter(|(_, run)| run.with(|run| !running(&run.hash))).count())
    });
    let clear = move || {
        (ended.get() > 1).then(|| {
            view! {
                <Button
                    id="hash-clear-ended"
                    kind="quiet"
                    icon="eraser"
                    label="Clear ended"
                    on_click=move |_| {
                        focus_running();
                        actions.clear_ended();
                    }
                />
            }
        })
    };
    let verify = move || {
        shown.get().then(|| {
            view! {
                <Verify
                    options=options
                    lacking=lacking
                    on_against=move |against| {
                        verifying.set(true);
                        actions.choose(|options| options.against = against);
                    }
                    on_digest=move |digest| {
                        verifying.set(true);
                        actions.choose(|options| options.digest = digest);
                    }
                    on_sums=move || actions.pick(GrantKind::Sums)
                />
            }
        })
    };
    let alert = move || {
        let close = Callback::new(move |()| actions.dismiss());
        notice.get().map(|error| view! { <Alert id="hash-notice" error=error on_close=close /> })
    };
    view! {
        <main class="page" data-testid="hash-page">
            <Header title=page.title purpose=page.purpose>
                <Button
                    id="hash-add-folder"
                    icon="folder-open"
                    label="Add folder"
                    on_click=move |_| actions.pick(GrantKind::Folder)
                />
                <Button
                    id="hash-add-files"
                    kind="primary"
                    icon="file-plus-corner"
                    label="Add files"
                    title=format!("Add files ({}+O)", *MOD)
                    on_click=move |_| actions.pick(GrantKind::File)
                />
            </Header>
            <div class="options">
                <Chips
                    options=options
                    on_toggle=move |algorithm| actions.choose(|options| toggle(options, algorithm))
                />
                <Button
                    id="hash-verify"
                    kind="quiet"
                    icon="clipboard-check"
                    label=Signal::derive(move || against(options.with(|options| options.against)))
                    expanded=shown
                    on_click=move |_| {
                        verifying.set(!shown.get_untracked());
                        actions.choose(|_| ());
                    }
                />
                {clear}
            </div>
            {verify}
            <Drop id="hash-drop" over=over roomy=none />
            {alert}
            {move || none.get().then(|| view! { <Empty id="hash-empty" ways=ways() /> })}
            <For each=move || runs.get() key=|(id, _)| *id let((_, run))>
                <Card run=use_store(&run) now=now />
            </For>
        </main>
    }
}

fn against(against: Against) -> &'static str {
    match against {
        Against::Nothing => "Verify against…",
        Against::Siblings => "Verify against sum files",
        Against::Digest => "Verify against a digest",
    }
}

fn ways() -> Vec<Way> {
    vec![
        Way {
            icon: "clipboard-check",
            title: "Check a download",
            text: "Choose “Verify against…”, paste the digest from its page, then add the file.".into_any(),
        },
        Way {
            icon: "list-x",
            title: "Check a whole release",
            text: view! {
                "Drop its "
                <code>"SHA256SUMS"</code>
                ": each file that it names is read and compared."
            }
            .into_any(),
        },
        Way {
            icon: "terminal",
            title: "From the command line",
            text: view! {
                "For example "
                <code>"millstream disk.img photos/"</code>
                ": files and folders named there are hashed at once."
            }
            .into_any(),
        },
    ]
}
