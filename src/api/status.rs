//! What the API server answers when it does not do what was asked.
//! Source: `staging/src/k8s.io/apimachinery/pkg/api/errors/errors.go`.

use super::kind::Kind;
use std::fmt::Display;

/// Why a request failed: the machine-readable part of `metav1.Status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// 404
    NotFound,
    /// 409: the name is taken.
    AlreadyExists,
    /// 409: the object has changed since it was read.
    Conflict,
    /// 422: a field's value is not allowed.
    Invalid,
    /// 400: the request can't be understood.
    BadRequest,
    /// 403
    Forbidden,
    /// 415: the body can't be read.
    UnsupportedMediaType,
    /// 429: not now.
    TooManyRequests,
    /// 500
    InternalError,
    /// 500, where the API server has no word for it.
    Unknown,
}

impl Reason {
    /// The name in `status.reason` and in kubectl's `Error from server (…)`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NotFound => "NotFound",
            Self::AlreadyExists => "AlreadyExists",
            Self::Conflict => "Conflict",
            Self::Invalid => "Invalid",
            Self::BadRequest => "BadRequest",
            Self::Forbidden => "Forbidden",
            Self::UnsupportedMediaType => "UnsupportedMediaType",
            Self::TooManyRequests => "TooManyRequests",
            Self::InternalError => "InternalError",
            Self::Unknown => "",
        }
    }
}

/// A failed request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Which kind of failure.
    pub reason: Reason,
    /// The API server's sentence.
    pub message: String,
    /// The kind and name the failure is about, where it is about one object.
    pub about: Option<(Kind, String)>,
    /// Each wrong field, for [`Reason::Invalid`].
    pub causes: Vec<FieldError>,
}

impl Status {
    fn new(reason: Reason, kind: Kind, name: &str, message: String) -> Self {
        Self { reason, message, about: Some((kind, name.to_owned())), causes: Vec::new() }
    }

    /// `deployments.apps "x" not found`
    #[must_use]
    pub fn not_found(kind: Kind, name: &str) -> Self {
        let resource = kind.qualified_resource();
        Self::new(Reason::NotFound, kind, name, format!("{resource} \"{name}\" not found"))
    }

    /// `deployments.apps "x" already exists`
    #[must_use]
    pub fn already_exists(kind: Kind, name: &str) -> Self {
        let resource = kind.qualified_resource();
        Self::new(
            Reason::AlreadyExists,
            kind,
            name,
            format!("{resource} \"{name}\" already exists"),
        )
    }

    /// The object has changed since it was read.
    #[must_use]
    pub fn conflict(kind: Kind, name: &str) -> Self {
        let message = format!(
            "Operation cannot be fulfilled on {} \"{name}\": the object has been modified; please apply your changes to the latest version and try again",
            kind.qualified_resource()
        );
        Self::new(Reason::Conflict, kind, name, message)
    }

    /// `pods "x" is forbidden: why`
    #[must_use]
    pub fn forbidden(kind: Kind, name: &str, why: &str) -> Self {
        let message = format!("{} \"{name}\" is forbidden: {why}", kind.qualified_resource());
        Self::new(Reason::Forbidden, kind, name, message)
    }

    /// A request that can't be understood.
    #[must_use]
    pub fn bad_request(message: String) -> Self {
        Self { reason: Reason::BadRequest, message, about: None, causes: Vec::new() }
    }

    /// `Deployment.apps "x" is invalid: …`
    #[must_use]
    pub fn invalid(kind: Kind, name: &str, causes: Vec<FieldError>) -> Self {
        let info = kind.info();
        let dot = if info.group.is_empty() { "" } else { "." };
        let mut texts: Vec<String> = Vec::new();
        for text in causes.iter().map(ToString::to_string) {
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        let list = match texts.as_slice() {
            [] => String::new(),
            [one] => format!(": {one}"),
            several => format!(": [{}]", several.join(", ")),
        };
        let message = format!("{}{dot}{} \"{name}\" is invalid{list}", info.kind, info.group);
        Self { causes, ..Self::new(Reason::Invalid, kind, name, message) }
    }
}

impl Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

/// One wrong field.
/// Source: `staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Such as `spec.template.spec.containers[0].name`.
    pub field: String,
    /// The rest of the sentence, such as `Required value`.
    pub text: String,
}

impl FieldError {
    /// The field must be given.
    #[must_use]
    pub fn required(field: &dyn Display, detail: &str) -> Self {
        Self::build(field, "Required value".to_owned(), detail)
    }

    /// The value (as JSON) is not allowed.
    #[must_use]
    pub fn invalid(field: &dyn Display, value: &str, detail: &str) -> Self {
        Self::build(field, format!("Invalid value: {value}"), detail)
    }

    /// The value is none of those that are supported.
    #[must_use]
    pub fn unsupported(field: &dyn Display, value: &str, supported: &[&str]) -> Self {
        let quoted: Vec<String> = supported.iter().map(|it| format!("{it:?}")).collect();
        let detail = format!("supported values: {}", quoted.join(", "));
        Self::build(field, format!("Unsupported value: {value:?}"), &detail)
    }

    /// The field may not be set, or not be changed.
    #[must_use]
    pub fn forbidden(field: &dyn Display, detail: &str) -> Self {
        Self::build(field, "Forbidden".to_owned(), detail)
    }

    /// Stands twice where once is allowed.
    #[must_use]
    pub fn duplicate(field: &dyn Display, value: &str) -> Self {
        Self::build(field, format!("Duplicate value: {value}"), "")
    }

    /// Refers to something that is not there.
    #[must_use]
    pub fn not_found(field: &dyn Display, value: &str) -> Self {
        Self::build(field, format!("Not found: {value}"), "")
    }

    fn build(field: &dyn Display, head: String, detail: &str) -> Self {
        let text = if detail.is_empty() { head } else { format!("{head}: {detail}") };
        Self { field: field.to_string(), text }
    }
}

impl Display for FieldError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.field, self.text)
    }
}
