//! Output formats that take their template from elsewhere: `--template`, and files.
//! Source: `staging/src/k8s.io/cli-runtime/pkg/genericclioptions/{template,jsonpath}_flags.go`,
//! `staging/src/k8s.io/kubectl/pkg/cmd/get/customcolumn_flags.go`.

use super::failure::Failure;
use super::flags::PrintFlags;
use super::paths::{Files, file_name};

/// Formats that want a template, and those that read it from a file.
const WITH_TEMPLATE: [&str; 5] =
    ["go-template", "template", "jsonpath", "jsonpath-as-json", "custom-columns"];
const FROM_FILE: [(&str, &str); 4] = [
    ("go-template-file", "go-template"),
    ("templatefile", "go-template"),
    ("jsonpath-file", "jsonpath"),
    ("custom-columns-file", "custom-columns"),
];

/// The format with the template behind its name, as if it had been given there; `None` where it
/// is so.
///
/// # Errors
/// The file is not there, or is no template.
pub(super) fn settled(files: &Files, print: PrintFlags<'_>) -> Result<Option<String>, Failure> {
    let format = print.output.unwrap_or("");
    let given = print.template.filter(|it| !it.is_empty());
    let (name, own) = format.split_once('=').unwrap_or((format, ""));
    let template = given.unwrap_or(own);
    Ok(Some(if let Some((_, to)) = FROM_FILE.iter().find(|it| it.0 == name) {
        if template.is_empty() {
            return Err(Failure::text(match *to {
                "custom-columns" => "custom-columns format specified but no custom columns given",
                _ => "template format specified but no template given",
            }));
        }
        let text = files.get(file_name(template)).ok_or_else(|| {
            let flag = if *to == "custom-columns" { "template" } else { "--template" };
            let why = format!("open {template}: no such file or directory");
            Failure::text(format!("error reading {flag} {template}, {why}"))
        })?;
        match *to {
            "custom-columns" => format!("{to}={}", columns(text)?),
            _ => format!("{to}={text}"),
        }
    } else if !template.is_empty() && own.is_empty() && WITH_TEMPLATE.contains(&name) {
        format!("{name}={template}")
    } else if !template.is_empty() && name.is_empty() {
        format!("go-template={template}")
    } else {
        return Ok(None);
    }))
}

/// A line of headings and a line of paths, as `custom-columns` has them.
fn columns(text: &str) -> Result<String, Failure> {
    let missing = |what: &str| {
        Failure::text(format!(
            "invalid template, missing {what} line. Expected format is one line of space separated headers, one line of space separated column specs."
        ))
    };
    let mut lines = text.lines().map(|it| it.split_whitespace().collect::<Vec<_>>());
    let headers = lines.next().ok_or_else(|| missing("header"))?;
    let paths = lines.next().ok_or_else(|| missing("spec"))?;
    if headers.len() != paths.len() {
        return Err(Failure::text(format!(
            "number of headers ({}) and field specifications ({}) don't match",
            headers.len(),
            paths.len()
        )));
    }
    let pairs: Vec<String> = headers.iter().zip(paths).map(|(a, b)| format!("{a}:{b}")).collect();
    Ok(pairs.join(","))
}
