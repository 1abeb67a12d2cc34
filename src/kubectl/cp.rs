//! `kubectl cp`: texts between the tape's files and a container's.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/cp/cp.go`.

use super::failure::{Failure, Problem};
use super::flags::flags;
use super::paths::{file_name, folder};
use super::pods::{self, Asked};
use super::resource::Query;
use super::session::{Ran, Session, Step};
use crate::api::Pod;
use std::rc::Rc;

/// A file, in a Pod or on the tape.
struct Place {
    /// Namespace and name; an empty namespace is that of the context.
    pod: Option<(String, String)>,
    path: String,
}

/// Source: `extractFileSpec`.
fn place(text: &str) -> Result<Place, Failure> {
    let wrong =
        || Failure::text("filespec must match the canonical format: [[namespace/]pod:]file/path");
    let Some((pod, path)) = text.split_once(':') else {
        return Ok(Place { pod: None, path: text.to_owned() });
    };
    let pod = match pod.split('/').collect::<Vec<_>>().as_slice() {
        [name] if !name.is_empty() => (String::new(), (*name).to_owned()),
        [namespace, name] => ((*namespace).to_owned(), (*name).to_owned()),
        _ => return Err(wrong()),
    };
    Ok(Place { pod: Some(pod), path: path.to_owned() })
}

flags! {
    /// Source: `CopyOptions`.
    pub(super) struct CopyFlags<'a> {
        container: text "container" / "c";
        _: "no-preserve retries=number";
    }
}

pub(super) fn run(session: &mut Session<'_>, flags: &CopyFlags<'_>) -> Ran {
    let [from, to] = session.args.words.as_slice() else {
        return Err(Failure::text("source and destination are required"));
    };
    let (from, to) = (place(from)?, place(to)?);
    let (pod, to_pod) = match (&from.pod, &to.pod) {
        (Some(_), Some(_)) => {
            return Err(Failure::text("one of src or dest must be a local file specification"));
        }
        _ if from.path.is_empty() || to.path.is_empty() => {
            return Err(Failure::text("filepath can not be empty"));
        }
        (Some(pod), None) => (pod, false),
        (None, Some(pod)) => (pod, true),
        (None, None) => {
            return Err(Failure::text("one of src or dest must be a remote file specification"));
        }
    };
    if !pod.0.is_empty() {
        session.enter(&pod.0);
    }
    if to_pod && inside(session, &from.path).is_empty() {
        let text = format!("{} doesn't exist in local filesystem", from.path);
        return Err(Failure::text(text));
    }
    let Some(pod) = pods::found(session, Query::default(), &pod.1)?.into_iter().next() else {
        return Ok(Step::Done);
    };
    let asked = Asked { container: flags.container, ..Asked::default() };
    if to_pod {
        to_container(session, (&pod, asked), &from.path, &to.path)
    } else {
        to_tape(session, (&pod, asked), &from.path, &to.path)
    }
}

/// The file of a name, or those of a folder: name in it, and text.
fn inside(session: &Session<'_>, path: &str) -> Vec<(String, String)> {
    let files = &session.shell.files;
    if let Some(text) = files.get(file_name(path)).filter(|_| !path.ends_with('/')) {
        return vec![(String::new(), text.clone())];
    }
    let folder = folder(path);
    let inside = files.iter().filter_map(|(name, text)| Some((name.strip_prefix(&folder)?, text)));
    inside.map(|(name, text)| (format!("/{name}"), text.clone())).collect()
}

fn last(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or(path)
}

/// Runs a command in the container.
fn exec(
    session: &mut Session<'_>,
    pod: &Rc<Pod>,
    container: &str,
    words: &[&str],
) -> Result<(i32, String), Failure> {
    let words: Vec<String> = words.iter().map(|it| (*it).to_owned()).collect();
    let done = session.cluster.exec(pod, container, &words);
    let done = done.map_err(|why| Failure::from(Problem::Plain(why)))?;
    Ok((done.code, done.printed.into_iter().map(|it| it.1).collect()))
}

/// What `tar` in the container says of a path that it doesn't find.
fn missing(session: &mut Session<'_>, pod: &Pod, container: &str, path: &str) -> Failure {
    let own = pod.spec.containers.iter().find(|it| it.name == container);
    let small =
        own.is_some_and(|it| it.image.starts_with("busybox") || it.image.contains("alpine"));
    let none = "No such file or directory";
    let (text, code) = match small {
        true => (format!("tar: {path}: {none}\ntar: error exit delayed from previous errors\n"), 1),
        false => (
            format!(
                "tar: {path}: Cannot stat: {none}\ntar: Exiting with failure status due to previous errors\n"
            ),
            2,
        ),
    };
    session.streams.err(&text);
    Failure::from(Problem::Plain(format!("command terminated with exit code {code}")))
}

fn to_tape(
    session: &mut Session<'_>,
    (pod, asked): (&Rc<Pod>, Asked<'_>),
    from: &str,
    to: &str,
) -> Ran {
    let container = pods::container(session, pod, asked)?;
    if exec(session, pod, &container, &["test", "-d", from])?.0 == 0 {
        return Err(Failure::text(
            "cp of a whole folder from a container is not possible here; copy its files one by one",
        ));
    }
    let (code, text) = exec(session, pod, &container, &["cat", from])?;
    if code != 0 {
        return Err(missing(session, pod, &container, from));
    }
    if from.starts_with('/') {
        session.streams.err("tar: Removing leading `/' from member names\n");
    }
    let folder = file_name(to).trim_end_matches('/');
    let is_folder = to.ends_with('/')
        || [".", ""].contains(&folder)
        || session.shell.files.keys().any(|it| it.starts_with(&format!("{folder}/")));
    let name = match (is_folder, folder) {
        (true, "." | "") => last(from).to_owned(),
        (true, folder) => format!("{folder}/{}", last(from)),
        (false, name) => name.to_owned(),
    };
    Rc::make_mut(session.shell.files).insert(name, text);
    Ok(Step::Done)
}

fn to_container(
    session: &mut Session<'_>,
    (pod, asked): (&Rc<Pod>, Asked<'_>),
    from: &str,
    to: &str,
) -> Ran {
    let container = pods::container(session, pod, asked)?;
    let files = inside(session, from);
    let is_folder = exec(session, pod, &container, &["test", "-d", to])?.0 == 0;
    let base = match is_folder || to.ends_with('/') {
        true => format!("{}/{}", to.trim_end_matches('/'), last(from)),
        false => to.to_owned(),
    };
    for (name, text) in files {
        let path = format!("{base}{name}");
        let quoted = |it: &str| format!("'{}'", it.replace('\'', "'\\''"));
        let folder = path.rsplit_once('/').map_or(".", |it| it.0);
        let makes =
            if name.is_empty() { String::new() } else { format!("mkdir -p {}; ", quoted(folder)) };
        // A folder that was made stands among the files by its own name.
        let command = match path.ends_with('/') {
            true => makes,
            false => format!("{makes}printf %s {} > {}", quoted(&text), quoted(&path)),
        };
        let (code, said) = exec(session, pod, &container, &["sh", "-c", &command])?;
        if code != 0 {
            session.streams.err(&said);
            let why = format!("command terminated with exit code {code}");
            return Err(Failure::from(Problem::Plain(why)));
        }
    }
    Ok(Step::Done)
}
