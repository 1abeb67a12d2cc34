//! `a{b,c}d` and `{1..5}`. Source: the Bash manual, 3.5.1.

use super::words::push_bare;
use super::{Read, SyntaxError};
use crate::shell::syntax::{Piece, Word};

/// `{1..5}` and the like make at most so many words.
const BRACES_MAX: usize = 100_000;
/// More braces in one word are a mistake.
const BRACKETS_MAX: usize = 100;

/// A letter outside of quotes, or something else.
#[derive(Clone)]
enum Unit {
    Letter(char),
    Piece(Piece),
}

/// The words that `a{b,c}d` and `{1..5}` stand for.
pub(super) fn braces(word: Word) -> Read<Vec<Word>> {
    let has = |it: &Piece, sign: char| matches!(it, Piece::Bare(text) if text.contains(sign));
    if !word.iter().any(|it| has(it, '{')) || !word.iter().any(|it| has(it, '}')) {
        return Ok(vec![word]);
    }
    let count = |it: &Piece| match it {
        Piece::Bare(text) => text.matches('{').count(),
        _ => 0,
    };
    if word.iter().map(count).sum::<usize>() > BRACKETS_MAX {
        return Err(SyntaxError::Other("brace expansion: too many braces".to_owned()));
    }
    let mut units = Vec::new();
    for piece in word {
        match piece {
            Piece::Bare(text) => units.extend(text.chars().map(Unit::Letter)),
            other => units.push(Unit::Piece(other)),
        }
    }
    let mut found = Vec::new();
    spread(&units, &mut found, 0)?;
    Ok(found.into_iter().map(joined).collect())
}

fn joined(units: Vec<Unit>) -> Word {
    let mut word = Word::new();
    for unit in units {
        match unit {
            Unit::Letter(char) => push_bare(&mut word, char),
            Unit::Piece(piece) => word.push(piece),
        }
    }
    word
}

fn spread(units: &[Unit], found: &mut Vec<Vec<Unit>>, depth: u32) -> Read<()> {
    let is = |it: &Unit, sign: char| matches!(it, Unit::Letter(char) if *char == sign);
    for open in (0..units.len()).filter(|at| is(&units[*at], '{')) {
        let Some((close, commas)) = matching(units, open) else { continue };
        let inner = &units[open + 1..close];
        let choices = match commas.is_empty() {
            true => range(inner),
            false => {
                let ends = commas.iter().copied().chain([close]);
                let starts = [open].into_iter().chain(commas.iter().copied());
                Some(starts.zip(ends).map(|(a, b)| units[a + 1..b].to_vec()).collect())
            }
        };
        let Some(choices) = choices else { continue };
        for choice in choices {
            let all = [&units[..open], &choice, &units[close + 1..]].concat();
            if found.len() >= BRACES_MAX || depth > 20 {
                return Err(SyntaxError::Other("brace expansion: too many words".to_owned()));
            }
            spread(&all, found, depth + 1)?;
        }
        return Ok(());
    }
    found.push(units.to_vec());
    Ok(())
}

/// Where a brace is closed, and the commas that belong to it.
fn matching(units: &[Unit], open: usize) -> Option<(usize, Vec<usize>)> {
    let (mut depth, mut commas) = (0, Vec::new());
    for (at, unit) in units.iter().enumerate().skip(open) {
        match unit {
            Unit::Letter('{') => depth += 1,
            Unit::Letter('}') => {
                depth -= 1;
                if depth == 0 {
                    return Some((at, commas));
                }
            }
            Unit::Letter(',') if depth == 1 => commas.push(at),
            _ => {}
        }
    }
    None
}

/// `1..5`, `01..10`, `a..e`, `1..9..2`
fn range(inner: &[Unit]) -> Option<Vec<Vec<Unit>>> {
    let letter = |it: &Unit| if let Unit::Letter(char) = it { Some(*char) } else { None };
    let text: String = inner.iter().map(letter).collect::<Option<_>>()?;
    let parts: Vec<&str> = text.split("..").collect();
    let [first, last, ..] = parts[..] else { return None };
    let step = parts.get(2).map_or(Some(1), |it| it.parse::<i64>().ok())?;
    if parts.len() > 3 {
        return None;
    }
    let one =
        |it: &str| it.chars().next().filter(|char| it.len() == 1 && char.is_ascii_alphabetic());
    let (from, to, is_letters) = match (first.parse::<i64>(), last.parse::<i64>()) {
        (Ok(from), Ok(to)) => (from, to, false),
        _ => (i64::from(u32::from(one(first)?)), i64::from(u32::from(one(last)?)), true),
    };
    let is_padded = |it: &str| it.trim_start_matches('-').starts_with('0') && it.len() > 1;
    let width = match is_padded(first) || is_padded(last) {
        true => first.len().max(last.len()),
        false => 0,
    };
    let step = step.checked_abs()?.max(1);
    let count = usize::try_from(from.checked_sub(to)?.checked_abs()? / step).ok()?;
    let value = |at: usize| {
        let by = i64::try_from(at).unwrap_or(0).saturating_mul(step);
        let value = if from <= to { from + by } else { from - by };
        let text = match is_letters {
            true => u32::try_from(value).ok().and_then(char::from_u32).unwrap_or('?').to_string(),
            false => format!("{value:0width$}"),
        };
        text.chars().map(Unit::Letter).collect()
    };
    Some((0..=count.min(BRACES_MAX)).map(value).collect())
}
