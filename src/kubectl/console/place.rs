//! What the console's shell finds around it: files, and kubectl.

use super::Desk;
use crate::cluster::Cluster;
use crate::kubectl::failure::Failure;
use crate::kubectl::forward::Behind;
use crate::kubectl::job::Job;
use crate::kubectl::paths::{Files, on_tape};
use crate::kubectl::session::{Shell, Step, Streams};
use crate::kubectl::verbs;
use crate::shell::{Answer, Foreign, Stream, World, absolute};
use crate::sorted::SortedMap;
use std::rc::Rc;

/// A file is not longer (bytes).
const FILE_MAX: usize = 8 << 20;
/// All files are not longer (bytes).
const FILES_MAX: usize = 32 << 20;
/// There are not more files.
const COUNT_MAX: usize = 10_000;

/// What a stream of kubectl's is to the shell.
type Chunk = (Stream, String);

/// What the console's shell finds around it.
pub(super) struct Place<'a> {
    pub cluster: &'a mut Cluster,
    pub desk: &'a mut Desk,
    /// What the kubectls that wait wait for, by their processes.
    pub jobs: &'a mut SortedMap<u32, Job>,
}

/// A file's name as [`Files`] has it.
fn name(path: &str) -> &str {
    path.trim_start_matches('/')
}

/// The files by the names that kubectl has for them in a folder: the ways there, and the whole path.
fn seen_from(files: &Rc<Files>, folder: &str, words: &[String]) -> Rc<Files> {
    let leads_away = |it: &String| it.starts_with('/') || it.contains("=/") || it.contains("..");
    if folder == "/" && !words.iter().any(leads_away) {
        return Rc::clone(files);
    }
    let mut seen = Files::new();
    for (name, text) in files.iter() {
        if name.starts_with('~') {
            seen.insert(name.clone(), text.clone());
            continue;
        }
        let path = format!("/{name}");
        let (mut base, mut way) = (folder.trim_end_matches('/'), String::new());
        loop {
            if let Some(rest) = path.strip_prefix(base).and_then(|it| it.strip_prefix('/')) {
                seen.insert(format!("{way}{rest}"), text.clone());
            }
            let Some((above, _)) = base.rsplit_once('/') else { break };
            base = above;
            way.push_str("../");
        }
        seen.insert(path, text.clone());
    }
    Rc::new(seen)
}

/// The exit code of a kubectl; what it says of a failure is printed.
pub(super) fn conclude(result: Result<(), Failure>, chunks: &mut Vec<Chunk>) -> i32 {
    match result {
        Ok(()) => 0,
        Err(failure) => {
            chunks.push((Stream::Err, failure.print()));
            failure.code()
        }
    }
}

impl Place<'_> {
    /// What answers at a port of this machine, and whether the process that forwards it says so.
    fn behind(&self, port: i32) -> Option<(Behind, bool)> {
        let all = self.jobs.values().filter_map(Job::forwarding).chain(&self.desk.forwards);
        let mut found = all.map(|it| (it.behind(self.cluster, port), it.is_shown));
        found.find_map(|it| Some((it.0?, it.1)))
    }

    /// An address at a port of this machine that is forwarded leads elsewhere: into a Pod, or to
    /// the API server, which answers.
    fn forwarded(
        &mut self,
        words: &mut [String],
        chunks: &mut Vec<Chunk>,
    ) -> Result<Option<String>, Answer> {
        let mut into = None;
        for word in words {
            let (scheme, rest) = word.split_once("://").unwrap_or(("http", word));
            let Some((host, rest)) = rest.split_once(':') else { continue };
            let digits = rest.find(|it: char| !it.is_ascii_digit()).unwrap_or(rest.len());
            let (port, path) = rest.split_at(digits);
            let Some(port) =
                port.parse().ok().filter(|_| matches!(host, "localhost" | "127.0.0.1"))
            else {
                continue;
            };
            match self.behind(port) {
                Some((Behind::Pod(address, target), is_shown)) => {
                    let line = format!("Handling connection for {port}\n");
                    chunks.extend(is_shown.then_some((Stream::Err, line)));
                    *word = format!("{scheme}://{host}:{target}{path}");
                    into = Some(address);
                }
                Some((Behind::Server, _)) => {
                    let words = ["get", "--raw", path].map(str::to_owned);
                    let shell = Shell { files: &mut self.desk.files, input: "", variables: &[] };
                    let mut streams = Streams::default();
                    let ran = verbs::run(self.cluster, shell, &mut streams, &words);
                    let mut chunks = streams.take();
                    let code = conclude(ran.map(drop), &mut chunks);
                    return Err(Answer::Done(0, code, chunks));
                }
                None => {}
            }
        }
        Ok(into)
    }

    /// `curl` and `wget`. An address of the web stands for a file of the tape, as it does for kubectl.
    fn fetch(&mut self, name: &str, folder: &str, words: &[String]) -> Answer {
        let (mut words, mut told) = (words.to_vec(), Vec::new());
        let into = match self.forwarded(&mut words, &mut told) {
            Ok(into) => into,
            Err(answer) => return answer,
        };
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let files = Rc::clone(&self.desk.files);
        let page = |address: &str| files.get(on_tape(&files, address)).cloned();
        let Some(done) = self.cluster.fetch((name, &words, into.as_deref()), &page) else {
            return Answer::Unknown;
        };
        told.extend([(Stream::Out, done.output), (Stream::Err, done.errors)]);
        if let Some((path, text)) = done.saved
            && let Err(why) = self.write(&absolute(folder, &path), &text, false)
        {
            return Answer::Done(done.took_ms, 23, vec![(Stream::Err, format!("{name}: {why}\n"))]);
        }
        Answer::Done(done.took_ms, done.code, told)
    }
}

impl World for Place<'_> {
    fn read(&self, path: &str) -> Option<&str> {
        self.desk.files.get(name(path)).filter(|_| !path.ends_with('/')).map(String::as_str)
    }

    fn write(&mut self, path: &str, text: &str, appends: bool) -> Result<(), &'static str> {
        let name = name(path);
        let old = self.desk.files.get(name).map_or(0, String::len);
        let new = text.len() + if appends { old } else { 0 };
        let all: usize = self.desk.files.values().map(String::len).sum();
        let is_new = !self.desk.files.contains_key(name);
        if new > FILE_MAX
            || all - old + new > FILES_MAX
            || is_new && self.desk.files.len() >= COUNT_MAX
        {
            return Err("No space left on device");
        }
        let is_same = if appends {
            text.is_empty()
        } else {
            self.desk.files.get(name).is_some_and(|it| it == text)
        };
        if !is_new && is_same {
            return Ok(());
        }
        let file = Rc::make_mut(&mut self.desk.files).entry(name.to_owned()).or_default();
        if !appends {
            file.clear();
        }
        file.push_str(text);
        Ok(())
    }

    fn remove(&mut self, path: &str) -> bool {
        let name = name(path);
        self.desk.files.contains_key(name)
            && Rc::make_mut(&mut self.desk.files).remove(name).is_some()
    }

    fn paths(&self, under: &str) -> Vec<String> {
        let whole = |it: &String| if it.starts_with('~') { it.clone() } else { format!("/{it}") };
        let folder = format!("{}/", under.trim_end_matches('/'));
        let is_below = |it: &String| it == under || it.starts_with(&folder);
        self.desk.files.keys().map(whole).filter(is_below).collect()
    }

    /// Everybody has a folder for what is not kept.
    fn is_folder(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let folder = format!("{path}/");
        matches!(path, "" | "/tmp") || self.paths(path).iter().any(|it| it.starts_with(&folder))
    }

    fn has(&self, name: &str) -> bool {
        matches!(name, "kubectl" | "k" | "curl" | "wget")
    }

    fn reads(&self, words: &[String]) -> bool {
        let is_input =
            |it: &str| matches!(it, "-" | "-i" | "-it" | "-ti" | "--stdin" | "/dev/stdin" | "-f-");
        words.iter().skip(1).any(|it| is_input(it))
    }

    fn left(&self) -> Vec<(u32, String)> {
        self.desk.forwards.iter().map(|it| it.process.clone()).collect()
    }

    fn end(&mut self, pid: u32) {
        self.desk.forwards.retain(|it| it.process.0 != pid);
    }

    fn start(&mut self, program: &Foreign<'_>) -> Answer {
        let Some((first, arguments)) = program.words.split_first() else { return Answer::Unknown };
        if matches!(first.as_str(), "curl" | "wget") {
            return self.fetch(first, program.folder, arguments);
        }
        if !self.has(first.rsplit('/').next().unwrap_or(first)) {
            return Answer::Unknown;
        }
        let owned = |it: &(&str, &str)| (it.0.to_owned(), it.1.to_owned());
        let variables: Vec<(String, String)> = program.environment.iter().map(owned).collect();
        let before = seen_from(&self.desk.files, program.folder, program.words);
        let mut seen = Rc::clone(&before);
        let shell = Shell { files: &mut seen, input: program.input, variables: &variables };
        let mut streams = Streams::default();
        let ran = verbs::run(self.cluster, shell, &mut streams, arguments);
        let is_same = Rc::ptr_eq(&before, &seen);
        for (path, text) in seen.iter().filter(|it| !is_same && before.get(it.0) != Some(it.1)) {
            let place =
                if path.starts_with('~') { path.clone() } else { absolute(program.folder, path) };
            Rc::make_mut(&mut self.desk.files).insert(name(&place).to_owned(), text.clone());
        }
        let result = match ran {
            Ok(Step::Done) => Ok(()),
            Ok(Step::Block(mut job)) => match job.poll(self.cluster, &mut streams) {
                Some(result) => result,
                None => {
                    if let Job::Forward(it) = &mut job {
                        it.process = (program.pid, program.words.join(" "));
                        it.is_shown = program.is_shown;
                    }
                    self.jobs.insert(program.pid, job);
                    return Answer::Waits(streams.take());
                }
            },
            Err(failure) => Err(failure),
        };
        let mut chunks = streams.take();
        let code = conclude(result, &mut chunks);
        Answer::Done(0, code, chunks)
    }
}
