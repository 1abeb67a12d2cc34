//! Words that are nearly right.

/// What is told of a word that is not among those that there are: which one is meant, or all of them.
#[must_use]
pub fn no_such(what: &str, word: &str, names: &[&str]) -> String {
    let near = names.iter().map(|it| (distance(it, word), *it)).min();
    match near {
        // In a short word everything is near.
        Some((far, name)) if far <= 2 && 2 * far < word.len() => {
            format!("there is no {what} {word:?}: perhaps {name:?} is meant")
        }
        _ => format!("there is no {what} {word:?}: the {what}s are {}", names.join(", ")),
    }
}

/// How many letters must change. Source: `github.com/spf13/cobra/cobra.go` `ld`.
#[must_use]
pub fn distance(a: &str, b: &str) -> usize {
    if a.len().abs_diff(b.len()) > 8 {
        return usize::MAX;
    }
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (index, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], index + 1);
        for (column, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != *y);
            diagonal = row[column + 1];
            row[column + 1] = change.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_nearly_right_is_told_one_name_and_others_all_of_them() {
        let names = ["on", "pods", "node-down", "title"];
        for (word, meant) in [("nodedown", "node-down"), ("titel", "title"), ("pod", "pods")] {
            let text = format!("there is no act {word:?}: perhaps {meant:?} is meant");
            assert_eq!(no_such("act", word, &names), text);
        }
        for word in ["explode", "a", "", "no", "\u{e4}\u{f6}\u{fc}"] {
            let text = format!("there is no act {word:?}: the acts are on, pods, node-down, title");
            assert_eq!(no_such("act", word, &names), text);
        }
    }
}
