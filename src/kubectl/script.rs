//! Running a line: its pipelines one after the other, as far as they go without waiting.

use super::Files;
use super::duration;
use super::failure::Failure;
use super::job::Job;
use super::session::{Shell, Step, Stream, Streams, file_name};
use super::shell::{self, Command, Link, Pipeline};
use super::verbs;
use crate::cluster::Cluster;
use std::collections::VecDeque;
use std::rc::Rc;

/// What a command takes: milliseconds between two commands of one line.
const COMMAND_MS: i64 = 100;
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
}

/// Executes one line of the console at this instant, as far as it goes without waiting. It may
/// write files.
pub fn run(cluster: &mut Cluster, files: &mut Rc<Files>, line: &str) -> Outcome {
    let script = match shell::parse(line) {
        Ok(pipelines) => Script { pipelines: pipelines.into(), ..Script::default() },
        Err(error) => return Outcome::Done(Output { text: error + "\n", code: 2 }),
    };
    match advance(script, cluster, files) {
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
    pub fn poll(&mut self, cluster: &mut Cluster, files: &mut Rc<Files>) -> Poll {
        let mut streams = Streams::default();
        let result = self.job.poll(cluster, &mut streams);
        self.script.collect(&mut streams, files);
        let Some(result) = result else { return Poll::Pending };
        // What stands between two commands has no exit code of its own.
        if !matches!(self.job, Job::Pause(_)) {
            self.script.end(result, files);
        }
        match advance(std::mem::take(&mut self.script), cluster, files) {
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
        self.job.is_endless()
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
    files: &mut Rc<Files>,
) -> Result<Script, Box<(Script, Job)>> {
    loop {
        if script.running.is_empty() && !script.next_pipeline() {
            return Ok(script);
        }
        let Some(command) = script.running.front().cloned() else { continue };
        let piped = std::mem::take(&mut script.piped);
        let (step, mut streams) = match substituted(&command, cluster, files) {
            Ok((command, errors)) => {
                script.shown.push_str(&errors);
                execute(&command, piped, cluster, files)
            }
            Err(error) => {
                let mut streams = Streams::default();
                streams.err(&(error + "\n"));
                (Err(Ended::Code(1)), streams)
            }
        };
        script.collect(&mut streams, files);
        match step {
            Ok(Step::Done) => script.end(Ok(()), files),
            Ok(Step::Block(mut job)) => {
                let result = job.poll(cluster, &mut streams);
                script.collect(&mut streams, files);
                match result {
                    None => return Err(Box::new((script, job))),
                    Some(result) => script.end(result, files),
                }
            }
            Err(Ended::Failure(failure)) => script.end(Err(failure), files),
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
    fn collect(&mut self, streams: &mut Streams, files: &mut Rc<Files>) {
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
                Some((file, _)) if stream == Stream::Out => append(files, file, &text),
                _ if into_pipe && stream == Stream::Out => self.piped.push_str(&text),
                _ => match self.captured.as_mut().filter(|_| stream == Stream::Out) {
                    Some(captured) => captured.push_str(&text),
                    None => self.shown.push_str(&text),
                },
            }
        }
    }

    fn end(&mut self, result: Result<(), Failure>, files: &mut Rc<Files>) {
        let code = i32::from(result.is_err());
        if let Err(failure) = result {
            let mut streams = Streams::default();
            streams.err(&failure.print());
            self.collect(&mut streams, files);
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

/// The command with what its `$( )` print in their places, and what they print as errors.
fn substituted(
    command: &Command,
    cluster: &mut Cluster,
    files: &mut Rc<Files>,
) -> Result<(Command, String), String> {
    let mut errors = String::new();
    let words = shell::expand(&command.words, |line| {
        let pipelines = shell::parse(line)?;
        let captured = Some(String::new());
        let script = Script { pipelines: pipelines.into(), captured, ..Script::default() };
        let script = advance(script, cluster, files).map_err(|_| {
            format!("bash: command substitution: `{line}' waits; only what ends at once can stand in $( )")
        })?;
        errors.push_str(&script.shown);
        Ok(script.captured.unwrap_or_default())
    })?;
    Ok((Command { words, ..command.clone() }, errors))
}

/// Adds to a file; the copies that snapshots hold stay as they are.
fn append(files: &mut Rc<Files>, name: &str, text: &str) {
    let file = Rc::make_mut(files).entry(file_name(name).to_owned()).or_default();
    if file.len() < FILE_MAX {
        file.push_str(text);
    }
}

fn execute(
    command: &Command,
    mut input: String,
    cluster: &mut Cluster,
    files: &mut Rc<Files>,
) -> (Result<Step, Ended>, Streams) {
    let mut streams = Streams::default();
    if let Some(name) = command.input.as_deref().filter(|it| !it.is_empty()) {
        match files.get(file_name(name)) {
            Some(text) => input.clone_from(text),
            None => {
                streams.err(&format!("bash: {name}: No such file or directory\n"));
                return (Err(Ended::Code(1)), streams);
            }
        }
    }
    if let Some((name, false)) = &command.output {
        Rc::make_mut(files).insert(file_name(name).to_owned(), String::new());
    }
    let Some((program, arguments)) = command.words.split_first() else {
        return (Ok(Step::Done), streams);
    };
    let step = match program.as_str() {
        "kubectl" | "k" => {
            let shell = Shell { files, input: &input, variables: &command.variables };
            verbs::run(cluster, shell, &mut streams, arguments).map_err(Ended::Failure)
        }
        "timeout" => timed(arguments, command, input, cluster, files, &mut streams),
        "sleep" => match sleep(arguments) {
            Ok(milliseconds) => Ok(Step::Block(Job::Sleep(cluster.now_ms() + milliseconds))),
            Err(text) => {
                streams.err(&text);
                Err(Ended::Code(1))
            }
        },
        _ => {
            let ran = shell::filter(&command.words, &input, files);
            streams.out(&ran.text);
            streams.err(&ran.errors);
            if ran.code == 0 { Ok(Step::Done) } else { Err(Ended::Code(ran.code)) }
        }
    };
    (step, streams)
}

/// `timeout 5 kubectl get pods -w`
fn timed(
    arguments: &[String],
    command: &Command,
    input: String,
    cluster: &mut Cluster,
    files: &mut Rc<Files>,
    streams: &mut Streams,
) -> Result<Step, Ended> {
    let (Some((time, words)), false) = (arguments.split_first(), arguments.len() < 2) else {
        streams.err("timeout: missing operand\nTry 'timeout --help' for more information.\n");
        return Err(Ended::Code(125));
    };
    let milliseconds = sleep(std::slice::from_ref(time)).map_err(|_| {
        streams.err(&format!("timeout: invalid time interval ‘{time}’\n"));
        Ended::Code(125)
    })?;
    let until = cluster.now_ms().saturating_add(milliseconds);
    let inner = Command { words: words.to_vec(), input: None, output: None, ..command.clone() };
    let (step, mut printed) = execute(&inner, input, cluster, files);
    for (stream, text) in printed.take() {
        match stream {
            Stream::Out => streams.out(&text),
            Stream::Err => streams.err(&text),
        }
    }
    Ok(match step? {
        Step::Done => Step::Done,
        Step::Block(job) => Step::Block(Job::Timed(until, Box::new(job))),
    })
}

/// Milliseconds of `sleep 5`, `sleep 1.5`, `sleep 2m`.
fn sleep(arguments: &[String]) -> Result<i64, String> {
    const HINT: &str = "Try 'sleep --help' for more information.\n";
    if arguments.is_empty() {
        return Err(format!("sleep: missing operand\n{HINT}"));
    }
    let mut total: i64 = 0;
    for argument in arguments {
        let (number, unit) = match argument.strip_suffix(['s', 'm', 'h', 'd']) {
            Some(number) => (number, argument.chars().next_back().unwrap_or('s')),
            None => (argument.as_str(), 's'),
        };
        let scale = match unit {
            'm' => 60_000,
            'h' => 3_600_000,
            'd' => 86_400_000,
            _ => 1000,
        };
        let invalid = || format!("sleep: invalid time interval ‘{argument}’\n{HINT}");
        let part = duration::decimal(number, scale).ok_or_else(invalid)?;
        total = total.checked_add(part).ok_or_else(invalid)?;
    }
    Ok(total)
}
