//! Flags as Go's pflag reads them. Source: `github.com/spf13/pflag/flag.go`.

mod declare;
pub(super) mod given;
mod groups;

pub(super) use self::declare::flags;
pub(super) use self::groups::*;

use super::duration;
use crate::sorted::{Sort, SortedMap};

/// What a command's flags are, in the form of [`parse_flag`]. [`flags!`](declare) makes one of each
/// declaration, so that parser, help, completion and the typed fields can't disagree.
#[derive(Debug)]
pub(super) struct Table {
    /// The flags of groups that many commands have.
    pub groups: &'static [&'static Table],
    /// Its own.
    pub own: &'static str,
}

impl Table {
    /// No flags besides those of every command.
    pub const NONE: &'static Self = &Self { groups: &[], own: "" };
}

/// What [`flags!`](declare) has declared.
pub(super) trait Declared {
    /// The flags.
    const TABLE: &'static Table;
}

impl Table {
    fn add_to(&self, flags: &mut Vec<Flag>) {
        self.groups.iter().for_each(|it| it.add_to(flags));
        flags.extend(self.own.split_whitespace().map(parse_flag));
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Switch,
    Text,
    List,
    Number,
    /// A number of 32 bits.
    Int32,
    Duration,
}

#[derive(Clone, Copy, Debug)]
struct Flag {
    name: &'static str,
    short: Option<char>,
    shape: Shape,
    /// The value of the bare flag.
    bare: Option<&'static str>,
    is_required: bool,
}

/// A command's flags and arguments, sorted out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Args {
    /// The command's own words, such as `rollout status`.
    pub path: &'static str,
    /// What is no flag.
    pub words: Vec<String>,
    /// How many of them stand before `--`.
    pub before_dashes: Option<usize>,
    values: SortedMap<String, Vec<String>>,
    /// The flags as they were given: ` --replicas=3`.
    given: String,
}

impl Args {
    /// Puts the format in place that `--output` and `--template` come to.
    pub fn settle_output(&mut self, format: String) {
        self.values.insert("output".to_owned(), vec![format]);
    }

    /// The command, as `--record` notes it.
    /// Source: `staging/src/k8s.io/cli-runtime/pkg/genericclioptions/record_flags.go`.
    pub fn change_cause(&self) -> String {
        let words: String = self.words.iter().map(|it| format!(" {it}")).collect();
        format!("kubectl {}{words}{}", self.path, self.given)
    }
}

/// One entry of a table: `name/short=shape?bare!required`.
fn parse_flag(entry: &'static str) -> Flag {
    let (entry, is_required) = entry.split_once('!').map_or((entry, false), |it| (it.0, true));
    let (entry, bare) = entry.split_once('?').map_or((entry, None), |(a, b)| (a, Some(b)));
    let (entry, shape) = entry.split_once('=').unwrap_or((entry, ""));
    let (name, short) = entry.split_once('/').map_or((entry, None), |(a, b)| (a, b.chars().next()));
    let shape = match shape {
        "text" | "array" => Shape::Text,
        "list" => Shape::List,
        "number" => Shape::Number,
        "int32" => Shape::Int32,
        "duration" => Shape::Duration,
        _ => Shape::Switch,
    };
    let bare = if shape == Shape::Switch { Some("true") } else { bare };
    Flag { name, short, shape, bare, is_required }
}

/// The flags of a table, and those of every command.
fn flags_of(table: &Table) -> Vec<Flag> {
    let mut flags = Vec::new();
    table.add_to(&mut flags);
    ConfigFlags::TABLE.add_to(&mut flags);
    flags
}

/// How many of the words are flags, with their values, before one that is none. A flag that is not
/// in the table takes the next word, as in `github.com/spf13/cobra/command.go` `stripFlags`.
pub(super) fn leading(table: &Table, words: &[String]) -> usize {
    let table = flags_of(table);
    let mut index = 0;
    while let Some(word) = words.get(index).filter(|it| it.starts_with('-') && *it != "--") {
        let name = word.trim_start_matches('-');
        let known = table
            .iter()
            .find(|flag| flag.name == name || flag.short.is_some_and(|it| name == it.to_string()));
        let is_whole = word.contains('=') || (!word.starts_with("--") && word.len() > 2);
        index += match known {
            Some(flag) if flag.bare.is_none() => 2,
            None if !is_whole => 2,
            _ => 1,
        };
    }
    index.min(words.len())
}

/// A command's own flags, as help shows them: `    -f, --filename=[]:`.
pub(super) fn describe(table: &Table) -> String {
    let mut flags = Vec::new();
    table.add_to(&mut flags);
    flags.order_by_key(|it| it.name);
    flags.dedup_by_key(|it| it.name);
    flags.iter().map(Flag::describe).collect()
}

/// The names of a command's flags: `--filename`, `-f`.
pub(super) fn names(table: &Table) -> Vec<String> {
    let of = |flag: Flag| {
        let short = flag.short.map(|it| format!("-{it}"));
        short.into_iter().chain([format!("--{}", flag.name)]).collect::<Vec<_>>()
    };
    flags_of(table).into_iter().flat_map(of).collect()
}

/// Checks that the flags are there without which a command does not begin.
/// Source: `github.com/spf13/cobra/command.go` `ValidateRequiredFlags`.
///
/// # Errors
/// cobra's words, without `error: `.
pub(super) fn check_required(table: &Table, args: &Args) -> Result<(), String> {
    let mut flags = flags_of(table);
    flags.retain(|it| it.is_required && !args.values.contains_key(it.name));
    if flags.is_empty() {
        return Ok(());
    }
    let missing: Vec<String> = flags.iter().map(|it| format!("{:?}", it.name)).collect();
    Err(format!("required flag(s) {} not set", missing.join(", ")))
}

impl Flag {
    fn describe(&self) -> String {
        let default = match self.shape {
            Shape::Switch if self.bare.is_some() => "false",
            Shape::Switch => "true",
            Shape::Text => "''",
            Shape::List => "[]",
            Shape::Number | Shape::Int32 | Shape::Duration => "0",
        };
        let short = self.short.map_or_else(String::new, |it| format!("-{it}, "));
        let about = ABOUT.iter().find(|it| it.0 == self.name).map_or("", |it| it.1);
        let about = if about.is_empty() { String::new() } else { format!("        {about}\n") };
        format!("    {short}--{}={default}:\n{about}\n", self.name)
    }
}

/// What the flags are for that many commands have.
const ABOUT: &[(&str, &str)] = &[
    ("all", "Take all objects of the namespace, of the given types."),
    ("all-namespaces", "Take the objects of all namespaces; a namespace given besides is ignored."),
    ("cascade", "What happens to dependents: background, orphan or foreground."),
    ("container", "The container's name; else the first is taken."),
    ("dry-run", "none, client (only print what would be sent) or server (check, don't store)."),
    ("field-selector", "Filter by fields, such as status.phase=Running or spec.nodeName!=node-1."),
    ("filename", "The file with the objects; several are separated by commas."),
    ("follow", "Go on printing what comes."),
    ("force", "Don't wait for anything to end by itself."),
    ("from-literal", "A key and its value, such as mode=fast."),
    ("grace-period", "Seconds that a Pod gets to end by itself; negative means its own wish."),
    ("ignore-not-found", "It is no error that there is no such object."),
    ("image", "The image to run."),
    ("label-columns", "Labels that get a column each."),
    ("namespace", "The namespace of this command."),
    ("no-headers", "Print no headings."),
    ("output", "The format: json, yaml, name, wide, jsonpath=..., custom-columns=..."),
    ("overwrite", "Values that are there may be replaced."),
    ("patch", "The patch, as JSON or YAML."),
    ("previous", "The container's run before this one."),
    ("recursive", "Also what is inside."),
    ("replicas", "The wanted number of Pods."),
    ("request-timeout", "How long to wait for one request, such as 10s; 0 means without end."),
    ("restart", "The restart policy: Always, OnFailure or Never."),
    ("revision", "The revision; 0 means the newest."),
    ("schedule", "When, in the form of cron."),
    ("selector", "Filter by labels, such as app=web,tier!=back."),
    ("server-side", "The API server applies the change, not kubectl."),
    ("show-labels", "A last column with all labels."),
    ("sort-by", "Sort by what a path finds, such as {.metadata.name}."),
    ("timeout", "How long to wait before giving up."),
    ("to-revision", "The revision to go back to; 0 means the one before."),
    ("type", "The patch's type: json, merge or strategic."),
    ("wait", "Wait until the objects are gone."),
    ("watch", "Go on and print changes."),
];

/// Reads flags and arguments.
///
/// # Errors
/// pflag's words, without `error: `.
pub(super) fn parse(table: &Table, words: &[String]) -> Result<Args, String> {
    let flags = flags_of(table);
    let mut args = Args::default();
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        if word == "--" {
            args.before_dashes = Some(args.words.len());
            args.words.extend(rest.by_ref().cloned());
        } else if let Some(text) = word.strip_prefix("--") {
            long(&flags, text, &mut rest, &mut args)?;
        } else if word.len() > 1 && word.starts_with('-') {
            short(&flags, word, &mut rest, &mut args)?;
        } else {
            args.words.push(word.clone());
        }
    }
    Ok(args)
}

fn long<'w>(
    flags: &[Flag],
    text: &str,
    rest: &mut impl Iterator<Item = &'w String>,
    args: &mut Args,
) -> Result<(), String> {
    let (name, value) = text.split_once('=').map_or((text, None), |(a, b)| (a, Some(b)));
    let flag = flags.iter().find(|flag| flag.name == name);
    let flag = flag.ok_or_else(|| format!("unknown flag: --{name}"))?;
    let value = match (value, flag.bare) {
        (Some(value), _) => value.to_owned(),
        (None, Some(bare)) => bare.to_owned(),
        (None, None) => {
            let needs = || format!("flag needs an argument: --{name}");
            rest.next().cloned().ok_or_else(needs)?
        }
    };
    set(flag, value, args)
}

/// `-A`, `-nshop`, `-n shop`, `-n=shop`, `-Aw`
fn short<'w>(
    flags: &[Flag],
    word: &str,
    rest: &mut impl Iterator<Item = &'w String>,
    args: &mut Args,
) -> Result<(), String> {
    let mut letters = word.chars().skip(1);
    while let Some(letter) = letters.next() {
        let flag = flags.iter().find(|flag| flag.short == Some(letter)).ok_or_else(|| {
            format!("unknown shorthand flag: {letter:?} in -{}", word.trim_start_matches('-'))
        })?;
        let attached: String = letters.clone().collect();
        let value = match (attached.strip_prefix('='), flag.bare) {
            (Some(value), _) => value.to_owned(),
            (None, Some(bare)) => {
                set(flag, bare.to_owned(), args)?;
                continue;
            }
            (None, None) if !attached.is_empty() => attached,
            (None, None) => rest.next().cloned().ok_or_else(|| {
                format!("flag needs an argument: {letter:?} in -{}", word.trim_start_matches('-'))
            })?,
        };
        return set(flag, value, args);
    }
    Ok(())
}

fn set(flag: &Flag, value: String, args: &mut Args) -> Result<(), String> {
    let invalid = |why: String| {
        let name = match flag.short {
            Some(short) => format!("-{short}, --{}", flag.name),
            None => format!("--{}", flag.name),
        };
        format!("invalid argument {value:?} for {name:?} flag: {why}")
    };
    let syntax = |function: &str| {
        let digits = value.trim_start_matches(['-', '+']);
        let is_number = !digits.is_empty() && digits.chars().all(|it| it.is_ascii_digit());
        let why = if is_number { "value out of range" } else { "invalid syntax" };
        format!("strconv.{function}: parsing {value:?}: {why}")
    };
    let value = match flag.shape {
        Shape::Switch => match value.as_str() {
            "1" | "t" | "T" | "true" | "TRUE" | "True" => "true".to_owned(),
            "0" | "f" | "F" | "false" | "FALSE" | "False" => "false".to_owned(),
            _ => return Err(invalid(syntax("ParseBool"))),
        },
        Shape::Number if value.parse::<i64>().is_err() => {
            return Err(invalid(syntax("ParseInt")));
        }
        Shape::Int32 if value.parse::<i32>().is_err() => {
            return Err(invalid(syntax("ParseInt")));
        }
        Shape::Duration => match duration::parse(&value) {
            Ok(_) => value,
            Err(why) => return Err(invalid(why)),
        },
        _ => value,
    };
    args.given.push_str(&format!(" --{}={value}", flag.name));
    let values = args.values.entry(flag.name.to_owned()).or_default();
    if flag.shape == Shape::List {
        values.extend(value.split(',').map(str::to_owned));
    } else {
        values.push(value);
    }
    Ok(())
}
