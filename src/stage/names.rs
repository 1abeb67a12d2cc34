//! Names in as much room as there is.

/// A name in so many letters. What is left out is in its middle: the end is what tells Pods and
/// claims of one owner apart.
#[must_use]
pub fn shorten(name: &str, room: usize) -> String {
    let count = name.chars().count();
    if count <= room {
        return name.to_owned();
    }
    let last = name.rsplit_once('-').map_or(0, |it| it.1.chars().count() + 1);
    let last = if (2..room.saturating_sub(1)).contains(&last) { last } else { room / 2 };
    let first = room.saturating_sub(last + 1);
    let kept = |(at, letter): (usize, char)| {
        (at < first || at >= count - last).then_some(letter).or((at == first).then_some('\u{2026}'))
    };
    name.chars().enumerate().filter_map(kept).collect()
}
