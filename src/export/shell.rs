//! A tape as a shell script, for a cluster that may be broken.

use super::{blocks, quoted};
use crate::api::{JOB_COMPLETION_INDEX, JOB_NAME_LABEL};
use crate::syntax::{Block, BlockKind, parse_time, title};
use std::fmt::Write;

const HEAD: &str = "\
# Made by Podarium from a tape, for a cluster of your own that may be broken. Read it before you
# run it: it does what the tape says. Names that a controller makes are other ones in your
# cluster; what no command does is a comment.
cd \"$(mktemp -d)\" || exit
begun=$SECONDS
at() { while [ $((SECONDS - begun)) -lt \"$1\" ]; do sleep 1; done; }
";

/// Words at which a shell expects more than a command.
const RESERVED: [&str; 20] = [
    "if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac",
    "in", "select", "function", "time", "coproc", "{", "}", "!",
];

/// The script: files as here-documents, kubectl's lines as they are, acts of nature as the
/// nearest command or a comment. It is valid for Bash, whatever the tape is.
#[must_use]
pub fn shell(text: &str) -> String {
    let blocks = blocks(text);
    let mut script =
        Script { out: "#!/usr/bin/env bash\n".to_owned(), waits: false, watches: false };
    let title = title(text);
    if !title.is_empty() {
        script.comment(title);
    }
    script.out.push_str(HEAD);
    for (at, block) in blocks.iter().enumerate() {
        let mut next = blocks[at + 1..].iter().filter(|it| it.kind != BlockKind::Comment);
        let is_overtaken = next.next().is_some_and(|it| it.kind == BlockKind::At);
        let is_anchored = blocks[..at]
            .iter()
            .rev()
            .find(|it| !matches!(it.kind, BlockKind::File | BlockKind::Comment))
            .is_some_and(|it| it.kind == BlockKind::At);
        script.block(block, is_overtaken, is_anchored);
    }
    script.stop_watching();
    script.join();
    script.out
}

struct Script {
    out: String,
    /// Whether a command goes on while time passes.
    waits: bool,
    /// Whether a command goes on until the next one.
    watches: bool,
}

impl Script {
    fn line(&mut self, line: &str) {
        let _ = writeln!(self.out, "{line}");
    }

    fn comment(&mut self, text: &str) {
        self.line(format!("# {text}").trim_end());
    }

    fn block(&mut self, block: &Block<'_>, is_overtaken: bool, is_anchored: bool) {
        let text = block.text.trim();
        match block.kind {
            BlockKind::Header if text.starts_with("title:") => {}
            BlockKind::Header => self.comment(text),
            BlockKind::Caption => {
                self.line("");
                self.comment(text);
            }
            BlockKind::File => self.file(text, &block.body),
            BlockKind::At => {
                let seconds = parse_time(text).map_or(0, |ms| (ms + 999) / 1000);
                self.line(&format!("at {seconds}"));
            }
            BlockKind::Command => {
                self.stop_watching();
                if !is_anchored {
                    self.join();
                }
                self.command(text, is_overtaken);
            }
            BlockKind::Act => {
                if !is_anchored {
                    self.join();
                }
                self.act(text);
            }
            BlockKind::Claim => self.comment(&format!("? {text}")),
            BlockKind::Comment | BlockKind::Unknown => self.comment(text),
        }
    }

    fn file(&mut self, name: &str, body: &[&str]) {
        let mut end = "EOF".to_owned();
        while body.iter().any(|it| it.trim_end_matches('\r') == end) {
            end.push('F');
        }
        // Only below the folder that the script has made.
        let is_inside = !name.starts_with('/') && !name.split('/').any(|it| it == "..");
        if name.is_empty() || !is_inside {
            return self
                .comment(&format!("The file {name:?} is not written: it stands elsewhere."));
        }
        if let Some((folder, _)) = name.rsplit_once('/') {
            self.line(&format!("mkdir -p -- {}", quoted(folder)));
        }
        self.line(&format!("cat > {} <<'{end}'", quoted(&format!("./{name}"))));
        body.iter().for_each(|it| self.line(&it.replace('\0', "")));
        self.line(&end);
    }

    fn command(&mut self, text: &str, is_overtaken: bool) {
        let text = text.replace(['\0', '\r'], "");
        if text.is_empty() {
            return;
        }
        // What is more than a simple command is read when its turn comes, so that one that a shell
        // does not understand harms no other.
        let command = match is_simple(&text) {
            true => text.clone(),
            false => format!("eval '{}'", text.replace('\'', "'\\''")),
        };
        // Of a here-document nothing counts.
        self.watches = goes_on_for_ever(text.replace("\\\n", " ").lines().next().unwrap_or(""));
        let is_ahead = is_overtaken && !text.starts_with("sleep");
        match (self.watches, is_ahead) {
            (true, _) => self.line(&format!("{command} &\nwatching=$!")),
            (false, true) => {
                self.waits = true;
                self.line(&format!("{command} &\nwaiting=$!"));
            }
            (false, false) => self.line(&command),
        }
    }

    /// Ends a command that would go on for ever, as Ctrl-C does.
    fn stop_watching(&mut self) {
        if std::mem::take(&mut self.watches) {
            self.line("sleep 2; kill \"$watching\"");
        }
    }

    /// Waits for a command that time has overtaken.
    fn join(&mut self) {
        if std::mem::take(&mut self.waits) {
            self.line("wait \"$waiting\"");
        }
    }

    fn act(&mut self, text: &str) {
        self.comment(&format!("! {text}"));
        match nearest(&text.split_whitespace().collect::<Vec<_>>()) {
            Nearest::Command(command) => self.line(&command),
            Nearest::Hint(hint) => self.comment(&format!("  {hint}")),
        }
    }
}

/// What comes nearest to an act of nature in a real cluster.
enum Nearest {
    Command(String),
    /// What a person can do.
    Hint(String),
}

fn nearest(act: &[&str]) -> Nearest {
    let hint = |text: &str| Nearest::Hint(text.to_owned());
    let exec =
        |pod: &str, what: &str| Nearest::Command(format!("kubectl exec {} -- {what}", of(pod)));
    match act {
        ["node-add", ..] => hint("Let a machine join: kubeadm join, or one more in the node pool."),
        ["node-down", name] => Nearest::Hint(format!(
            "Switch the machine off. With kind: docker stop {}",
            quoted(name)
        )),
        ["node-up", name] => {
            Nearest::Hint(format!("Switch it on again. With kind: docker start {}", quoted(name)))
        }
        ["network-down", name] => Nearest::Hint(format!(
            "Take the machine off the network. With kind: docker network disconnect kind {}",
            quoted(name)
        )),
        ["network-up", name] => Nearest::Hint(format!(
            "Join it again. With kind: docker network connect kind {}",
            quoted(name)
        )),
        ["node-remove", name] => Nearest::Command(format!("kubectl delete node {}", quoted(name))),
        ["exit", pod, _] => exec(pod, "sh -c 'kill 1'"),
        ["oom", pod] => exec(pod, "sh -c 'tail /dev/zero'"),
        ["exit-index", job, index, _] => {
            let (flag, job) = namespace(job);
            let labels = format!("{JOB_NAME_LABEL}={job},{JOB_COMPLETION_INDEX}={index}");
            let labels = quoted(&labels);
            Nearest::Command(format!(
                "kubectl exec{flag} \"$(kubectl get pods{flag} -l {labels} -o name | tail -n 1)\" -- sh -c 'kill 1'"
            ))
        }
        ["load", service, number] => load(service, number.parse().unwrap_or(0)),
        ["usage", label, cpu] => {
            Nearest::Hint(format!("Let the Pods with {label} use {cpu} of CPU each."))
        }
        ["unready", ..] => hint("Let its readiness probe fail."),
        ["ready", ..] => hint("Let its readiness probe succeed."),
        ["hang", ..] => hint("Let it answer nothing, and ignore signals."),
        ["slow", _, seconds] => Nearest::Hint(format!("Let each of its answers take {seconds} s.")),
        ["registry-down" | "registry-up", ..] => {
            hint("Cut the nodes off from the registry, or connect them again.")
        }
        ["image" | "no-image", ..] => hint("Push the image, or delete it from the registry."),
        _ => hint("There is no command for it."),
    }
}

/// The flag for a namespace, and the name in it.
fn namespace(name: &str) -> (String, &str) {
    match name.split_once('/') {
        Some((namespace, name)) => (format!(" -n {}", quoted(namespace)), name),
        None => (String::new(), name),
    }
}

fn of(pod: &str) -> String {
    let (flag, name) = namespace(pod);
    format!("{}{flag}", quoted(name))
}

/// Requests to a Service, from a Pod of its own; none ends them.
fn load(service: &str, per_second: i64) -> Nearest {
    let (flag, name) = namespace(service);
    let pod = quoted(&format!("load-{name}"));
    let delete = format!("kubectl delete pod {pod}{flag} --ignore-not-found --now");
    if per_second <= 0 {
        return Nearest::Command(delete);
    }
    let pause = format!("{}.{:03}", 1 / per_second, 1000 / per_second % 1000);
    let url = quoted(&format!("http://{name}"));
    let requests = format!("while true; do wget -q -O /dev/null -T 1 {url} & sleep {pause}; done");
    Nearest::Command(format!(
        "{delete}\nkubectl run {pod}{flag} --image=busybox:1.36 --restart=Never -- sh -c '{}'",
        requests.replace('\'', "'\\''")
    ))
}

/// Whether a command goes on until somebody ends it.
fn goes_on_for_ever(text: &str) -> bool {
    let is_log = text.starts_with("kubectl logs");
    text.split_whitespace().any(|word| match word {
        "-w" | "--watch" | "--watch=true" | "--watch-only" | "port-forward" => true,
        "-f" | "--follow" | "--follow=true" => is_log,
        _ => false,
    })
}

/// Whether a line is commands of plain words, joined by `|`, `&&`, `||` and `;`: such a line is
/// valid by itself for every shell.
fn is_simple(text: &str) -> bool {
    let mut words = 0;
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(' ');
        let Some(first) = rest.chars().next() else { return words > 0 };
        let joint = ["&&", "||", "|", ";"].iter().find(|it| rest.starts_with(**it));
        if let Some(joint) = joint {
            if words == 0 {
                return false;
            }
            (words, rest) = (0, &rest[joint.len()..]);
            // Behind the last one a shell may want more.
            if rest.trim().is_empty() {
                return false;
            }
            continue;
        }
        if first == '#' {
            return false;
        }
        let Some(length) = word(rest) else { return false };
        let (word, tail) = rest.split_at(length);
        if words == 0 && (RESERVED.contains(&word) || word.contains(['=', '[', ']', '{', '}', '~']))
        {
            return false;
        }
        (words, rest) = (words + 1, tail);
    }
}

/// The length of the word at the start of a text: plain letters and quoted parts; `None` where it is
/// something else.
fn word(text: &str) -> Option<usize> {
    let mut at = 0;
    while let Some(char) = text[at..].chars().next() {
        let rest = &text[at + char.len_utf8()..];
        match char {
            '\'' => at += rest.find('\'')? + 2,
            '"' => {
                let inside = &rest[..rest.find('"')?];
                if inside.contains(['$', '`', '\\', '!']) {
                    return None;
                }
                at += inside.len() + 2;
            }
            ' ' | '|' | '&' | ';' => break,
            _ if char.is_alphanumeric() || "-_./=:,@%+*[]~^?{}".contains(char) => {
                at += char.len_utf8()
            }
            _ => return None,
        }
    }
    (at > 0).then_some(at)
}
