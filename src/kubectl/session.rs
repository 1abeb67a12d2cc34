//! What a command may use while it runs: the cluster, the files, its two output streams.

use super::failure::{Failure, Problem};
use super::flags::{Args, ConfigFlags, DryRunFlags, FieldManagerFlags, RecordFlags};
use super::kubeconfig;
use super::manifest::Manifest;
use super::paths::{Files, file_name};
use super::strict::{self, Validation, Written};
use crate::api::{Kind, Object, ObjectKey, Status, Time, Value};
use crate::apiserver::{Reply, Request, custom, deprecation, warnings};
use crate::cluster::Cluster;
use crate::shell::Stream;
use std::convert::Infallible;
use std::rc::Rc;

/// The annotation in which people note why.
pub(super) const CHANGE_CAUSE: &str = "kubernetes.io/change-cause";

/// What was printed, in order, and on which stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Streams {
    chunks: Vec<(Stream, String)>,
}

impl Streams {
    /// Prints on standard output.
    pub fn out(&mut self, text: &str) {
        self.print(Stream::Out, text);
    }

    /// Prints on standard error.
    pub fn err(&mut self, text: &str) {
        self.print(Stream::Err, text);
    }

    fn print(&mut self, stream: Stream, text: &str) {
        if !text.is_empty() {
            self.chunks.push((stream, text.to_owned()));
        }
    }

    /// Takes everything, in the order printed.
    pub fn take(&mut self) -> Vec<(Stream, String)> {
        std::mem::take(&mut self.chunks)
    }
}

/// How a command goes on. What it waits for is the command's own; most never wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step<J = Infallible> {
    /// It is done.
    Done,
    /// It waits for something.
    Block(J),
}

impl<J> Step<J> {
    /// The same, for those who know all that can be waited for.
    pub fn widen<K: From<J>>(self) -> Step<K> {
        match self {
            Self::Done => Step::Done,
            Self::Block(job) => Step::Block(job.into()),
        }
    }
}

/// What a verb's function returns.
pub(super) type Ran<J = Infallible> = Result<Step<J>, Failure>;

/// How far a change goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DryRun {
    /// It is made.
    No,
    /// kubectl only prints what it would send.
    Client,
    /// The API server checks it.
    Server,
}

impl DryRun {
    /// What the flag asks for. Source: `cmdutil.GetDryRunStrategy`.
    ///
    /// # Errors
    /// There is no such value.
    pub fn asked(flags: DryRunFlags<'_>, now_ms: i64, out: &mut Streams) -> Result<Self, Failure> {
        let mut deprecated = |text: &str| out.err(&warning_logged(now_ms, text));
        match flags.dry_run {
            None | Some("none") => Ok(Self::No),
            Some("client") => Ok(Self::Client),
            Some("server") => Ok(Self::Server),
            // The bare flag.
            Some("unchanged") => {
                deprecated("--dry-run is deprecated and can be replaced with --dry-run=client.");
                Ok(Self::Client)
            }
            Some(flag @ ("true" | "false")) => {
                let (dry_run, other) =
                    if flag == "true" { (Self::Client, "client") } else { (Self::No, "none") };
                deprecated(&format!(
                    "--dry-run={flag} is deprecated (boolean value) and can be replaced with --dry-run={other}."
                ));
                Ok(dry_run)
            }
            Some(other) => Err(Failure::text(format!(
                "Invalid dry-run value ({other}). Must be \"none\", \"server\", or \"client\"."
            ))),
        }
    }

    /// What follows an operation's line.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::No => "",
            Self::Client => " (dry run)",
            Self::Server => " (server dry run)",
        }
    }
}

/// What surrounds a command: files, the input of a pipe, variables.
pub(super) struct Shell<'a> {
    /// The tape's files, and those that commands wrote.
    pub files: &'a mut Rc<Files>,
    /// Standard input.
    pub input: &'a str,
    /// Set before the command's name.
    pub variables: &'a [(String, String)],
}

/// A running command.
pub(super) struct Session<'a> {
    /// The world.
    pub cluster: &'a mut Cluster,
    /// Where the command was typed.
    pub shell: Shell<'a>,
    /// What is printed.
    pub streams: &'a mut Streams,
    /// The arguments.
    pub args: &'a Args,
    /// The flags of every command.
    pub config: ConfigFlags<'a>,
    /// Whether anything is really changed.
    pub dry_run: DryRun,
    /// What is made of unknown fields.
    pub validation: Validation,
    /// Whether an object was printed.
    pub has_printed: bool,
    /// What `-k` names, built before the command begins.
    pub built: Vec<Value>,
    /// The name under which the command writes.
    pub manager: String,
    /// `--record`: objects keep the command.
    records: bool,
    /// The namespace asked for, or that of the context.
    namespace: String,
    /// What the API server has warned of. The same is not printed twice.
    warned: Vec<String>,
}

/// What a program that logs with klog prints of a warning: the process and the line are some.
fn warning_logged(now_ms: i64, text: &str) -> String {
    let time = Time::of_ms(now_ms);
    let ((_, month, day), (hour, minute, second)) = (time.date(), time.clock());
    let micro = now_ms.rem_euclid(1000) * 1000;
    format!(
        "W{month:02}{day:02} {hour:02}:{minute:02}:{second:02}.{micro:06}    4242 helpers.go:719] {text}\n"
    )
}

impl<'a> Session<'a> {
    /// A command about to run.
    ///
    /// # Errors
    /// There is no such context or cluster.
    pub fn new(
        cluster: &'a mut Cluster,
        shell: Shell<'a>,
        streams: &'a mut Streams,
        args: &'a Args,
        (dry_run, validation): (DryRun, Validation),
    ) -> Result<Self, Failure> {
        let config = ConfigFlags::of(args);
        let of_context = kubeconfig::namespace(shell.files, &config, args.path)?;
        let asked = config.namespace.filter(|it| !it.is_empty()).map(str::to_owned);
        let namespace = asked.unwrap_or(of_context);
        let asked = FieldManagerFlags::of(args).field_manager.filter(|it| !it.is_empty());
        let manager = asked.map_or_else(|| manager_of(args.path), str::to_owned);
        Ok(Self {
            cluster,
            shell,
            streams,
            args,
            config,
            dry_run,
            validation,
            has_printed: false,
            built: Vec::new(),
            manager,
            records: RecordFlags::of(args).record == Some(true),
            namespace,
            warned: Vec::new(),
        })
    }

    /// Now, in milliseconds since 1970.
    pub fn now_ms(&self) -> i64 {
        self.cluster.now_ms()
    }

    /// The namespace asked for, or that of the context.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// Goes on in another namespace.
    pub fn enter(&mut self, namespace: &str) {
        namespace.clone_into(&mut self.namespace);
    }

    /// A file.
    ///
    /// # Errors
    /// There is none of the name; the words are those of the system.
    pub fn file(&self, name: &str) -> Result<&str, Failure> {
        let found = self.shell.files.get(file_name(name)).map(String::as_str);
        let missing = || Failure::text(format!("open {name}: no such file or directory"));
        found.ok_or_else(missing)
    }

    /// A kind's namespace: none for kinds of the whole cluster.
    pub fn namespace_of(&self, kind: Kind) -> &str {
        if kind.info().namespaced { self.namespace() } else { "" }
    }

    /// Prints a line on standard output.
    pub fn line(&mut self, text: &str) {
        self.streams.out(&format!("{text}\n"));
    }

    /// Prints a warning.
    pub fn warn(&mut self, text: &str) {
        self.streams.err(&format!("Warning: {text}\n"));
    }

    /// Prints what the API server warns of. Source:
    /// `staging/src/k8s.io/client-go/rest/warnings.go` `warningWriter`.
    pub fn warn_all(&mut self, warnings: Vec<String>) {
        for warning in warnings {
            if !self.warned.contains(&warning) {
                self.warn(&warning);
                self.warned.push(warning);
            }
        }
    }

    /// Reads a manifest as a new object.
    ///
    /// # Errors
    /// The API server's answer.
    pub fn decode(&mut self, manifest: &Manifest) -> Result<Object, Status> {
        let mut warnings = Vec::new();
        if let Some(definition) = custom::definition(self.cluster.store(), manifest.kind) {
            let unknown = custom::unknown_fields(definition, &manifest.value);
            match self.validation {
                Validation::Strict if !unknown.is_empty() => {
                    return Err(strict::cannot_be_handled(
                        manifest.kind,
                        &format!("strict decoding error: {}", unknown.join(", ")),
                    ));
                }
                Validation::Warn => warnings.extend(unknown),
                Validation::Strict | Validation::Ignore => {}
            }
        }
        let object = strict::decode(manifest, self.validation, &mut warnings);
        self.warn_all(warnings);
        object
    }

    /// Reads an object that a patch has changed.
    ///
    /// # Errors
    /// The API server's answer.
    pub fn decode_patched(
        &mut self,
        manifest: &Manifest,
        patch: &Value,
        written: Written,
    ) -> Result<Object, Status> {
        let mut warnings = Vec::new();
        let validation = self.validation;
        let object = strict::decode_patched(manifest, patch, written, validation, &mut warnings);
        self.warn_all(warnings);
        object
    }

    /// An object.
    ///
    /// # Errors
    /// There is none.
    pub fn get(&self, key: &ObjectKey) -> Result<Object, Status> {
        let found = self.cluster.store().get(key).map(|it| self.cluster.as_seen(it));
        found.ok_or_else(|| Status::not_found(key.kind, &key.name))
    }

    /// An object that a command is about: where it isn't found, its namespace is asked for too.
    /// Source: `staging/src/k8s.io/cli-runtime/pkg/resource/visitor.go` `Info.Get`.
    ///
    /// # Errors
    /// There is none, or no such namespace.
    pub fn retrieve(&self, key: &ObjectKey) -> Result<Object, Status> {
        self.get(key).map_err(|status| match key.namespace.as_str() {
            "" | "default" => status,
            name => self.get(&ObjectKey::new(Kind::Namespace, "", name)).err().unwrap_or(status),
        })
    }

    /// Sends a change, or only has it checked. A dry run of the client sends nothing: what it
    /// would have sent is then taken for the result.
    ///
    /// # Errors
    /// The API server's answer.
    pub fn send(&mut self, request: Request) -> Result<Object, Status> {
        let request = if self.records { self.recorded(request) } else { request };
        self.cluster.act_as(&self.manager);
        let (is_write, key) = (warns(&request), request.key());
        if self.dry_run != DryRun::Client {
            self.warn_all(deprecation(key.kind).into_iter().collect());
        }
        let is_scale = matches!(request, Request::Scale(..));
        let old = if is_write { self.cluster.store().get(&key).cloned() } else { None };
        let reply: Reply = match (self.dry_run, request) {
            (DryRun::No, request) => self.cluster.request(request)?,
            (DryRun::Server, request) => self.cluster.dry_run(request)?,
            (DryRun::Client, Request::Create(object) | Request::Update(object)) => {
                return Ok(object);
            }
            (DryRun::Client, request) => return self.get(&request.key()),
        };
        if is_write {
            let among = (!is_scale).then(|| self.cluster.store());
            let said = warnings(among, old.as_ref(), &reply.object);
            self.warn_all(said);
        }
        Ok(reply.object)
    }

    /// `--record`: the object keeps the command.
    fn recorded(&self, request: Request) -> Request {
        let cause = self.args.change_cause();
        let with_cause = |mut object: Object| {
            let annotations = &mut object.meta_mut().annotations;
            annotations.insert(CHANGE_CAUSE.to_owned(), cause);
            object
        };
        match request {
            Request::Create(object) => Request::Create(with_cause(object)),
            Request::Update(object) => Request::Update(with_cause(object)),
            other => other,
        }
    }

    /// Replaces an object, unless the change came to nothing; whether there was a change.
    ///
    /// # Errors
    /// The API server's answer.
    pub fn update(&mut self, old: &Object, new: Object) -> Result<Option<Object>, Problem> {
        if *old == new {
            return Ok(None);
        }
        Ok(Some(self.send(Request::Update(new))?))
    }
}

/// The name under which a command writes where none is asked for: its own in each command, but for
/// those that are older than the names. Source: `--field-manager` of each command.
fn manager_of(path: &str) -> String {
    match path.split(' ').next().unwrap_or("") {
        "apply" => "kubectl-client-side-apply".to_owned(),
        "scale" | "delete" | "drain" => "kubectl".to_owned(),
        "cordon" | "uncordon" => "kubectl-cordon".to_owned(),
        other => format!("kubectl-{other}"),
    }
}

/// Whether the API server has something to say to the request besides its answer.
fn warns(request: &Request) -> bool {
    matches!(
        request,
        Request::Create(_)
            | Request::Update(_)
            | Request::Patch(..)
            | Request::Apply(..)
            | Request::Scale(..)
            | Request::Resize(_)
            | Request::AddContainers(_)
    )
}
