//! Objects that are edited outside of the console, as the page does: the line that does the same.

use super::console::{self, Desk, Outcome};
use super::edit::text_of;
use super::paths::Files;
use crate::api::{ObjectKey, Status};
use crate::cluster::Cluster;
use std::rc::Rc;

/// The text that `kubectl edit` opens.
///
/// # Errors
/// There is no such object; the words are the API server's.
pub fn editable(cluster: &Cluster, key: &ObjectKey) -> Result<String, String> {
    let object = cluster.store().get(key);
    let missing =
        || format!("Error from server (NotFound): {}", Status::not_found(key.kind, &key.name));
    object.map(|it| text_of(&it.to_value())).ok_or_else(missing)
}

/// Tries what saving an edited text would do, without doing it; for the editor to say at once.
///
/// # Errors
/// What `kubectl edit` prints where the change is refused.
pub fn try_edited(cluster: &Cluster, key: &ObjectKey, after: &str) -> Result<(), String> {
    let mut cluster = cluster.clone();
    apply_edited(&mut cluster, key, after).map(drop)
}

/// Makes of an object what the edited text says, as `kubectl edit` does; what it prints. On a
/// tape the line of [`edit_command`] does the same.
///
/// # Errors
/// What `kubectl edit` prints where the change is refused.
pub fn apply_edited(cluster: &mut Cluster, key: &ObjectKey, after: &str) -> Result<String, String> {
    const FILE: &str = "edited";
    editable(cluster, key)?;
    let files = Rc::new(Files::from([(FILE.to_owned(), after.to_owned())]));
    let mut desk = Desk { files, ..Desk::default() };
    let line = edit_command(key, FILE);
    match console::run(cluster, &mut desk, &line) {
        Outcome::Done(output) if output.code == 0 => Ok(output.text),
        Outcome::Done(output) => Err(output.text),
        Outcome::Waiting(_) => Ok(String::new()),
    }
}

/// The console line that makes of an object what a file says.
#[must_use]
pub fn edit_command(key: &ObjectKey, file: &str) -> String {
    let namespace = match &*key.namespace {
        "" | "default" => String::new(),
        other => format!(" -n {other}"),
    };
    let resource = key.kind.qualified_singular();
    format!("KUBE_EDITOR='cp {file}' kubectl edit {resource}/{}{namespace}", key.name)
}
