//! `kubectl exec`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/exec/exec.go`.

use super::failure::{Failure, Problem};
use super::flags::{FilenameFlags, flags};
use super::pods::{self, Asked};
use super::resource::Query;
use super::session::{Ran, Session, Step};
use crate::shell::Stream;

const NOBODY: &str = "pod, type/name or --filename must be specified";
const NOTHING: &str = "you must specify at least one command for the container";

flags! {
    /// Source: `ExecOptions`.
    pub(super) struct ExecFlags<'a> {
        container: text "container" / "c";
        quiet: switch "quiet" / "q";
        filename: list "filename" / "f";
        tty: switch "tty" / "t";
        _: "stdin/i pod-running-timeout=duration";
    }
}

pub(super) fn run(session: &mut Session<'_>, flags: &ExecFlags<'_>) -> Ran {
    let words = &session.args.words;
    let Some(dashes) = session.args.before_dashes else {
        let text =
            "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead";
        return Err(match words.len() {
            0 => Failure::text(NOBODY),
            1 => Failure::text(NOTHING),
            _ => Failure::usage(text, "kubectl exec"),
        });
    };
    let (before, command) = words.split_at(dashes.min(words.len()));
    let Some(word) = before.first() else {
        return Err(Failure::text(NOBODY));
    };
    if command.is_empty() {
        return Err(Failure::text(NOTHING));
    }
    let files = FilenameFlags { filename: flags.filename, ..FilenameFlags::default() };
    let query = Query { files, ..Query::default() };
    let Some(pod) = pods::found(session, query, word)?.into_iter().next() else {
        return Ok(Step::Done);
    };
    if pod.is_terminal() {
        let phase = &pod.status.phase;
        return Err(Failure::text(format!(
            "cannot exec into a container in a completed pod; current phase is {phase}"
        )));
    }
    let asked = Asked { container: flags.container, quiet: flags.quiet, all: false };
    let container = pods::container(session, &pod, asked)?;
    match session.cluster.exec(&pod, &container, command) {
        Err(why) => Err(Failure::from(Problem::Plain(why))),
        Ok(done) => {
            let program = command.first().map_or("", String::as_str);
            if done.is_missing {
                return Err(no_program(session, &pod.metadata.uid, program));
            }
            for (stream, text) in &done.printed {
                match stream {
                    Stream::Err if !flags.tty => session.streams.err(text),
                    _ => session.streams.out(text),
                }
            }
            match done.code {
                0 => Ok(Step::Done),
                code => {
                    let why = format!("command terminated with exit code {code}");
                    Err(Failure::from(Problem::Plain(why)).with_code(code))
                }
            }
        }
    }
}

/// What the kubelet says of a program that is not there.
fn no_program(session: &Session<'_>, uid: &str, program: &str) -> Failure {
    let why = crate::kubelet::no_exec(uid, session.now_ms(), program);
    Failure::text(format!(
        "Internal error occurred: Internal error occurred: error executing command in container: {why}"
    ))
}
