//! Tapes recorded from a real v1.36 control plane: what they printed is what we print.

use podarium::tape::{check, normal_form};
use std::path::Path;

pub fn tapes(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut tapes: Vec<(String, String)> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    tapes.sort();
    assert!(!tapes.is_empty(), "no tape in {}", folder.display());
    tapes
}

fn all_agree(folder: &str) {
    let mut problems = String::new();
    for (name, text) in tapes(folder) {
        match check(&name, &text) {
            Ok(checked) => problems.push_str(&checked.problems),
            Err(error) => problems.push_str(&format!("{name}: {error}\n")),
        }
    }
    assert!(problems.is_empty(), "{problems}");
}

#[test]
fn agree_with_a_real_control_plane() {
    all_agree("tests/transcripts");
}

/// Tapes of what the stand-in of the recordings can't show, by what is known of kubelets.
#[test]
fn pods_live_as_is_written() {
    all_agree("tests/tapes");
}

/// The patterns of the documentation's example folders, each applied and played for two minutes.
#[test]
fn manifests_come_to_what_a_cluster_makes_of_them() {
    assert!(tapes("tests/manifests").len() >= 60, "some are missing");
    all_agree("tests/manifests");
}

/// What the documentation's tutorials have one type, with what their pages show.
#[test]
fn tutorials_go_as_their_pages_say() {
    all_agree("tests/tutorials");
}

#[test]
fn lessons_play_without_a_failing_command() {
    all_agree("static/lessons");
}

#[test]
fn the_normal_form_is_its_own_normal_form() {
    for (name, text) in tapes("tests/transcripts") {
        let once = normal_form(&text);
        assert_eq!(normal_form(&once), once, "{name}");
    }
}
