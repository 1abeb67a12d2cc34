//! Labels and selectors. Source: `staging/src/k8s.io/apimachinery/pkg/labels/selector.go`.

use super::field::object;
use crate::sorted::{Sort, SortedMap};

/// Labels by key.
pub type Labels = SortedMap<String, String>;

object! {
    /// `metav1.LabelSelector`.
    pub struct LabelSelector {
        /// Requirements beyond equality.
        match_expressions: Vec<LabelSelectorRequirement> => "matchExpressions",
        /// Every one of these labels must be there.
        match_labels: Labels => "matchLabels",
    }

    /// `metav1.LabelSelectorRequirement`.
    pub struct LabelSelectorRequirement {
        /// The label's key.
        key: String => "key" always,
        /// `In`, `NotIn`, `Exists` or `DoesNotExist`.
        operator: String => "operator" always,
        /// What `In` and `NotIn` compare with.
        values: Vec<String> => "values",
    }
}

impl LabelSelector {
    /// Whether there is something to ask, and the labels are selected.
    #[must_use]
    pub fn selects(&self, labels: &Labels) -> bool {
        let is_simple = self.match_expressions.is_empty();
        (!is_simple || !self.match_labels.is_empty())
            && self.match_labels.iter().all(|(key, value)| labels.get(key) == Some(value))
            && (is_simple || Selector::from(self).matches(labels))
    }
}

/// How a requirement compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectorOperator {
    /// The value is the one named: a label of `matchLabels`, `=`.
    Equals,
    /// The value is not the one named, or the key is absent: `!=`.
    NotEquals,
    /// The value is one of those named.
    In,
    /// The value is none of those named, or the key is absent.
    NotIn,
    /// The key is there.
    Exists,
    /// The key is absent.
    DoesNotExist,
}

/// One condition of a selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The label's key.
    pub key: String,
    /// How to compare.
    pub operator: SelectorOperator,
    /// With what.
    pub values: Vec<String>,
}

impl Requirement {
    fn matches(&self, labels: &Labels) -> bool {
        let value = labels.get(&self.key);
        match self.operator {
            SelectorOperator::In | SelectorOperator::Equals => {
                value.is_some_and(|value| self.values.contains(value))
            }
            SelectorOperator::NotIn | SelectorOperator::NotEquals => {
                value.is_none_or(|value| !self.values.contains(value))
            }
            SelectorOperator::Exists => value.is_some(),
            SelectorOperator::DoesNotExist => value.is_none(),
        }
    }
}

impl std::fmt::Display for Requirement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut values = self.values.clone();
        values.order();
        let (key, values) = (&self.key, values.join(","));
        match self.operator {
            SelectorOperator::Equals => write!(f, "{key}={values}"),
            SelectorOperator::NotEquals => write!(f, "{key}!={values}"),
            SelectorOperator::In => write!(f, "{key} in ({values})"),
            SelectorOperator::NotIn => write!(f, "{key} notin ({values})"),
            SelectorOperator::Exists => write!(f, "{key}"),
            SelectorOperator::DoesNotExist => write!(f, "!{key}"),
        }
    }
}

/// A selector that can be asked. One without requirements matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selector {
    /// All of them must hold.
    pub requirements: Vec<Requirement>,
}

impl Selector {
    /// Whether the labels are selected.
    #[must_use]
    pub fn matches(&self, labels: &Labels) -> bool {
        self.requirements.iter().all(|requirement| requirement.matches(labels))
    }

    /// Whether there is nothing to ask, so that everything matches.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.requirements.is_empty()
    }

    /// Reads the form of the command line: `app=web,tier in (a,b),!old`.
    ///
    /// # Errors
    /// The text of kubectl for a selector that can't be parsed.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut requirements = Vec::new();
        for part in split_outside_parentheses(text) {
            let part = part.trim();
            if part.is_empty() && text.trim().is_empty() {
                continue;
            }
            requirements.push(parse_requirement(part)?);
        }
        Ok(Self { requirements })
    }
}

fn split_outside_parentheses(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (index, char) in text.char_indices() {
        match char {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&text[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn parse_requirement(part: &str) -> Result<Requirement, String> {
    let requirement = |key: &str, operator, values: Vec<String>| Requirement {
        key: key.trim().to_owned(),
        operator,
        values,
    };
    let one = |value: &str| vec![value.trim().to_owned()];
    let found = if let Some((key, value)) = part.split_once("!=") {
        requirement(key, SelectorOperator::NotEquals, one(value))
    } else if let Some((key, value)) = part.split_once("==").or_else(|| part.split_once('=')) {
        requirement(key, SelectorOperator::Equals, one(value))
    } else if let Some((key, values)) = parse_set(part, " notin ") {
        requirement(key, SelectorOperator::NotIn, values)
    } else if let Some((key, values)) = parse_set(part, " in ") {
        requirement(key, SelectorOperator::In, values)
    } else if let Some(key) = part.strip_prefix('!') {
        requirement(key, SelectorOperator::DoesNotExist, Vec::new())
    } else {
        requirement(part, SelectorOperator::Exists, Vec::new())
    };
    let allowed = |char: char| char.is_ascii_alphanumeric() || "-_./".contains(char);
    if found.key.is_empty() || !found.key.chars().all(allowed) {
        return Err(format!(
            "unable to parse requirement: found '{part}', expected: identifier, '!', 'in', 'notin', '=', '==', '!='"
        ));
    }
    if !found.values.is_empty() {
        let stray = |it: char| "()=!<>,".contains(it);
        let values = found.values.iter().flat_map(|it| it.chars());
        if let Some(char) = values.into_iter().find(|it| stray(*it)) {
            return Err(format!(
                "unable to parse requirement: found '{char}', expected: identifier"
            ));
        }
    }
    Ok(found)
}

fn parse_set<'a>(part: &'a str, word: &str) -> Option<(&'a str, Vec<String>)> {
    let (key, rest) = part.split_once(word)?;
    let rest = rest.trim().strip_prefix('(')?.strip_suffix(')')?;
    let mut values: Vec<String> = rest.split(',').map(|value| value.trim().to_owned()).collect();
    values.order();
    Some((key, values))
}

impl std::fmt::Display for Selector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let texts: Vec<String> = self.requirements.iter().map(ToString::to_string).collect();
        f.write_str(&texts.join(","))
    }
}

impl From<&Labels> for Selector {
    fn from(labels: &Labels) -> Self {
        let equals = |(key, value): (&String, &String)| Requirement {
            key: key.clone(),
            operator: SelectorOperator::Equals,
            values: vec![value.clone()],
        };
        Self { requirements: labels.iter().map(equals).collect() }
    }
}

impl From<&LabelSelector> for Selector {
    fn from(selector: &LabelSelector) -> Self {
        let mut result = Self::from(&selector.match_labels);
        result.requirements.extend(selector.match_expressions.iter().map(|expression| {
            let operator = match expression.operator.as_str() {
                "NotIn" => SelectorOperator::NotIn,
                "Exists" => SelectorOperator::Exists,
                "DoesNotExist" => SelectorOperator::DoesNotExist,
                _ => SelectorOperator::In,
            };
            let (key, values) = (expression.key.clone(), expression.values.clone());
            Requirement { key, operator, values }
        }));
        result.requirements.order_by(|a, b| a.key.cmp(&b.key));
        result
    }
}

/// `a=b,c=d`, or `<none>`.
#[must_use]
pub fn format_labels(labels: &Labels) -> String {
    if labels.is_empty() {
        return "<none>".to_owned();
    }
    let texts: Vec<String> = labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    texts.join(",")
}
