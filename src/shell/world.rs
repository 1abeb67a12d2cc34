//! What a shell finds around it.

/// Where something is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// A program that only this place has is to run.
#[derive(Debug)]
pub struct Foreign<'a> {
    /// The process.
    pub pid: u32,
    /// The first process of its machine.
    pub first: u32,
    /// The program first.
    pub words: &'a [String],
    /// The folder it is in.
    pub folder: &'a str,
    /// What it reads.
    pub input: &'a str,
    /// Its environment.
    pub environment: Vec<(&'a str, &'a str)>,
    /// Now (milliseconds since 1970).
    pub now_ms: i64,
    /// Whether nothing is left to be done behind it but to wait for it, or nobody does.
    pub is_entry: bool,
    /// Whether what it prints is seen.
    pub is_shown: bool,
}

/// What becomes of such a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// There is none of the name.
    Unknown,
    /// It is done after so many milliseconds, with a code; what it prints, in order.
    Done(i64, i32, Vec<(Stream, String)>),
    /// It runs until it is stopped, having printed this.
    Forever(Vec<(Stream, String)>),
    /// Whoever runs the machine says how it goes on; what it has printed until now.
    Waits(Vec<(Stream, String)>),
    /// It takes more memory than there is, after so many milliseconds.
    TooMuch(i64),
}

/// Whose a file or a folder is, and who may do what with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The user.
    pub user: i64,
    /// The group.
    pub group: i64,
    /// As `ls -l` has it.
    pub rights: &'static str,
}

impl Owner {
    /// As most files and folders are.
    #[must_use]
    pub fn root(is_folder: bool) -> Self {
        let rights = if is_folder { "drwxr-xr-x" } else { "-rw-r--r--" };
        Self { user: 0, group: 0, rights }
    }
}

/// What a shell finds around it. Paths begin with `/` or `~`; what ends with `/` is a folder.
pub trait World {
    /// The text of a file.
    fn read(&self, path: &str) -> Option<&str>;

    /// Makes a file, or adds to it.
    ///
    /// # Errors
    /// Why it can't be written, as the system says it.
    fn write(&mut self, path: &str, text: &str, appends: bool) -> Result<(), &'static str>;

    /// Removes a file; whether it was there.
    fn remove(&mut self, path: &str) -> bool;

    /// The files and folders at or below a path.
    fn paths(&self, under: &str) -> Vec<String>;

    /// Whether there is such a folder.
    fn is_folder(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        path == "/" || self.paths(path).iter().any(|it| it.starts_with(&folder))
    }

    /// Whether it knows a program of the name, so that `which` finds it.
    fn has(&self, name: &str) -> bool;

    /// Who its processes are: the user, then the groups, the primary one first.
    fn user(&self) -> (i64, Vec<i64>) {
        (0, vec![0])
    }

    /// Whose a file or a folder is.
    fn owner(&self, _path: &str, is_folder: bool) -> Owner {
        Owner::root(is_folder)
    }

    /// The command of its first process; empty where nobody sees it.
    fn main(&self) -> String {
        String::new()
    }

    /// Whether a program reads its input.
    fn reads(&self, words: &[String]) -> bool;

    /// What earlier lines have left in the background: processes, and their commands.
    fn left(&self) -> Vec<(u32, String)> {
        Vec::new()
    }

    /// Ends one of those.
    fn end(&mut self, _pid: u32) {}

    /// Starts a program that is none of the shell's.
    fn start(&mut self, program: &Foreign<'_>) -> Answer;
}
