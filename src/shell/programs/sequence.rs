//! `seq` and `yes`.

use super::{Call, Outcome};
use crate::shell::machine::{Block, Fd};
use crate::shell::number::Number;

pub(super) fn yes(call: &mut Call<'_, '_>) -> Outcome {
    let words = call.words();
    let word = if words.is_empty() { "y".to_owned() } else { words.join(" ") };
    let is_seen = matches!(call.turn.process.fds.get(&1), Some(Fd::Write(_)));
    if !is_seen {
        // Nobody reads it: nothing but time is lost.
        return Outcome::Block(Block::Forever);
    }
    call.print(&format!("{word}\n").repeat(1000));
    Outcome::More
}

pub(super) fn sequence(call: &mut Call<'_, '_>) -> Outcome {
    const BATCH: usize = 1000;
    let mut words = call.words();
    let (mut separator, mut is_wide) = ("\n".to_owned(), false);
    while let Some(word) = words.first().filter(|it| it.len() > 1 && it.starts_with('-')).cloned() {
        if Number::parse(&word).is_some() {
            break;
        }
        words.remove(0);
        match word.as_str() {
            "-w" => is_wide = true,
            "-s" if !words.is_empty() => separator = words.remove(0),
            _ if word.starts_with("-s") => separator = word[2..].to_owned(),
            "--" => break,
            _ => {
                return call
                    .fail(&format!("invalid option -- '{}'", word.trim_start_matches('-')), 2);
            }
        }
    }
    let mut numbers = Vec::new();
    for word in &words {
        match Number::parse(word) {
            Some(number) => numbers.push(number),
            None => {
                let hint = "\nTry 'seq --help' for more information.";
                return call.fail(&format!("invalid floating point argument: ‘{word}’{hint}"), 1);
            }
        }
    }
    let one = Number::from(1);
    let (first, step, last) = match numbers[..] {
        [last] => (one, one, last),
        [first, last] => (first, one, last),
        [first, step, last] => (first, step, last),
        _ => return call.fail("missing operand\nTry 'seq --help' for more information.", 1),
    };
    if step.is_zero() {
        return call.fail("invalid Zero increment value: ‘0’", 1);
    }
    let decimals = words.iter().map(|it| it.split_once('.').map_or(0, |it| it.1.len())).max();
    let decimals = decimals.unwrap_or(0);
    let width =
        if is_wide { first.fixed(decimals).len().max(last.fixed(decimals).len()) } else { 0 };
    let made = call.kept("made");
    for at in made..made + BATCH {
        let by = step.apply('*', Number::of(at)).unwrap_or_default();
        let value = first.apply('+', by).unwrap_or_default();
        let is_over = if step > Number::default() { value > last } else { value < last };
        if is_over {
            if at > 0 {
                call.print("\n");
            }
            return Outcome::Done(0);
        }
        if at > 0 {
            call.print(&separator);
        }
        let text = value.fixed(decimals);
        call.print(&format!("{text:0>width$}"));
    }
    call.keep("made", made + BATCH);
    Outcome::More
}
