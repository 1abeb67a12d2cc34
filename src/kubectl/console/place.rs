//! What the console's shell finds around it: files, and kubectl.

use crate::cluster::Cluster;
use crate::kubectl::failure::Failure;
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
    pub files: &'a mut Rc<Files>,
    /// What the kubectls that wait wait for, by their processes.
    pub jobs: &'a mut SortedMap<u32, Job>,
}

/// A file's name as [`Files`] has it.
fn name(path: &str) -> &str {
    path.trim_start_matches('/')
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
    /// `curl` and `wget`. An address of the web stands for a file of the tape, as it does for kubectl.
    fn fetch(&mut self, name: &str, folder: &str, words: &[String]) -> Answer {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let files = Rc::clone(self.files);
        let page = |address: &str| files.get(on_tape(&files, address)).cloned();
        let Some(done) = self.cluster.fetch(name, &words, &page) else { return Answer::Unknown };
        let printed = vec![(Stream::Out, done.output), (Stream::Err, done.errors)];
        if let Some((path, text)) = done.saved
            && let Err(why) = self.write(&absolute(folder, &path), &text, false)
        {
            return Answer::Done(done.took_ms, 23, vec![(Stream::Err, format!("{name}: {why}\n"))]);
        }
        Answer::Done(done.took_ms, done.code, printed)
    }
}

impl World for Place<'_> {
    fn read(&self, path: &str) -> Option<&str> {
        self.files.get(name(path)).filter(|_| !path.ends_with('/')).map(String::as_str)
    }

    fn write(&mut self, path: &str, text: &str, appends: bool) -> Result<(), &'static str> {
        let name = name(path);
        let old = self.files.get(name).map_or(0, String::len);
        let new = text.len() + if appends { old } else { 0 };
        let all: usize = self.files.values().map(String::len).sum();
        let is_new = !self.files.contains_key(name);
        if new > FILE_MAX || all - old + new > FILES_MAX || is_new && self.files.len() >= COUNT_MAX
        {
            return Err("No space left on device");
        }
        let is_same = if appends {
            text.is_empty()
        } else {
            self.files.get(name).is_some_and(|it| it == text)
        };
        if !is_new && is_same {
            return Ok(());
        }
        let file = Rc::make_mut(self.files).entry(name.to_owned()).or_default();
        if !appends {
            file.clear();
        }
        file.push_str(text);
        Ok(())
    }

    fn remove(&mut self, path: &str) -> bool {
        let name = name(path);
        self.files.contains_key(name) && Rc::make_mut(self.files).remove(name).is_some()
    }

    fn paths(&self, under: &str) -> Vec<String> {
        let whole = |it: &String| if it.starts_with('~') { it.clone() } else { format!("/{it}") };
        let folder = format!("{}/", under.trim_end_matches('/'));
        let is_below = |it: &String| it == under || it.starts_with(&folder);
        self.files.keys().map(whole).filter(is_below).collect()
    }

    fn has(&self, name: &str) -> bool {
        matches!(name, "kubectl" | "k" | "curl" | "wget")
    }

    fn reads(&self, words: &[String]) -> bool {
        let is_input =
            |it: &str| matches!(it, "-" | "-i" | "-it" | "-ti" | "--stdin" | "/dev/stdin" | "-f-");
        words.iter().skip(1).any(|it| is_input(it))
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
        let shell = Shell { files: self.files, input: program.input, variables: &variables };
        let mut streams = Streams::default();
        let result = match verbs::run(self.cluster, shell, &mut streams, arguments) {
            Ok(Step::Done) => Ok(()),
            Ok(Step::Block(mut job)) => match job.poll(self.cluster, &mut streams) {
                Some(result) => result,
                None => {
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
