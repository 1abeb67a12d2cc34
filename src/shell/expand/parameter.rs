//! What is done to the value of a parameter. Source: the Bash manual, 3.5.3.

use super::{Expander, Fields, Stop, Worth};
use crate::shell::environment::Environment;
use crate::shell::parse::Dialect;
use crate::shell::pattern;
use crate::shell::syntax::{Index, Operator, Parameter, Word};

/// What is done to each word.
type Change = Box<dyn Fn(&str) -> String>;

impl Expander<'_> {
    /// What a parameter is worth; `None` where a word has been put into its place.
    pub(super) fn operate(
        &mut self,
        parameter: &Parameter,
        is_quoted: bool,
        fields: &mut Fields,
        splits: bool,
    ) -> Result<Option<Worth>, Stop> {
        let name = parameter.name.as_str();
        match &parameter.operator {
            Operator::Keys => {
                let keys = self.environment.elements(name).into_iter().map(|it| it.0).collect();
                let is_apart = parameter.index == Some(Index::All(true));
                return Ok(Some(Worth::Several(keys, is_apart)));
            }
            Operator::Names => {
                let all = self.environment.variables.keys();
                let names = all.filter(|it| it.starts_with(name)).cloned().collect();
                return Ok(Some(Worth::Several(names, true)));
            }
            _ => {}
        }
        let worth = self.worth(name, parameter.index.as_ref())?;
        match &parameter.operator {
            Operator::Or(has_colon, sign, word) => {
                self.or(parameter, worth, (*has_colon, *sign), word, fields, splits)
            }
            Operator::Length => {
                self.mind(name, &worth)?;
                Ok(Some(Worth::Text(
                    match worth {
                        Worth::Unset => 0,
                        Worth::Text(text) => text.chars().count(),
                        Worth::Several(texts, _) => texts.len(),
                    }
                    .to_string(),
                )))
            }
            Operator::Indirect => self.indirect(name, worth).map(Some),
            Operator::Slice(offset, length) => {
                self.mind(name, &worth)?;
                let offset = self.number(offset)?;
                let length = length.as_ref().map(|it| self.number(it)).transpose()?;
                self.slice(name, worth, offset, length).map(Some)
            }
            Operator::None => {
                self.mind(name, &worth)?;
                Ok(Some(worth))
            }
            other => {
                self.mind(name, &worth)?;
                let change = self.change(other, is_quoted)?;
                Ok(Some(match worth {
                    Worth::Unset => Worth::Unset,
                    Worth::Text(text) => Worth::Text(change(&text)),
                    Worth::Several(texts, is_apart) => {
                        Worth::Several(texts.iter().map(|it| change(it)).collect(), is_apart)
                    }
                }))
            }
        }
    }

    /// What the variable is worth that another one names.
    fn indirect(&mut self, name: &str, worth: Worth) -> Result<Worth, Stop> {
        let Worth::Text(target) = worth else {
            return Err(Stop::Error(format!("{name}: invalid indirect expansion")));
        };
        let (target, index) = match target.split_once('[') {
            Some((target, index)) => {
                let index = index.trim_end_matches(']').to_owned();
                let piece = crate::shell::syntax::Piece::Quoted(index);
                (target.to_owned(), Some(Index::At(vec![piece])))
            }
            None => (target, None),
        };
        self.worth(&target, index.as_ref())
    }

    /// `set -u`
    fn mind(&self, name: &str, worth: &Worth) -> Result<(), Stop> {
        let environment = &self.environment;
        if matches!(worth, Worth::Unset) && environment.options.minds_unset {
            return Err(Stop::Unset(match environment.dialect {
                Dialect::Bash => format!("{name}: unbound variable"),
                Dialect::Posix => format!("{name}: parameter not set"),
            }));
        }
        Ok(())
    }

    fn or(
        &mut self,
        parameter: &Parameter,
        worth: Worth,
        (has_colon, sign): (bool, char),
        word: &Word,
        fields: &mut Fields,
        splits: bool,
    ) -> Result<Option<Worth>, Stop> {
        let is_missing = match &worth {
            Worth::Unset => true,
            Worth::Text(text) => has_colon && text.is_empty(),
            Worth::Several(texts, _) => {
                texts.is_empty() || has_colon && texts.iter().all(String::is_empty)
            }
        };
        let name = &parameter.name;
        match (sign, is_missing) {
            ('+', false) | ('-', true) => {
                self.pieces(word, fields, splits)?;
                Ok(None)
            }
            ('+', true) => Ok(Some(Worth::Unset)),
            ('=', true) => {
                let text = self.text(word)?;
                self.environment.set(name, text.clone())?;
                Ok(Some(Worth::Text(text)))
            }
            ('?', true) => {
                let text = self.text(word)?;
                Err(Stop::Unset(match text.is_empty() {
                    true if has_colon => format!("{name}: parameter null or not set"),
                    true => format!("{name}: parameter not set"),
                    false => format!("{name}: {text}"),
                }))
            }
            _ => Ok(Some(worth)),
        }
    }

    fn slice(
        &mut self,
        name: &str,
        worth: Worth,
        offset: i64,
        length: Option<i64>,
    ) -> Result<Worth, Stop> {
        let (mut items, is_text, is_apart): (Vec<String>, bool, bool) = match worth {
            Worth::Unset => return Ok(Worth::Unset),
            Worth::Text(text) => (text.chars().map(String::from).collect(), true, false),
            Worth::Several(texts, is_apart) => (texts, false, is_apart),
        };
        let is_arguments = name == "@" || name == "*";
        if is_arguments {
            items.insert(0, (*self.environment.name).to_owned());
        }
        let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
        let from = if offset < 0 { count + offset } else { offset };
        let to = match length {
            None => count,
            Some(length) if length < 0 && is_text => count + length,
            Some(length) => from.saturating_add(length),
        };
        if to < from && length.is_some_and(|it| it < 0) {
            let length = length.unwrap_or(0);
            return Err(Stop::Error(format!("{length}: substring expression < 0")));
        }
        let place = |it: i64| usize::try_from(it.clamp(0, count)).unwrap_or(0);
        let (from, to) = (if from < 0 { place(count) } else { place(from) }, place(to));
        let kept = items.get(from..to.max(from)).unwrap_or(&[]).to_vec();
        Ok(if is_text { Worth::Text(kept.concat()) } else { Worth::Several(kept, is_apart) })
    }

    /// What an operator makes of a text.
    fn change(&mut self, operator: &Operator, is_quoted: bool) -> Result<Change, Stop> {
        let _ = is_quoted;
        let bad = || Stop::Error("bad pattern".to_owned());
        Ok(match operator {
            Operator::Trim(at_end, is_longest, word) => {
                let pattern = self.pattern(word)?;
                let inner = pattern::translate(&pattern, *is_longest);
                let text = match (at_end, is_longest) {
                    (false, _) => format!("^(?:{inner})"),
                    (true, true) => format!("(?:{inner})$"),
                    (true, false) => format!("^(.*)(?:{})$", pattern::translate(&pattern, true)),
                };
                let regex = pattern::regex(&text).ok_or_else(bad)?;
                let keeps_group = *at_end && !*is_longest;
                Box::new(move |text| match regex.captures(text) {
                    Some(found) if keeps_group => {
                        found.get(1).map_or("", |it| it.as_str()).to_owned()
                    }
                    Some(found) => {
                        let range = found.get(0).map_or(0..0, |it| it.range());
                        format!("{}{}", &text[..range.start], &text[range.end..])
                    }
                    None => text.to_owned(),
                })
            }
            Operator::Replace(anchor, is_all, word, new) => {
                let pattern = pattern::translate(&self.pattern(word)?, true);
                let new = self.text(new)?;
                let regex = pattern::regex(&match anchor {
                    '#' => format!("^(?:{pattern})"),
                    '%' => format!("(?:{pattern})$"),
                    _ => format!("(?:{pattern})"),
                });
                let regex = regex.ok_or_else(bad)?;
                let is_empty = pattern.is_empty() && *anchor == '/';
                let count = usize::from(!*is_all);
                Box::new(move |text| match is_empty {
                    true => text.to_owned(),
                    false => regex.replacen(text, count, regex_lite::NoExpand(&new)).into_owned(),
                })
            }
            Operator::Case(is_upper, is_all) => {
                let (is_upper, is_all) = (*is_upper, *is_all);
                let turn = move |it: char| -> String {
                    if is_upper { it.to_uppercase().collect() } else { it.to_lowercase().collect() }
                };
                Box::new(move |text| {
                    let mut chars = text.chars();
                    if is_all {
                        return chars.map(turn).collect();
                    }
                    chars.next().map(turn).unwrap_or_default() + chars.as_str()
                })
            }
            _ => Box::new(quote),
        })
    }
}

/// A text that a shell reads as one word.
pub(in crate::shell) fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// The same where only what must be quoted is.
pub(in crate::shell) fn quote_if_needed(text: &str, _: &Environment) -> String {
    let is_plain = |it: char| it.is_alphanumeric() || "_-./=:,@%+".contains(it);
    if !text.is_empty() && text.chars().all(is_plain) { text.to_owned() } else { quote(text) }
}
