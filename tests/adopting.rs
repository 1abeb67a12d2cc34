//! What the README tells authors to put into their repositories does as it says there.

use crate::cli::Folder;
use std::path::Path;
use std::process::Command;

fn readme() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

/// Runs a command line in the project's folder, where `podarium` is the one that was just built; what
/// it printed, if it ended well.
fn shell(line: &str) -> Result<String, String> {
    let binary = Path::new(env!("CARGO_BIN_EXE_podarium"));
    let mut folders = vec![binary.parent().unwrap().to_path_buf()];
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let output = Command::new("sh")
        .args(["-ec", line])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("PATH", std::env::join_paths(folders).unwrap())
        .output()
        .unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let all = said(&output.stdout) + &said(&output.stderr);
    if output.status.success() { Ok(all) } else { Err(all) }
}

/// What stands behind a word of YAML, in all lines that begin with it.
fn values(text: &str, word: &str) -> Vec<String> {
    let lines = text.lines().filter_map(|it| it.trim_start_matches([' ', '-']).strip_prefix(word));
    lines.map(|it| it.trim().to_owned()).collect()
}

#[test]
#[cfg(unix)]
fn the_steps_of_the_workflow_run() {
    let steps = values(&readme(), "run: ");
    assert_eq!(steps.len(), 2, "{steps:?}");
    for step in steps {
        match step.strip_prefix("cargo install ") {
            // From here instead of from there, and only as far as cargo finds the package: of those
            // in a repository that have programs, it wants to be told which.
            Some(words) => {
                let words: Vec<&str> = words.split(' ').collect();
                assert_eq!((words[0], words[1]), ("--locked", "--git"), "{step}");
                let package = words[3..].join(" ");
                assert_eq!(package, env!("CARGO_PKG_NAME"), "{step}");
            }
            None => {
                let said = shell(&step);
                assert!(said.as_ref().is_ok_and(|it| it.contains("0 do not")), "{step}: {said:?}");
            }
        }
    }
}

#[test]
#[cfg(unix)]
fn the_hook_checks_the_files_that_it_names() {
    let readme = readme();
    let pattern = values(&readme, "files: ").remove(0);
    let pattern = fancy_regex::Regex::new(&pattern).unwrap();
    let files = ["static/example.tape", "docs/writing-a-lesson.md", "README.md", "Cargo.toml"];
    let is_meant = |it: &&&str| pattern.is_match(it).unwrap();
    let files: Vec<&str> = files.iter().filter(is_meant).copied().collect();
    assert_eq!(files.len(), 3, "{files:?}");
    let said = shell(&format!("{} {}", values(&readme, "entry: ")[0], files.join(" ")));
    assert!(said.as_ref().is_ok_and(|it| it.contains("3 agree, 0 do not")), "{said:?}");
    let folder = Folder::new("hook");
    let wrong = folder.write("a.md", "```podarium\n! explode\n```\n");
    let said = shell(&format!("{} {wrong}", values(&readme, "entry: ")[0]));
    assert!(said.as_ref().is_err_and(|it| it.contains(".md:2: ")), "{said:?}");
}
