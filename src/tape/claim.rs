//! Claims: what a lesson says about its run, so that `check` can verify it.
//!
//! `? available(deployment/web) >= 3` holds where it stands. With `always`, `never` or `sometimes`
//! before it, it is about the time from where it stands to the end of the tape; with `finally`,
//! about the end.

mod terms;

pub use self::terms::{REQUEST_TERMS, TERMS};
use self::terms::{requests, subject};
use crate::api::Kind;
use crate::cluster::Cluster;

/// When a claim is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// The moment at which it stands.
    Here,
    /// Every moment from there to the end of the tape.
    Always,
    /// No moment from there to the end of the tape.
    Never,
    /// At least one of them.
    Sometimes,
    /// The end of the tape.
    Finally,
}

/// The words that say what time a claim is about, and what they mean.
pub const WHEN: [(&str, &str, When); 5] = [
    ("", "holds where it stands", When::Here),
    ("always", "holds at every moment from there to the end of the tape", When::Always),
    ("never", "holds at no moment from there to the end of the tape", When::Never),
    ("sometimes", "holds at one moment or more from there to the end", When::Sometimes),
    ("finally", "holds at the end of the tape", When::Finally),
];

/// How two numbers compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// `>=`.
    AtLeast,
    /// `<=`.
    AtMost,
    /// `!=`.
    NotEqual,
    /// `=`.
    Equal,
    /// `<`.
    Less,
    /// `>`.
    More,
}

/// How a claim compares. Longer signs first: `>=` begins with `>`.
pub const COMPARE: [(&str, Compare); 6] = [
    (">=", Compare::AtLeast),
    ("<=", Compare::AtMost),
    ("!=", Compare::NotEqual),
    ("=", Compare::Equal),
    ("<", Compare::Less),
    (">", Compare::More),
];

/// What a claim looks like, for those who have written something else.
const FORM: &str = "it wants `[always|never|sometimes|finally] TERM(WHAT) >= NUMBER`, such as `available(deployment/web) >= 3`, or `failed requests = 0`";

/// A claim that has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    text: String,
    when: When,
    term: usize,
    argument: String,
    compare: Compare,
    number: i64,
}

impl Claim {
    /// Reads what follows `? ` on a tape.
    ///
    /// # Errors
    /// What is wrong, and what would be right.
    pub fn parse(text: &str) -> Result<Self, String> {
        Self::read(text).map_err(|why| format!("{text:?} is no claim: {why}"))
    }

    fn read(text: &str) -> Result<Self, String> {
        let first = text.split_whitespace().next().unwrap_or("");
        let when = WHEN.iter().find(|it| !it.0.is_empty() && it.0 == first);
        let rest = when.map_or(text, |it| text.trim_start().trim_start_matches(it.0));
        let sign = COMPARE.iter().find(|(sign, _)| rest.contains(sign)).ok_or(FORM)?;
        let (left, right) = rest.split_once(sign.0).ok_or(FORM)?;
        let right = right.trim();
        let number = right
            .parse()
            .map_err(|_| format!("behind {} stands {right:?}, which is no whole number", sign.0))?;
        let (term, argument) = subject(left)?;
        if let Some((name, example, ..)) = TERMS.get(term) {
            is_like(&argument, example).map_err(|it| format!("{name}({it}"))?;
        }
        let when = when.map_or(When::Here, |it| it.2);
        Ok(Self { text: text.to_owned(), when, term, argument, compare: sign.1, number })
    }

    /// The claim in the usual spelling.
    #[must_use]
    pub fn spelled(&self) -> String {
        let when = WHEN.iter().find(|it| it.2 == self.when).map_or("", |it| it.0);
        let sign = COMPARE.iter().find(|it| it.1 == self.compare).map_or("", |it| it.0);
        let name = match self.term.checked_sub(TERMS.len()) {
            None => TERMS[self.term].0.to_owned(),
            Some(term) if self.argument.is_empty() => format!("{} requests", REQUEST_TERMS[term].0),
            Some(term) => REQUEST_TERMS[term].0.to_owned(),
        };
        let argument = match self.argument.is_empty() {
            true => String::new(),
            false => format!("({})", self.argument),
        };
        format!("{when} {name}{argument} {sign} {}", self.number).trim_start().to_owned()
    }

    /// The number that the claim is about, at a moment; `None` where its object does not exist.
    fn value(&self, cluster: &Cluster) -> Option<i64> {
        match self.term.checked_sub(TERMS.len()) {
            None => (TERMS[self.term].3)(cluster.store(), &self.argument, cluster.now_ms()),
            Some(term) => requests(cluster, &self.argument).map(|it| (REQUEST_TERMS[term].2)(&it)),
        }
    }

    fn holds(&self, value: i64) -> bool {
        match self.compare {
            Compare::AtLeast => value >= self.number,
            Compare::AtMost => value <= self.number,
            Compare::NotEqual => value != self.number,
            Compare::Equal => value == self.number,
            Compare::Less => value < self.number,
            Compare::More => value > self.number,
        }
    }
}

impl std::fmt::Display for Claim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// Whether a term can be about something: a kind and a name, where its example is one.
fn is_like(argument: &str, example: &str) -> Result<(), String> {
    match (argument.split_once('/'), example.contains('/')) {
        (Some((kind, _)), true) if Kind::from_resource(kind).is_none() => {
            Err(format!("{argument}) names no kind of object: {kind:?}"))
        }
        (None, true) => Err(format!("...) is about a kind and a name, such as {example}")),
        _ if argument.is_empty() => Err(format!("...) is about something, such as {example}")),
        _ => Ok(()),
    }
}

/// A claim while its tape plays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The claim.
    pub claim: Claim,
    /// The line of the tape, by number.
    pub line: usize,
    /// What was found that decides it: the number, and when (milliseconds since 1970).
    against: Option<(Option<i64>, i64)>,
    was_true: bool,
    /// Whether whoever watches is to bring it about.
    pub is_goal: bool,
    /// A goal that was judged: what happens later is nothing to it.
    is_judged: bool,
}

impl Verdict {
    /// A claim whose line has been reached.
    #[must_use]
    pub fn new(claim: &Claim, line: usize, is_goal: bool, cluster: &Cluster) -> Self {
        let mut verdict = Self {
            claim: claim.clone(),
            line,
            against: None,
            was_true: false,
            is_goal,
            is_judged: false,
        };
        if claim.when == When::Here {
            verdict.end(cluster);
        } else {
            verdict.observe(cluster);
        }
        verdict
    }

    /// Something has changed.
    pub fn observe(&mut self, cluster: &Cluster) {
        let now_ms = cluster.now_ms();
        let Some(value) = self.claim.value(cluster) else { return };
        let holds = self.claim.holds(value);
        self.was_true |= holds;
        let fails = match self.claim.when {
            When::Always => !holds,
            When::Never => holds,
            _ => false,
        };
        if fails && self.against.is_none() {
            self.against = Some((Some(value), now_ms));
        }
    }

    /// The moment that the claim is about, or the end of the tape, has come.
    pub fn end(&mut self, cluster: &Cluster) {
        self.is_judged = self.is_goal;
        let now_ms = cluster.now_ms();
        let value = self.claim.value(cluster);
        let holds = value.is_some_and(|it| self.claim.holds(it));
        let fails = match self.claim.when {
            When::Here | When::Finally => !holds,
            When::Sometimes => !self.was_true,
            // What never existed can't have been so always.
            When::Always => value.is_none() && !self.was_true,
            When::Never => false,
        };
        if fails && self.against.is_none() {
            self.against = Some((value, now_ms));
        }
    }

    /// Whether what is still to come has a say.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.claim.when != When::Here && !self.is_judged
    }

    /// Why the claim is wrong, if it is; times count from `start_ms`.
    #[must_use]
    pub fn problem(&self, start_ms: i64) -> Option<String> {
        let mark = if self.is_goal { "? goal" } else { "?" };
        let (found, at) = self.found(start_ms)?;
        Some(format!("{mark} {}: {found} at {at}", self.claim.text))
    }

    /// What was found that makes the claim wrong, and when: `it was 2`, `12s`.
    #[must_use]
    pub fn found(&self, start_ms: i64) -> Option<(String, String)> {
        let (value, at_ms) = self.against?;
        let found = match value {
            Some(value) => format!("it was {value}"),
            None => format!("there was no {}", self.claim.argument),
        };
        Some((found, super::format_time(at_ms - start_ms)))
    }
}
