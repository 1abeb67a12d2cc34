//! The programs, one a row.

use super::*;

const fn row(
    name: &'static str,
    flags: &'static str,
    run: fn(&mut Call<'_, '_>) -> Outcome,
    about: &'static str,
) -> Program {
    Program { name, flags, about, takes_parts: false, run }
}

const fn parts(
    name: &'static str,
    flags: &'static str,
    run: fn(&mut Call<'_, '_>) -> Outcome,
    about: &'static str,
) -> Program {
    Program { name, flags, about, takes_parts: true, run }
}

const GREP: &str = "A/after-context= B/before-context= C/context= c/count E/extended-regexp F/fixed-strings G/basic-regexp H/with-filename h/no-filename i/ignore-case y L/files-without-match l/files-with-matches m/max-count= n/line-number o/only-matching q/quiet /silent r/recursive R s/no-messages v/invert-match w/word-regexp x/line-regexp e/regexp= f/file= /color=? /colour=? /line-buffered a/text # P/perl-regexp /include= /exclude=";
const PAGER: &str = "F R S X i e r";
const TEST: &str = "an expression is true";

/// All programs, by name.
pub static PROGRAMS: &[Program] = &[
    row(".", "*", builtins::source, "read commands from a file"),
    row(":", "*", builtins::succeed, "do nothing"),
    row("[", "*", test::test, TEST),
    row("alias", "*", builtins::alias, "give commands other names"),
    row("ash", "*", runners::shell, "a shell"),
    parts("awk", "+F/field-separator= v/assign= f/file=", awk::awk, "work on fields of lines"),
    row("base64", "d/decode D w/wrap= i/ignore-garbage", archive::base64, "encode, or decode"),
    row("basename", "a/multiple s/suffix= z/zero", files::basename, "the last part of a path"),
    row("bash", "*", runners::shell, "a shell"),
    row("break", "*", builtins::leave_loop, "leave a loop"),
    row("builtin", "+", runners::plainly, "run a command of the shell"),
    parts(
        "cat",
        "n/number A/show-all b/number-nonblank E/show-ends s/squeeze-blank T u v",
        lines::cat,
        "print files",
    ),
    row("cd", "*", builtins::cd, "go to a folder"),
    row("chmod", "+R/recursive v/verbose f", files::nothing, "change permissions"),
    row("chown", "+R/recursive v/verbose f h", files::nothing, "change the owner"),
    row("clear", "x", builtins::succeed, "clear the screen"),
    row("cmp", "s/silent /quiet", files::compare, "compare two files"),
    row("column", "t/table s/separator= o/output-separator=", columns::column, "align columns"),
    row("command", "+v V p", builtins::command, "run a program, or say where it is"),
    row("complete", "*", builtins::succeed, "say how arguments are completed"),
    row("continue", "*", builtins::leave_loop, "go on with the next turn of a loop"),
    row(
        "cp",
        "a/archive r/recursive R f/force p v/verbose n/no-clobber u/update",
        files::copy,
        "copy files",
    ),
    parts(
        "cut",
        "d/delimiter= f/fields= c/characters= b/bytes= s/only-delimited /complement /output-delimiter=",
        columns::cut,
        "pick columns of lines",
    ),
    row("dash", "*", runners::shell, "a shell"),
    row(
        "date",
        "d/date= I=? /iso-8601=? u/utc /universal R/rfc-email r/reference=",
        clock::date,
        "print the time",
    ),
    row("declare", "*", variables::declare, "set variables and what they are"),
    row(
        "diff",
        "u/unified=? U= q/brief N/new-file r/recursive w/ignore-all-space b i/ignore-case /color=? y",
        files::diff,
        "compare files line by line",
    ),
    row("dirname", "z/zero", files::dirname, "a path without its last part"),
    row("doas", "+u=", runners::plainly, "run a command as somebody else"),
    row("du", "s/summarize h/human-readable a/all k c x d=", list::usage, "how much folders hold"),
    row("dumb-init", "+c v", runners::plainly, "run a program as the first process"),
    row("echo", "*", format::echo, "print words"),
    row("egrep", GREP, search::grep, "find lines by extended patterns"),
    row("env", "*", runners::env, "print the environment, or run a program in another"),
    row("envsubst", "v/variables", format::envsubst, "put variables into a text"),
    row("eval", "*", builtins::eval, "run words as a command"),
    row("exec", "*", runners::exec, "run a program in the shell's place"),
    row("exit", "*", builtins::exit, "end the shell"),
    row("export", "*", variables::declare, "give variables to programs"),
    row("expr", "*", expr::expr, "what an expression comes to"),
    row("false", "*", builtins::fail, "fail"),
    row("fgrep", GREP, search::grep, "find lines by texts"),
    row("find", "*", find::find, "find files"),
    row("fold", "w/width= s/spaces b", lines::fold, "break long lines"),
    row("getopts", "*", read::getopts, "sort out the options of a script"),
    parts("grep", GREP, search::grep, "find lines by patterns"),
    parts("head", "n/lines= c/bytes= q/quiet v/verbose #", lines::head, "the first lines"),
    row(
        "hostname",
        "f/fqdn s/short i/ip-address I d",
        system::hostname,
        "print the name of the host",
    ),
    row("id", "u/user g/group n/name G r", system::id, "print who one is"),
    row("jobs", "l p", runners::jobs, "what runs in the background"),
    row("jq", "*", jq::jq, "work on JSON"),
    row("kill", "*", builtins::kill, "send a signal"),
    row("less", PAGER, lines::cat, "print files: nobody turns pages"),
    row("let", "*", builtins::r#let, "compute"),
    row("ln", "s/symbolic f/force n v T", files::copy, "give a file another name"),
    row("local", "*", variables::declare, "variables of a function"),
    row(
        "ls",
        "1 a/all A/almost-all l h/human-readable R/recursive d/directory t r/reverse S F /color=? p i s n",
        list::list,
        "what is in folders",
    ),
    row("mapfile", "t n= s= O= d=", read::mapfile, "read lines into an array"),
    row("mkdir", "p/parents m/mode= v/verbose", files::make_folder, "make folders"),
    row(
        "mktemp",
        "d/directory u t p= /suffix=",
        files::make_temporary,
        "make a file of a new name",
    ),
    row("more", PAGER, lines::cat, "print files: nobody turns pages"),
    row("mv", "f/force n/no-clobber v/verbose i u", files::rename, "rename files"),
    row("nice", "+n=", runners::plainly, "run a program with another priority"),
    parts(
        "nl",
        "b/body-numbering= w/number-width= s/number-separator=",
        lines::number,
        "number lines",
    ),
    row("nohup", "+", runners::plainly, "run a program that ignores hang-ups"),
    row("nproc", "/all", system::processors, "how many processors there are"),
    row("paste", "d/delimiters= s/serial", columns::paste, "join lines of files"),
    row("printenv", "*", runners::printenv, "print the environment"),
    row("printf", "*", format::printf, "print by a format"),
    row("ps", "*", system::processes, "which processes there are"),
    row("pwd", "P L", builtins::pwd, "print the folder one is in"),
    row("read", "*", read::read, "read a line into variables"),
    row("readarray", "t n= s= O= d=", read::mapfile, "read lines into an array"),
    row("readlink", "f/canonicalize e m n", files::resolve, "where a path leads to"),
    row("readonly", "*", variables::declare, "variables that stay as they are"),
    row("realpath", "e m s q", files::resolve, "where a path leads to"),
    row("return", "*", builtins::leave_function, "leave a function"),
    parts("rev", "", lines::reverse, "each line from its end"),
    row("rm", "f/force r/recursive R i v/verbose d", files::remove, "remove files"),
    row("rmdir", "p/parents v", files::remove_folder, "remove folders"),
    parts(
        "sed",
        "n/quiet /silent e/expression= E r/regexp-extended i/in-place=? s/separate u/unbuffered f/file= z",
        sed::sed,
        "edit lines",
    ),
    row("seq", "*", sequence::sequence, "print numbers"),
    row("set", "*", variables::set, "set options and arguments"),
    row("sh", "*", runners::shell, "a shell"),
    row("shift", "*", variables::shift, "drop arguments"),
    row("shopt", "*", variables::shopt, "set options of bash"),
    row("sleep", "", runners::sleep, "wait"),
    row(
        "sort",
        "n/numeric-sort r/reverse u/unique k/key= t/field-separator= f/ignore-case b/ignore-leading-blanks h/human-numeric-sort V/version-sort g/general-numeric-sort s/stable c/check o/output= d M z",
        sort::sort,
        "sort lines",
    ),
    row("source", "*", builtins::source, "read commands from a file"),
    row("stty", "*", builtins::succeed, "settings of the terminal"),
    row("su", "*", runners::su, "run a command as somebody else"),
    row("sudo", "+u= E H n k", runners::plainly, "run a command as root"),
    row("sync", "", builtins::succeed, "write what is in memory to disks"),
    row("tac", "", lines::backwards, "lines from the last to the first"),
    row(
        "tail",
        "n/lines= c/bytes= f/follow=? F q/quiet v/verbose # s= /pid=",
        lines::tail,
        "the last lines",
    ),
    parts("tee", "a/append i", lines::tee, "print, and write into files"),
    row("test", "*", test::test, TEST),
    row("time", "+p", runners::plainly, "how long a program takes"),
    row(
        "timeout",
        "+k/kill-after= s/signal= v/verbose /preserve-status /foreground",
        runners::timeout,
        "end a program after a time",
    ),
    row("tini", "+s g v", runners::plainly, "run a program as the first process"),
    row("touch", "c/no-create a m t= d= r=", files::touch, "make files"),
    parts(
        "tr",
        "d/delete s/squeeze-repeats c/complement C t",
        columns::tr,
        "turn letters into others",
    ),
    row("trap", "*", builtins::trap, "what to do on a signal"),
    row("true", "*", builtins::succeed, "succeed"),
    row("type", "t a p", builtins::r#type, "what a name is"),
    row("typeset", "*", variables::declare, "set variables and what they are"),
    row("ulimit", "*", builtins::succeed, "limits of the shell"),
    row("umask", "*", builtins::succeed, "permissions of new files"),
    row("unalias", "a", builtins::unalias, "forget other names of commands"),
    row(
        "uname",
        "a/all s n/nodename r v m/machine p o/operating-system",
        system::uname,
        "print what system it is",
    ),
    row(
        "uniq",
        "c/count d/repeated u/unique i/ignore-case f= s= w=",
        sort::uniq,
        "lines that repeat",
    ),
    row("unset", "*", variables::unset, "forget variables"),
    row("uptime", "p/pretty s", system::uptime, "how long the system has run"),
    row("wait", "*", runners::wait, "wait for what runs in the background"),
    row(
        "watch",
        "+n/interval= d/differences t/no-title e g c x",
        runners::watch,
        "run a command again and again",
    ),
    row(
        "wc",
        "l/lines w/words c/bytes m/chars L/max-line-length",
        lines::count,
        "count lines, words and bytes",
    ),
    row("which", "a s", builtins::which, "where a program is"),
    row("whoami", "", system::whoami, "print who one is"),
    row(
        "xargs",
        "+n/max-args= I/replace= i L/max-lines= P/max-procs= r/no-run-if-empty 0/null d/delimiter= t/verbose p",
        xargs::xargs,
        "run a program with what is read",
    ),
    row("yes", "*", sequence::yes, "print a word for ever"),
];

#[cfg(test)]
mod tests {
    use super::PROGRAMS;

    #[test]
    fn the_table_is_sorted() {
        assert!(PROGRAMS.windows(2).all(|it| it[0].name < it[1].name));
    }
}
