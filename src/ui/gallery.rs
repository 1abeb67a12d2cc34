//! The lessons with a picture each, in the order of the course, and the kinds compared.

use super::app::Msg;
use super::link;
use super::words::dialogs::gallery as words;
use podarium::lessons::{ASPECTS, KINDS, LESSONS, PARTS, place_of};
use yew::prelude::*;

/// All lessons.
pub fn gallery(send: &Callback<Msg>) -> Html {
    let mut first = 0;
    let part = |(about, count): &(&'static str, usize)| {
        let own = first..first + count;
        first = own.end;
        let style = format!("--n:{count}");
        html! { <section ~style={style}><h3>{ *about }</h3><div class="cards">{ for own.map(|it| card(it, send)) }</div></section> }
    };
    let row = |(kind, cells): &(&'static str, [(&'static str, &'static str); 4])| {
        let cell = |(words, lesson): &(&'static str, &'static str)| {
            let index = place_of(lesson).unwrap_or(0);
            html! { <td>{ *words }{ open(index, "", html! { { LESSONS[index].title } }, send) }</td> }
        };
        html! { <tr><th scope="row">{ *kind }</th>{ for cells.iter().map(cell) }</tr> }
    };
    html! {
        <div class="gallery">
            <div class="parts">{ for PARTS.iter().map(part) }</div>
            <h3>{ words::COMPARED }</h3>
            <table>
                <thead><tr><th scope="col">{ words::KIND }</th>
                    { for ASPECTS.iter().map(|it| html! { <th scope="col">{ *it }</th> }) }</tr></thead>
                <tbody>{ for KINDS.iter().map(row) }</tbody>
            </table>
        </div>
    }
}

fn card(index: usize, send: &Callback<Msg>) -> Html {
    let lesson = &LESSONS[index];
    let inside = html! {
        <>
            <img loading="lazy" alt="" width="600" height="400" src={format!("lessons/{}.svg", lesson.name)} />
            <b>{ index + 1 }{ ". " }{ lesson.title }</b>
        </>
    };
    open(index, "card", inside, send)
}

/// A link to a lesson; without a new tab it opens in the page that is here.
fn open(index: usize, class: &'static str, inside: Html, send: &Callback<Msg>) -> Html {
    let onclick = send.reform(move |event: MouseEvent| {
        event.prevent_default();
        Msg::Lesson(index)
    });
    html! { <a {class} href={link::base() + &link::of_lesson(index)} {onclick}>{ inside }</a> }
}
