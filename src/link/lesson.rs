//! A lesson with lines put in: what was put in, and where.

use crate::syntax::{Block, BlockKind, blocks};
use std::fmt::Write;

/// Lines that were put into a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// They stand behind so many deeds of the lesson.
    deeds: usize,
    /// And behind so many more of its blocks.
    more: usize,
    /// The lines of the tape, each with its end.
    text: String,
}

impl std::fmt::Display for Group {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} {}\n{}", self.deeds, self.more, self.text.lines().count(), self.text)
    }
}

/// Reads groups as they are written; `None` where they are cut.
pub(super) fn groups(text: &str) -> Option<Vec<Group>> {
    let mut lines = text.lines();
    let mut groups = Vec::new();
    while let Some(head) = lines.next() {
        let [deeds, more, count] = head.split(' ').collect::<Vec<_>>().try_into().ok()?;
        let mut group =
            Group { deeds: deeds.parse().ok()?, more: more.parse().ok()?, text: String::new() };
        for _ in 0..count.parse::<usize>().ok()? {
            let _ = writeln!(group.text, "{}", lines.next()?);
        }
        groups.push(group);
    }
    Some(groups)
}

/// Whether a block makes the run: without it, or with another one, it is another run.
fn is_deed(block: &Block<'_>) -> bool {
    match block.kind {
        BlockKind::Header => {
            !["title", "version"].contains(&block.text.split(':').next().unwrap_or_default().trim())
        }
        BlockKind::File | BlockKind::Command | BlockKind::Act | BlockKind::At => true,
        BlockKind::Caption | BlockKind::Claim | BlockKind::Comment | BlockKind::Unknown => false,
    }
}

/// The hash of what a lesson does, whatever it says of it: FNV-1a, 32 bits.
pub(super) fn edition(lesson: &str) -> String {
    let mut hash = 0x811c_9dc5_u32;
    let mut take = |text: &str| {
        for byte in text.bytes().chain([b'\n']) {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    };
    for block in blocks(lesson).iter().filter(|it| is_deed(it)) {
        take(&block.text);
        // An output is what comes of it.
        let body = block.body.iter().filter(|_| block.kind == BlockKind::File);
        body.for_each(|it| take(it));
    }
    format!("{hash:08x}")
}

/// What was put into a lesson; `None` where the tape is no lesson with lines put in.
pub(super) fn difference(lesson: &str, tape: &str) -> Option<Vec<Group>> {
    let (lesson, tape) = (blocks(lesson), blocks(tape));
    let mut groups: Vec<Group> = Vec::new();
    let (mut at, mut deeds, mut more) = (0, 0, 0);
    for block in &tape {
        if lesson.get(at) == Some(block) {
            (deeds, more) = if is_deed(block) { (deeds + 1, 0) } else { (deeds, more + 1) };
            at += 1;
            continue;
        }
        match groups.last_mut() {
            Some(group) if (group.deeds, group.more) == (deeds, more) => {
                let _ = write!(group.text, "{block}");
            }
            _ => groups.push(Group { deeds, more, text: block.to_string() }),
        }
    }
    (at == lesson.len()).then_some(groups)
}

/// The lesson with lines put in.
pub(super) fn merged(lesson: &str, groups: &[Group]) -> String {
    let mut text = String::new();
    let mut rest = groups.iter().peekable();
    let (mut deeds, mut more) = (0, 0);
    for block in blocks(lesson) {
        let is_next = is_deed(&block);
        // Where a caption has gone since, what stood behind it stands before the next deed.
        let is_due = |group: &&Group| {
            (group.deeds, group.more) <= (deeds, more) || is_next && group.deeds <= deeds
        };
        while let Some(group) = rest.next_if(|group| is_due(group)) {
            text.push_str(&group.text);
        }
        let _ = write!(text, "{block}");
        (deeds, more) = if is_next { (deeds + 1, 0) } else { (deeds, more + 1) };
    }
    rest.for_each(|group| text.push_str(&group.text));
    text
}
