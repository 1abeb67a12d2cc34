//! JSONPath templates. Source: `staging/src/k8s.io/client-go/util/jsonpath`.

mod eval;
mod go;
mod node;
mod parse;

pub(super) use self::go::text as go_text;
use self::node::Node;
use super::failure::Failure;
use super::json;
use crate::api::Value;

/// More text than this nobody reads (bytes).
const BYTES_MAX: usize = 16 << 20;

/// A parsed template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template {
    nodes: Vec<Node>,
}

impl Template {
    /// Parses a template as `-o jsonpath=` has it.
    ///
    /// # Errors
    /// The parser's words.
    pub fn parse(text: &str) -> Result<Self, String> {
        Ok(Self { nodes: parse::template(text)? })
    }

    /// Parses a path as `--sort-by` and `custom-columns` have it: braces and the first dot may be
    /// left out. Source: `get.RelaxedJSONPathExpression`.
    ///
    /// # Errors
    /// The parser's words.
    pub fn relaxed(text: &str) -> Result<Self, String> {
        let inner = text.strip_prefix('{').and_then(|it| it.strip_suffix('}')).unwrap_or(text);
        let unexpected = || {
            "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'".to_owned()
        };
        if inner.contains(['{', '}']) {
            return Err(unexpected());
        }
        Self::parse(&format!("{{.{}}}", inner.strip_prefix('.').unwrap_or(inner)))
    }

    /// What the template's actions find, without its text.
    ///
    /// # Errors
    /// An index out of bounds.
    pub fn find<'a>(&'a self, root: &'a Value) -> Result<Vec<&'a Value>, String> {
        let mut found = Vec::new();
        eval::Walk::new().run(&self.nodes, 0, root, &mut |values| {
            found.extend(values);
            Ok(())
        })?;
        Ok(found)
    }

    /// The text that the template makes of a tree.
    ///
    /// # Errors
    /// An index out of bounds.
    pub fn render(&self, root: &Value) -> Result<String, String> {
        self.written(root, |found, out| {
            for (at, value) in found.iter().enumerate() {
                out.push_str(if at > 0 { " " } else { "" });
                out.push_str(&text(value));
                // Before the next one: a few values named often are more than there is room for.
                if out.len() > BYTES_MAX {
                    break;
                }
            }
        })
    }

    /// The same, with a list of JSON for each part of the template.
    fn render_json(&self, root: &Value) -> Result<String, String> {
        self.written(root, |found, out| {
            let list = Value::Array(found.iter().map(|it| (*it).clone()).collect());
            *out += &(json::indented(&list) + "\n");
        })
    }

    fn written(
        &self,
        root: &Value,
        write: impl Fn(&[&Value], &mut String),
    ) -> Result<String, String> {
        let mut out = String::new();
        eval::Walk::new().run(&self.nodes, 0, root, &mut |found| {
            write(found, &mut out);
            if out.len() > BYTES_MAX { Err(eval::too_much()) } else { Ok(()) }
        })?;
        Ok(out)
    }
}

/// A value in the text of a template.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => json::compact(other),
    }
}

/// `-o jsonpath=template`, `-o jsonpath-as-json=template`
///
/// # Errors
/// The template is wrong, or does not fit.
pub(super) fn print(template: &str, tree: &Value, as_json: bool) -> Result<String, Failure> {
    if template.is_empty() {
        return Err(Failure::text("template format specified but no template given"));
    }
    let parsed = Template::parse(template)
        .map_err(|error| Failure::text(format!("error parsing jsonpath {template}, {error}")))?;
    let rendered = if as_json { parsed.render_json(tree) } else { parsed.render(tree) };
    rendered.map_err(|error| {
        Failure::text(format!(
            "error executing jsonpath {template:?}: Error executing template: {error}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t{template}\n\tobject given to jsonpath engine was:\n\t\t{}\n\n",
            go::syntax(tree)
        ))
    })
}
