//! What a script is made of. Source: POSIX.1-2017, Shell Command Language; the Bash manual.

use std::rc::Rc;

/// A word before it is expanded: its pieces one after the other.
pub type Word = Vec<Piece>;

/// A piece of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Outside of quotes: `*`, `?`, `[` and `~` mean something.
    Bare(String),
    /// As it stands.
    Quoted(String),
    /// `$NAME`, `${NAME...}`; whether it stands in double quotes.
    Parameter(Rc<Parameter>, bool),
    /// `$( )`, `` ` ` ``; whether it stands in double quotes.
    Command(Rc<List>, bool),
    /// `$(( ))`; whether it stands in double quotes.
    Arithmetic(Rc<Word>, bool),
    /// `<( )`: a file with what the commands print.
    File(Rc<List>),
}

/// What stands behind a dollar sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// A variable, a number, or one of `?#@*$!-`.
    pub name: String,
    /// Which element of an array.
    pub index: Option<Index>,
    /// What is done to the value.
    pub operator: Operator,
}

/// Which element of an array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Index {
    /// `[@]`, or `[*]`, which makes one word of all within quotes.
    All(bool),
    /// `[expression]`
    At(Word),
}

/// What is done to the value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `${a}`
    None,
    /// `${#a}`
    Length,
    /// `${!a}`: the value of the variable that it names.
    Indirect,
    /// `${!a[@]}`
    Keys,
    /// `${!a*}`, `${!a@}`: the names that begin so.
    Names,
    /// `${a:-b}`, `${a=b}`, `${a:?b}`, `${a+b}`: whether the colon stands there, the sign, the word.
    Or(bool, char, Word),
    /// `${a#b}`, `${a##b}`, `${a%b}`, `${a%%b}`: whether at the end, whether the longest.
    Trim(bool, bool, Word),
    /// `${a/b/c}`: `/`, or `#` and `%` for the ends; whether all.
    Replace(char, bool, Word, Word),
    /// `${a:b:c}`
    Slice(Word, Option<Word>),
    /// `${a^}`, `${a^^}`, `${a,}`, `${a,,}`: whether upper, whether all.
    Case(bool, bool),
    /// `${a@Q}`
    Quote,
}

/// Commands one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List(pub Vec<Item>);

/// Pipelines joined by `&&` and `||`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The pipelines; whether one runs if that before it has succeeded (`&&`), or failed.
    pub pipelines: Rc<Vec<(bool, Pipeline)>>,
    /// `&`
    pub is_background: bool,
}

/// Commands joined by `|`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pipeline {
    /// `!`
    pub is_negated: bool,
    /// `time`
    pub is_timed: bool,
    /// Left to right.
    pub commands: Vec<Command>,
}

/// A command with its redirections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// A program with its arguments.
    Simple(Rc<Simple>),
    /// What steers other commands.
    Compound(Rc<Compound>, Rc<Vec<Redirect>>),
    /// `name() { ... }`
    Function(String, Rc<Command>),
}

/// A program with its arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Simple {
    /// `NAME=value` before the program.
    pub sets: Vec<Assignment>,
    /// The program first.
    pub words: Vec<Word>,
    /// `NAME=value` behind `export`, `local`, `declare`, `readonly`.
    pub declares: Vec<Assignment>,
    /// `>`, `<` and the like.
    pub redirects: Vec<Redirect>,
}

/// `NAME=value`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The variable.
    pub name: String,
    /// `NAME[expression]=`
    pub index: Option<Word>,
    /// `+=`
    pub is_appended: bool,
    /// What it is set to.
    pub value: Assigned,
}

/// What a variable is set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assigned {
    /// A text.
    Text(Word),
    /// `(a b [3]=c)`
    List(Vec<(Option<Word>, Word)>),
}

/// What steers other commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compound {
    /// `( )`
    Subshell(Rc<List>),
    /// `{ }`
    Group(Rc<List>),
    /// `if`: tests and bodies; `else` has no test.
    If(Vec<(Option<Rc<List>>, Rc<List>)>),
    /// `while`, `until`: whether the latter, test, body.
    Loop(bool, Rc<List>, Rc<List>),
    /// `for NAME in WORDS`; no words: the arguments.
    For(String, Option<Vec<Word>>, Rc<List>),
    /// `for ((a; b; c))`
    Count([Word; 3], Rc<List>),
    /// `case`: patterns, body, and how it goes on behind: `;`, `&` or `|` for `;;`, `;&`, `;;&`.
    Case(Word, Vec<(Vec<Word>, Rc<List>, char)>),
    /// `(( ))`
    Arithmetic(Word),
    /// `[[ ]]`
    Test(Test),
}

/// What stands in `[[ ]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// `!`
    Not(Box<Test>),
    /// `&&`, or `||`
    Both(bool, Box<Test>, Box<Test>),
    /// `-f`
    Unary(String, Word),
    /// `==`, `=~`, `-lt`
    Binary(String, Word, Word),
}

/// A redirection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The descriptor.
    pub fd: u32,
    /// What is done to it.
    pub kind: RedirectKind,
    /// Where to; of a here-document its text.
    pub target: Word,
}

/// What a redirection does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectKind {
    /// `<`
    Read,
    /// `>`
    Write,
    /// `>>`
    Append,
    /// `<&`, `>&`
    Copy,
    /// `&>`; whether it is `&>>`.
    Both(bool),
    /// `<<`
    Here,
    /// `<<<`
    HereString,
}

impl List {
    /// Whether one of the commands in it is like this.
    pub fn any(&self, test: &dyn Fn(&Simple) -> bool) -> bool {
        let pipelines = self.0.iter().flat_map(|it| it.pipelines.iter());
        pipelines.flat_map(|it| &it.1.commands).any(|it| it.any(test))
    }

    /// Whether it only says yes, or no.
    #[must_use]
    pub fn is_always(&self, yes: bool) -> bool {
        let [Item { pipelines, is_background: false }] = self.0.as_slice() else { return false };
        let [(_, pipeline)] = pipelines.as_slice() else { return false };
        let [Command::Simple(simple)] = pipeline.commands.as_slice() else { return false };
        let answer = match simple.name() {
            Some("true" | ":") => true,
            Some("false") => false,
            _ => return false,
        };
        (answer != pipeline.is_negated) == yes
    }

    /// Whether it may leave a loop around it.
    #[must_use]
    pub fn leaves(&self) -> bool {
        let leaves = |it: &str| matches!(it, "break" | "exit" | "return" | "exec");
        self.any(&|it| it.name().is_some_and(leaves))
    }
}

impl Command {
    fn any(&self, test: &dyn Fn(&Simple) -> bool) -> bool {
        match self {
            Self::Simple(simple) => test(simple),
            Self::Function(_, body) => body.any(test),
            Self::Compound(compound, _) => match &**compound {
                Compound::Subshell(list) | Compound::Group(list) => list.any(test),
                Compound::If(branches) => branches
                    .iter()
                    .any(|(a, b)| a.as_ref().is_some_and(|it| it.any(test)) || b.any(test)),
                Compound::Loop(_, a, b) => a.any(test) || b.any(test),
                Compound::For(_, _, body) | Compound::Count(_, body) => body.any(test),
                Compound::Case(_, arms) => arms.iter().any(|it| it.1.any(test)),
                Compound::Arithmetic(_) | Compound::Test(_) => false,
            },
        }
    }
}

impl Simple {
    /// The program, where it is written as it is.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self.words.first()?.as_slice() {
            [Piece::Bare(text) | Piece::Quoted(text)] => Some(text),
            _ => None,
        }
    }
}
