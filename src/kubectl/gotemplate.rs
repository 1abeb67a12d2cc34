//! `-o go-template`. Source: Go's `text/template`, and kubectl's own functions in
//! `staging/src/k8s.io/cli-runtime/pkg/printers/template.go`.

mod eval;
mod expression;
mod functions;
mod parse;
mod value;

use self::eval::Scope;
use self::expression::Pipeline;
use self::parse::{Keyword, Piece};
use crate::api::Value;

/// A template that has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template {
    text: String,
    pieces: Vec<Piece>,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// In the words of Go's package.
    pub fn parse(text: &str) -> Result<Self, String> {
        Ok(Self { text: text.to_owned(), pieces: parse::template(text)? })
    }

    /// What the template makes of an object.
    ///
    /// # Errors
    /// The same.
    #[cfg(test)]
    pub fn render(&self, tree: &Value) -> Result<String, String> {
        self.render_some(tree).map_err(|(_, error)| error)
    }

    /// The same; with an error comes what had been made before it, which is printed too.
    ///
    /// # Errors
    /// The same.
    pub fn render_some(&self, tree: &Value) -> Result<String, (String, String)> {
        let mut out = String::new();
        let mut scope = Scope::new(&self.text, tree);
        match print(&self.pieces, tree, &mut scope, &mut out) {
            Ok(()) => Ok(out),
            Err(error) => Err((out, error)),
        }
    }
}

fn print(
    pieces: &[Piece],
    dot: &Value,
    scope: &mut Scope<'_>,
    out: &mut String,
) -> Result<(), String> {
    for piece in pieces {
        let (pipeline, keyword, body, other) = match piece {
            Piece::Text(text) => {
                out.push_str(text);
                continue;
            }
            Piece::Print(pipeline) => {
                let value = scope.evaluate(pipeline, dot)?;
                scope.work(pipeline.at, &pipeline.text, &value)?;
                if pipeline.names.is_empty() {
                    out.push_str(&value::shown(&value));
                }
                continue;
            }
            Piece::Branch(pipeline, keyword, body, other) => (pipeline, *keyword, body, other),
        };
        let mark = scope.mark();
        if keyword == Keyword::Range {
            range(pipeline, body, other, dot, scope, out)?;
        } else {
            let value = scope.evaluate(pipeline, dot)?;
            let holds = value::is_true(&value);
            let inner = if holds && keyword == Keyword::With { &value } else { dot };
            print(if holds { body } else { other }, inner, scope, out)?;
        }
        scope.release(mark);
    }
    Ok(())
}

fn range(
    pipeline: &Pipeline,
    body: &[Piece],
    other: &[Piece],
    dot: &Value,
    scope: &mut Scope<'_>,
    out: &mut String,
) -> Result<(), String> {
    let entries: Vec<(Value, Value)> = match scope.value(pipeline, dot)? {
        Value::Array(items) => {
            items.into_iter().enumerate().map(|(at, it)| (Value::from(at), it)).collect()
        }
        Value::Object(map) => map.into_iter().map(|(key, it)| (Value::String(key), it)).collect(),
        Value::Null => Vec::new(),
        other => {
            let why = format!("range can't iterate over {}", value::shown(&other));
            return Err(scope.failed(pipeline.at, &pipeline.text, &why));
        }
    };
    if entries.is_empty() {
        return print(other, dot, scope, out);
    }
    for (key, value) in entries {
        scope.work(pipeline.at, &pipeline.text, &value)?;
        let mark = scope.mark();
        match pipeline.names.as_slice() {
            [one] => scope.declare(one, value.clone()),
            [first, second] => {
                scope.declare(first, key);
                scope.declare(second, value.clone());
            }
            _ => {}
        }
        print(body, &value, scope, out)?;
        scope.release(mark);
    }
    Ok(())
}
