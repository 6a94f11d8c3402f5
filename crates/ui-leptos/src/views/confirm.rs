//! A question before work is lost.

use leptos::{html, prelude::*};

use send_wrapper::SendWrapper;

use super::button::Button;
use crate::keys::{focus, leave_focus};

/// Asks before work is lost. `Enter` agrees, since the question was asked for; `Esc` goes on.
#[component]
pub fn Confirm(
    #[prop(into)] id: String,
    question: &'static str,
    #[prop(into)] kept: Signal<String>,
    yes: &'static str,
    no: &'static str,
    on_yes: impl Fn() + 'static,
    on_no: impl Fn() + 'static,
) -> impl IntoView {
    let area = NodeRef::<html::Div>::new();
    let before = SendWrapper::new(document().active_element());
    on_cleanup(move || area.get_untracked().iter().for_each(|area| leave_focus(area, before.as_ref())));
    area.on_load(|area| {
        if let Ok(Some(button)) = area.query_selector("button") {
            focus(&button);
        }
    });
    view! {
        <div class="confirm" role="alertdialog" aria-label=question node_ref=area data-testid=id.clone()>
            <p>
                <b>{question}</b>
                " "
                {move || kept.get()}
            </p>
            <Button id=format!("{id}-yes") kind="danger" icon="x" label=yes on_click=move |_| on_yes() />
            <Button id=format!("{id}-no") icon="play" label=no on_click=move |_| on_no() />
        </div>
    }
}
