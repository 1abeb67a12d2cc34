//! How kubectl words what went wrong.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/util/helpers.go`.

use crate::api::{Reason, Status};

/// One thing that went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// The API server's answer.
    Api(Status),
    /// The same, met while doing something with a file: `error when creating "f.yaml": `.
    ApiDuring(String, Status),
    /// kubectl's own words.
    Text(String),
    /// Printed as it is.
    Plain(String),
}

/// Why a command ends with an error: one problem or several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Failure {
    /// In the order in which they were met.
    pub problems: Vec<Problem>,
    /// The exit code, if it is not 1.
    code: Option<i32>,
}

impl Failure {
    /// kubectl's own words, without `error: `.
    pub fn text(text: impl Into<String>) -> Self {
        Problem::Text(text.into()).into()
    }

    /// Printed as it is.
    pub fn plain(text: impl Into<String>) -> Self {
        Problem::Plain(text.into()).into()
    }

    /// The server has no such path.
    pub fn not_there() -> Self {
        let text = "the server could not find the requested resource";
        Self::plain(format!("Error from server (NotFound): {text}"))
    }

    /// The same without `error: `, as the REST mapper's own errors are printed.
    pub fn bare(mut self) -> Self {
        for problem in &mut self.problems {
            if let Problem::Text(text) = problem {
                *problem = Problem::Plain(std::mem::take(text));
            }
        }
        self
    }

    /// A command used wrongly. Source: `UsageErrorf`.
    pub fn usage(text: &str, path: &str) -> Self {
        Self::text(format!("{text}\nSee '{path} -h' for help and examples"))
    }

    /// Ends the command if there was any problem.
    pub fn check(problems: Vec<Problem>) -> Result<(), Self> {
        if problems.is_empty() { Ok(()) } else { Err(Self { problems, code: None }) }
    }

    /// The same with another exit code than 1.
    pub fn with_code(self, code: i32) -> Self {
        Self { code: Some(code), ..self }
    }

    /// The exit code.
    pub fn code(&self) -> i32 {
        self.code.unwrap_or(1)
    }

    /// What is printed. Several problems stand one a line, then without `error: `.
    pub fn print(&self) -> String {
        let line = |text: String| if text.ends_with('\n') { text } else { text + "\n" };
        match self.problems.as_slice() {
            [one] => line(one.alone()),
            several => several.iter().map(|it| line(it.among_others())).collect(),
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self { problems: vec![problem], code: None }
    }
}

impl From<Status> for Failure {
    fn from(status: Status) -> Self {
        Problem::Api(status).into()
    }
}

impl From<Status> for Problem {
    fn from(status: Status) -> Self {
        Self::Api(status)
    }
}

impl Problem {
    /// Whether the API server gave this reason.
    pub fn is(&self, reason: Reason) -> bool {
        match self {
            Self::Api(status) | Self::ApiDuring(_, status) => status.reason == reason,
            Self::Text(_) | Self::Plain(_) => false,
        }
    }

    /// What an error by itself prints. Source: `checkErr`.
    fn alone(&self) -> String {
        match self {
            Self::Text(text) if text.starts_with("error: ") => text.clone(),
            Self::Text(text) => format!("error: {text}"),
            Self::Api(status) | Self::ApiDuring(_, status) if status.reason == Reason::Invalid => {
                invalid(status)
            }
            other => other.among_others(),
        }
    }

    /// What one of several prints. Source: `messageForError`.
    fn among_others(&self) -> String {
        match self {
            Self::Api(status) => server_error(status, ""),
            Self::ApiDuring(during, status) => server_error(status, during),
            Self::Text(text) | Self::Plain(text) => text.clone(),
        }
    }
}

/// Source: `StandardErrorMessage`.
fn server_error(status: &Status, during: &str) -> String {
    let colon = if during.is_empty() { "" } else { ": " };
    let named = match status.reason.name() {
        "" => String::new(),
        name => format!(" ({name})"),
    };
    format!("Error from server{named}: {during}{colon}{}", status.message)
}

/// The causes, each once. Source: `statusCausesToAggrError`, `MultilineError`.
fn invalid(status: &Status) -> String {
    let head = match &status.about {
        Some((kind, name)) => format!("The {} {name:?} is invalid", kind.info().kind),
        None if status.causes.is_empty() => {
            format!("The request is invalid: {}", status.message)
        }
        None => "The request is invalid".to_owned(),
    };
    let mut causes: Vec<String> = Vec::new();
    for cause in &status.causes {
        let text = cause.to_string();
        if !causes.contains(&text) {
            causes.push(text);
        }
    }
    match causes.as_slice() {
        [] => head,
        [one] => format!("{head}: {one}"),
        several => {
            let lines: Vec<String> = several.iter().map(|it| format!("\n* {it}")).collect();
            format!("{head}: {}", lines.concat())
        }
    }
}
