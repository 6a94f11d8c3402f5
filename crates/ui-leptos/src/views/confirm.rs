//! A question before work is lost.

use leptos::{html, prelude::*};

use send_wrapper::SendWrapper;
use web_sys::Element;

use super::button::Button;
use crate::keys::focus;

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
    on_cleanup(move || {
        let active = document().active_element();
        // Whoever agreed may have put it elsewhere.
        let is_lost = active.is_none_or(|active| active.tag_name() == "BODY" || is_within(&active));
        if is_lost {
            before.iter().for_each(focus);
        }
    });
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

fn is_within(element: &Element) -> bool {
    element.closest(".confirm").is_ok_and(|found| found.is_some())
}
