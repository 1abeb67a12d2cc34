//! Running a line: its pipelines one after the other, as far as they go without waiting.

mod compound;
mod expansion;
mod programs;
mod repeats;

use super::Files;
use super::failure::Failure;
use super::job::Job;
use super::session::{Shell, Step, Stream, Streams, file_name};
use super::shell::{self, Command, Link, Pipeline};
use super::verbs;
use crate::cluster::Cluster;
use crate::sorted::SortedMap;
use std::collections::VecDeque;
use std::rc::Rc;

/// What a command takes: milliseconds between two commands of one line.
const COMMAND_MS: i64 = 100;
/// Programs that run programs are not deeper in each other.
const NESTED_MAX: usize = 20;
/// A file that commands write is not longer (bytes).
const FILE_MAX: usize = 8 << 20;

/// What a finished line printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Both streams, in the order printed; ends with a newline unless it is empty.
    pub text: String,
    /// The exit code.
    pub code: i32,
}

/// What came of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done(Output),
    /// It waits.
    Waiting(Box<Wait>),
}

/// What came of asking a waiting line again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Poll {
    /// It still waits.
    Pending,
    /// It is done; the output is the whole output.
    Done(Output),
}

/// A line that waits: what it printed, what it waits for, what is still to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    job: Job,
    script: Script,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Script {
    pipelines: VecDeque<Pipeline>,
    /// The commands of the running pipeline: the one that runs, and those behind it.
    running: VecDeque<Command>,
    /// What flows through the running pipeline.
    piped: String,
    shown: String,
    /// What the line prints, where it stands in another's `$( )`.
    captured: Option<String>,
    code: i32,
    /// Whether it loops until somebody ends it.
    is_endless: bool,
}

/// What lines leave to the lines after them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Desk {
    /// The tape's files, and those that commands wrote.
    pub files: Rc<Files>,
    /// The shell's variables.
    pub variables: Rc<SortedMap<String, String>>,
}

/// Executes one line of the console at this instant, as far as it goes without waiting. It may
/// write files.
pub fn run(cluster: &mut Cluster, desk: &mut Desk, line: &str) -> Outcome {
    let script = match shell::parse(line) {
        Ok(pipelines) => Script { pipelines: pipelines.into(), ..Script::default() },
        Err(error) => return Outcome::Done(Output { text: error + "\n", code: 2 }),
    };
    match advance(script, cluster, desk) {
        Ok(script) => Outcome::Done(script.output()),
        Err(waits) => {
            let (script, job) = *waits;
            Outcome::Waiting(Box::new(Wait { job, script }))
        }
    }
}

impl Wait {
    /// Looks again. To be called after every step of the engine that changed the store, and at
    /// [`Wait::deadline_ms`].
    pub fn poll(&mut self, cluster: &mut Cluster, desk: &mut Desk) -> Poll {
        let mut streams = Streams::default();
        let result = self.job.poll(cluster, &mut streams);
        self.script.collect(&mut streams, desk);
        let Some(result) = result else { return Poll::Pending };
        // What stands between two commands has no exit code of its own.
        if !matches!(self.job, Job::Pause(_)) {
            self.script.end(result, desk);
        }
        match advance(std::mem::take(&mut self.script), cluster, desk) {
            Ok(script) => Poll::Done(script.output()),
            Err(waits) => {
                (self.script, self.job) = *waits;
                Poll::Pending
            }
        }
    }

    /// The moment (milliseconds since 1970) at which it must be asked even if nothing changed.
    #[must_use]
    pub fn deadline_ms(&self) -> Option<i64> {
        self.job.deadline_ms()
    }

    /// Whether it goes on until somebody ends it, as `kubectl get --watch` does.
    #[must_use]
    pub fn is_endless(&self) -> bool {
        self.script.is_endless || self.job.is_endless()
    }

    /// All output so far.
    #[must_use]
    pub fn printed(&self) -> &str {
        &self.script.shown
    }
}

/// Runs until the end, or until something has to be waited for.
fn advance(
    mut script: Script,
    cluster: &mut Cluster,
    desk: &mut Desk,
) -> Result<Script, Box<(Script, Job)>> {
    loop {
        if script.running.is_empty() && !script.next_pipeline() {
            return Ok(script);
        }
        let Some(command) = script.running.front().cloned() else { continue };
        if let Some(compound) = &command.compound {
            script.running.pop_front();
            let unfolded = match expansion::words_of(compound, script.code, cluster, desk) {
                Ok(words) => script.unfold(compound, words),
                Err(error) => Err(error),
            };
            match unfolded {
                // A turn takes time, whatever it does: no loop is for ever at one moment.
                Ok(true) => {
                    let until = cluster.now_ms() + COMMAND_MS;
                    return Err(Box::new((script, Job::Pause(until))));
                }
                Ok(false) => {}
                Err(error) => {
                    script.shown.push_str(&(error + "\n"));
                    script.code = 1;
                }
            }
            continue;
        }
        if script.is_repeated() {
            match script.repeat(&command, cluster, desk) {
                Some(until) => return Err(Box::new((script, Job::Pause(until)))),
                None => continue,
            }
        }
        let piped = std::mem::take(&mut script.piped);
        let (step, mut streams) = match expansion::substituted(&command, script.code, cluster, desk)
        {
            Ok((command, errors)) => {
                script.shown.push_str(&errors);
                execute(&command, piped, cluster, desk)
            }
            Err(error) => {
                let mut streams = Streams::default();
                streams.err(&(error + "\n"));
                (Err(Ended::Code(1)), streams)
            }
        };
        script.collect(&mut streams, desk);
        match step {
            Ok(Step::Done) => script.end(Ok(()), desk),
            Ok(Step::Block(mut job)) => {
                let result = job.poll(cluster, &mut streams);
                script.collect(&mut streams, desk);
                match result {
                    None => return Err(Box::new((script, job))),
                    Some(result) => script.end(result, desk),
                }
            }
            Err(Ended::Failure(failure)) => script.end(Err(failure), desk),
            Err(Ended::Code(code)) => script.end_with(code),
        }
        if is_kubectl(&command) && script.running.is_empty() && script.goes_on() {
            let until = cluster.now_ms() + COMMAND_MS;
            return Err(Box::new((script, Job::Pause(until))));
        }
    }
}

fn is_kubectl(command: &Command) -> bool {
    command.words.first().is_some_and(|it| it == "kubectl" || it == "k")
}

impl Script {
    fn runs(&self, pipeline: &Pipeline) -> bool {
        match pipeline.link {
            Link::Always => true,
            Link::IfDone => self.code == 0,
            Link::IfFailed => self.code != 0,
        }
    }

    /// Whether any pipeline that is left will run.
    fn goes_on(&self) -> bool {
        self.pipelines.iter().any(|it| self.runs(it))
    }

    /// Takes the next pipeline that is to run; false at the end of the line.
    fn next_pipeline(&mut self) -> bool {
        while let Some(pipeline) = self.pipelines.pop_front() {
            if self.runs(&pipeline) {
                self.running = pipeline.commands.into();
                return true;
            }
        }
        false
    }

    /// Puts what was printed where it belongs: on the screen, into the pipe, into a file.
    fn collect(&mut self, streams: &mut Streams, desk: &mut Desk) {
        let Some(command) = self.running.front() else { return };
        let into_pipe = self.running.len() > 1;
        for (stream, text) in streams.take() {
            let stream = match stream {
                Stream::Err if command.errors_vanish => continue,
                Stream::Err if command.errors_join => Stream::Out,
                Stream::Out if command.output_vanishes => continue,
                other => other,
            };
            match &command.output {
                Some((file, _)) if stream == Stream::Out => append(desk, file, &text),
                _ if into_pipe && stream == Stream::Out => self.piped.push_str(&text),
                _ => match self.captured.as_mut().filter(|_| stream == Stream::Out) {
                    Some(captured) => captured.push_str(&text),
                    None => self.shown.push_str(&text),
                },
            }
        }
    }

    fn end(&mut self, result: Result<(), Failure>, desk: &mut Desk) {
        let code = i32::from(result.is_err());
        if let Err(failure) = result {
            let mut streams = Streams::default();
            streams.err(&failure.print());
            self.collect(&mut streams, desk);
        }
        self.end_with(code);
    }

    fn end_with(&mut self, code: i32) {
        self.running.pop_front();
        self.code = code;
    }

    fn output(self) -> Output {
        let newline = if self.shown.is_empty() || self.shown.ends_with('\n') { "" } else { "\n" };
        Output { text: self.shown + newline, code: self.code }
    }
}

enum Ended {
    Failure(Failure),
    Code(i32),
}

/// Adds to a file; the copies that snapshots hold stay as they are.
fn append(desk: &mut Desk, name: &str, text: &str) {
    let file = Rc::make_mut(&mut desk.files).entry(file_name(name).to_owned()).or_default();
    if file.len() < FILE_MAX {
        file.push_str(text);
    }
}

fn execute(
    command: &Command,
    mut input: String,
    cluster: &mut Cluster,
    desk: &mut Desk,
) -> (Result<Step, Ended>, Streams) {
    let mut streams = Streams::default();
    let runs_others = |it: &&String| *it == "timeout" || *it == "xargs";
    if command.words.iter().filter(runs_others).count() > NESTED_MAX {
        streams.err("bash: too many programs that run each other\n");
        return (Err(Ended::Code(1)), streams);
    }
    if let Some(name) = command.input.as_deref().filter(|it| !it.is_empty()) {
        match desk.files.get(file_name(name)) {
            Some(text) => input.clone_from(text),
            None => {
                streams.err(&format!("bash: {name}: No such file or directory\n"));
                return (Err(Ended::Code(1)), streams);
            }
        }
    }
    if let Some((name, false)) = &command.output {
        Rc::make_mut(&mut desk.files).insert(file_name(name).to_owned(), String::new());
    }
    let Some((program, arguments)) = command.words.split_first() else {
        Rc::make_mut(&mut desk.variables).extend(command.variables.iter().cloned());
        return (Ok(Step::Done), streams);
    };
    let step = match program.as_str() {
        "kubectl" | "k" => {
            let variables = &command.variables;
            let shell = Shell { files: &mut desk.files, input: &input, variables };
            verbs::run(cluster, shell, &mut streams, arguments).map_err(Ended::Failure)
        }
        "export" | "unset" => {
            programs::set(program == "export", arguments, desk);
            Ok(Step::Done)
        }
        "date" => {
            streams.out(&programs::date(arguments, cluster.now_ms()));
            Ok(Step::Done)
        }
        "xargs" => {
            let words = repeats::calls(arguments, &input).into_iter().flatten().collect();
            let inner = Command { words, input: None, output: None, ..command.clone() };
            let (step, printed) = execute(&inner, String::new(), cluster, desk);
            return (step, printed);
        }
        "timeout" => programs::timed(arguments, command, input, cluster, desk, &mut streams),
        "sleep" => match programs::sleep(arguments) {
            Ok(milliseconds) => Ok(Step::Block(Job::Sleep(cluster.now_ms() + milliseconds))),
            Err(text) => {
                streams.err(&text);
                Err(Ended::Code(1))
            }
        },
        _ => {
            let ran = shell::filter(&command.words, &input, &desk.files);
            streams.out(&ran.text);
            streams.err(&ran.errors);
            if ran.code == 0 { Ok(Step::Done) } else { Err(Ended::Code(ran.code)) }
        }
    };
    (step, streams)
}
