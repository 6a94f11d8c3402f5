//! One file in full.

use leptos::prelude::*;
use millstream_shared::{
    Error,
    hash::{Algorithm, Verdict},
};

use super::{digest::Digest, icon::Icon, tag::word};
use crate::{
    runs::Runs,
    state::{
        format::legible,
        hash::Row,
        runs::{title_of, word_of},
    },
};

/// One file in full: its name, all of its digests, what was expected, and what is wrong.
#[component]
pub fn Detail(#[prop(into)] id: String, row: Row, named: bool) -> impl IntoView {
    let runs = expect_context::<Runs>();
    let wrong = row.verdict.as_ref().filter(|verdict| !verdict.matches).map(|verdict| verdict.algorithm);
    let digest = |algorithm: Algorithm| {
        let hex = row.digests.get(algorithm)?.to_owned();
        let row = row.clone();
        Some(view! {
            <div class=(wrong == Some(algorithm)).then_some("wrong")>
                <dt>{title_of(algorithm)}</dt>
                <dd>
                    <Digest
                        id=format!("{id}-{}", word_of(algorithm))
                        hex=hex
                        label=title_of(algorithm)
                        reachable=true
                        on_copy=move || runs.copy_digest(row.clone(), algorithm)
                    />
                </dd>
            </div>
        })
    };
    view! {
        <div class="detail" data-result=word(row.result) data-testid=id.clone()>
            {named.then(|| view! { <h3 class="mono">{legible(&row.name.name)}</h3> })}
            <dl>
                {row.verdict.as_ref().map(|verdict| expected(&id, verdict))}
                {Algorithm::ALL.into_iter().filter_map(digest).collect_view()}
            </dl>
            {row.verdict.as_ref().map(|verdict| source(&id, verdict))}
            {row.error.clone().map(|error| problem(&id, error))}
        </div>
    }
}

fn expected(id: &str, verdict: &Verdict) -> impl IntoView + use<> {
    view! {
        <div class="expected">
            <dt>"Expected"</dt>
            <dd class="mono" data-testid=format!("{id}-expected")>
                {verdict.expected.clone()}
            </dd>
        </div>
    }
}

fn source(id: &str, verdict: &Verdict) -> impl IntoView + use<> {
    let source = legible(verdict.source.as_deref().unwrap_or("the pasted digest"));
    view! {
        <p class="source" data-testid=format!("{id}-source")>
            {format!("Held against {source} by {}", title_of(verdict.algorithm))}
        </p>
    }
}

fn problem(id: &str, Error { code, message, hint, .. }: Error) -> impl IntoView + use<> {
    view! {
        <div class="problem" data-testid=format!("{id}-error")>
            <Icon name="circle-alert" />
            <p>
                <b>{legible(&message)}</b>
                " "
                <code>{code.to_string()}</code>
                {hint.map(|hint| view! { <span class="hint">{hint}</span> })}
            </p>
        </div>
    }
}
