//! What every part of a build reads: the folder, its files, and fields of trees.

use crate::api::Value;
use crate::kubectl::paths::Files;

/// A folder that is being built.
pub(super) struct Plan<'a> {
    pub files: &'a Files,
    pub folder: String,
    pub depth: usize,
    pub warnings: Vec<String>,
    /// Whether the objects stay as they were listed.
    pub keeps_order: bool,
}

impl Plan<'_> {
    /// A path as it is seen from the folder.
    pub fn below(&self, path: &str) -> String {
        clean(&format!("{}/{path}", self.folder))
    }

    /// A file of the tape, by such a path.
    pub fn read(&self, path: &str) -> Result<&str, String> {
        let place = self.below(path);
        let missing = || {
            format!("evalsymlink failure on '/{place}' : lstat /{place}: no such file or directory")
        };
        self.files.get(&place).map(String::as_str).ok_or_else(missing)
    }
}

/// A folder's name without `./`, without a slash at the end.
pub(super) fn clean(folder: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for part in folder.split('/').filter(|it| !it.is_empty() && *it != ".") {
        match kept.last() {
            Some(last) if part == ".." && *last != ".." => drop(kept.pop()),
            _ => kept.push(part),
        }
    }
    kept.join("/")
}

/// A text; empty if there is none.
pub(super) fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or("")
}

/// The items of a list; none if there is none.
pub(super) fn list<'a>(value: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    value[field].as_array().into_iter().flatten()
}

/// The texts in a list.
pub(super) fn strings<'a>(value: &'a Value, field: &str) -> impl Iterator<Item = &'a str> {
    list(value, field).filter_map(Value::as_str)
}

/// `Deployment.v1.apps/web.default`. Source: `kyaml/resid/resid.go` `String`.
pub(super) fn id(object: &Value) -> String {
    let version = text(object, "apiVersion");
    let (group, version) = version.split_once('/').unwrap_or(("[noGrp]", version));
    let meta = &object["metadata"];
    let namespace = Some(text(meta, "namespace")).filter(|it| !it.is_empty()).unwrap_or("[noNs]");
    format!("{}.{version}.{group}/{}.{namespace}", text(object, "kind"), text(meta, "name"))
}
