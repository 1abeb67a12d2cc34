//! What lies over the page: the lessons, the keys, and the run to take along.

use super::app::{Dialog, Msg};
use super::browser::copy;
use super::gallery::gallery;
use super::memo::{Draw, Own, memo};
use super::shared::{Same, class, told};
use super::words::common;
use super::words::dialogs::{help, share as words};
use podarium::protocol::Form;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

#[derive(PartialEq)]
pub struct Dialogs {
    pub dialog: Option<Dialog>,
    /// The run in other forms, as far as they are known.
    pub forms: Same<Vec<Form>>,
    pub send: Callback<Msg>,
}

impl Draw for Dialogs {
    fn draw(&self, own: &Own) -> Html {
        let close = self.send.reform(|_: MouseEvent| Msg::Close);
        let wide = match self.dialog {
            Some(Dialog::Lessons) => "wide",
            Some(Dialog::Help) => "wider",
            _ => "",
        };
        // The browser tells of a closed dialog in a task of its own. What was closed by the page
        // is known, and by then something else may be open, this dialog as well.
        let is_shown = self.dialog.is_some();
        let onclose = told(&self.send, move |event: Event| {
            let dialog: HtmlDialogElement = event.target()?.dyn_into().ok()?;
            (is_shown && !dialog.open()).then_some(Msg::Close)
        });
        html! {
            <dialog ref={own.node.clone()} class={wide} {onclose} aria-label={title(self.dialog)}>
                if let Some(dialog) = self.dialog {
                    <button type="button" class="close" onclick={close}>{ common::CLOSE }</button>
                    <h2>{ title(self.dialog) }</h2>
                    { body(dialog, self) }
                }
            </dialog>
        }
    }

    fn rendered(&self, own: &Own, _: bool) {
        let Some(element) = own.node.cast::<HtmlDialogElement>() else { return };
        match self.dialog {
            Some(_) if !element.open() => drop(element.show_modal()),
            None => element.close(),
            Some(_) => {}
        }
    }
}

fn title(dialog: Option<Dialog>) -> &'static str {
    match dialog {
        Some(Dialog::Lessons) => common::LESSONS,
        Some(Dialog::Share) => words::TITLE,
        Some(Dialog::Help) | None => common::KEYS_AND_SIGNS,
    }
}

fn body(dialog: Dialog, props: &Dialogs) -> Html {
    match dialog {
        Dialog::Help => signs(),
        Dialog::Lessons => gallery(&props.send),
        Dialog::Share => memo(Forms { forms: props.forms.clone(), send: props.send.clone() }),
    }
}

fn signs() -> Html {
    let key = |(keys, what): &(&'static str, &'static str)| {
        html! { <><dt><kbd>{ *keys }</kbd></dt><dd>{ *what }</dd></> }
    };
    let sign = |(class, what): &(&'static str, &'static str)| {
        html! { <><dt><i class={class!("sign", "h0", *class)} /></dt><dd>{ *what }</dd></> }
    };
    html! {
        <div class="help">
            <dl>{ for help::KEYS.iter().map(key) }</dl>
            <dl>{ for help::SIGNS.iter().map(sign) }</dl>
            <p>{ help::ACTS }<code>{ help::ACT_EXAMPLE }</code>{ help::ACTS_END }</p>
        </div>
    }
}

/// What is being looked at among the forms: which one, and what became of copying it.
type Chosen = (usize, &'static str);

/// The run in other forms: one is chosen, copied or saved; selected in any case.
#[derive(PartialEq)]
struct Forms {
    forms: Same<Vec<Form>>,
    send: Callback<Msg>,
}

impl Draw for Forms {
    fn draw(&self, own: &Own) -> Html {
        let chosen = own.state::<Chosen>();
        let (index, said) = *chosen.borrow();
        let Some(form) = self.forms.get(index).or(self.forms.first()) else {
            return html! { <p role="status">{ words::ENGINE_COMES }</p> };
        };
        let again = own.again();
        let choose = move |event: Event| {
            let select: HtmlSelectElement = event.target()?.dyn_into().ok()?;
            *chosen.borrow_mut() = (usize::try_from(select.selected_index()).ok()?, "");
            Some(())
        };
        let from_here = told(&self.send, |event: Event| {
            let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
            Some(Msg::Share(input.checked()))
        });
        let data = String::from(js_sys::encode_uri_component(&form.text));
        let text: AttrValue = Rc::clone(&form.text).into();
        html! {
            <>
                <p>
                    <select aria-label={words::FORM} onchange={told(&again, choose)}>
                        { for self.forms.iter().map(|it| html! { <option>{ &*it.name }</option> }) }
                    </select>
                    <label><input type="checkbox" onchange={from_here} />{ words::FROM_HERE }</label>
                </p>
                <p>{ &*form.meaning }</p>
                if form.text.starts_with("<svg") {
                    <img src={format!("data:image/svg+xml,{data}")} alt="" />
                }
                <textarea ref={own.node.clone()} readonly=true rows="5" value={text}
                    aria-label={words::TEXT} />
                <button type="button" onclick={copying(own, &form.text)}>{ words::COPY }</button>
                <a href={format!("data:application/octet-stream,{data}")} download={form.file.to_string()}>{ words::SAVE }</a>
                <span role="status">{ " " }{ said }</span>
            </>
        }
    }
}

fn copying(own: &Own, text: &Rc<str>) -> Callback<MouseEvent> {
    let (area, chosen, again) = (own.node.clone(), own.state::<Chosen>(), own.again());
    let text = Rc::clone(text);
    Callback::from(move |_: MouseEvent| {
        if let Some(area) = area.cast::<HtmlTextAreaElement>() {
            area.select();
        }
        let (chosen, text, again) = (Rc::clone(&chosen), text.to_string(), again.clone());
        wasm_bindgen_futures::spawn_local(async move {
            let is_copied = copy(text).await;
            chosen.borrow_mut().1 = if is_copied { words::COPIED } else { words::COPY_BY_KEY };
            again.emit(());
        });
    })
}
