//! Each verb's flags: what is declared is taken, and refused where its value is wrong.

use crate::kubectl::flags::{Table, parse};
use crate::kubectl::verbs::VERBS;

/// The shapes that any text fits, and those that are checked.
const TEXTS: [&str; 3] = ["text", "array", "list"];
const CHECKED: [&str; 6] = ["switch", "switch_on", "maybe", "number", "int32", "duration"];

/// The entries of a table, those of its groups before its own.
fn entries(table: &Table) -> Vec<&'static str> {
    let mut all: Vec<&str> = table.groups.iter().flat_map(|it| entries(it)).collect();
    all.extend(table.own.split_whitespace());
    all
}

fn name_of(entry: &str) -> &str {
    entry.split(['/', '=', '?', '!']).next().unwrap_or(entry)
}

fn refusal(table: &Table, word: &str) -> Option<String> {
    parse(table, &[word.to_owned()]).err()
}

#[test]
fn a_flag_is_declared_once_and_has_its_letter_alone() {
    for verb in VERBS {
        let all = entries(verb.flags);
        let letter = |it: &&str| it.split_once('/').and_then(|(_, it)| it.chars().next());
        for (index, entry) in all.iter().enumerate() {
            for other in all.iter().skip(index + 1) {
                assert_ne!(name_of(entry), name_of(other), "{}", verb.path);
                let same = letter(entry).is_some() && letter(entry) == letter(other);
                assert!(!same, "{}: {entry} {other}", verb.path);
            }
        }
    }
}

#[test]
fn a_value_of_the_wrong_shape_is_refused() {
    let mut count = 0;
    for verb in VERBS {
        for entry in entries(verb.flags) {
            let name = name_of(entry);
            let shape = entry.split(['?', '!']).next().and_then(|it| it.split_once('='));
            let shape = shape.map_or("switch", |it| it.1);
            let is_text = TEXTS.contains(&shape);
            assert!(is_text || CHECKED.contains(&shape), "{}: {entry}", verb.path);
            let refused = refusal(verb.flags, &format!("--{name}=no such value"));
            match refused {
                None => assert!(is_text, "{}: --{name}", verb.path),
                Some(why) => {
                    assert!(!is_text && why.starts_with("invalid argument"), "{}", verb.path);
                    count += 1;
                }
            }
        }
    }
    assert!(count > 100);
}

#[test]
fn what_no_verb_declares_is_refused() {
    for verb in VERBS {
        let refused = refusal(verb.flags, "--no-such-flag");
        assert_eq!(refused.as_deref(), Some("unknown flag: --no-such-flag"), "{}", verb.path);
    }
}
