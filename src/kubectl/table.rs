//! Text in columns, as Go's `text/tabwriter` aligns it.

/// How wide columns are at least, and how far apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    min_width: usize,
    padding: usize,
}

/// `kubectl get`.
pub(super) const TABLE: Layout = Layout { min_width: 6, padding: 3 };
/// `kubectl describe`, `kubectl rollout history`.
pub(super) const DESCRIPTION: Layout = Layout { min_width: 0, padding: 2 };

/// Aligns the cells that tabs end. A column is a run of lines that have a cell there; what follows
/// the last tab of a line belongs to no column.
pub(super) fn align(text: &str, layout: Layout) -> String {
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    let mut widths: Vec<Vec<usize>> = lines.iter().map(|line| vec![0; line.len() - 1]).collect();
    for first in 0..lines.len() {
        for column in 0..lines[first].len() - 1 {
            // Widths are set for a whole run when its first line is met.
            if widths[first][column] != 0 {
                continue;
            }
            let run = lines[first..].iter().take_while(|line| line.len() > column + 1).count();
            let block = &lines[first..first + run];
            let longest = block.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
            let width = (longest + layout.padding).max(layout.min_width);
            for line in &mut widths[first..first + run] {
                line[column] = width;
            }
        }
    }
    let mut out = String::new();
    for (cells, widths) in lines.iter().zip(&widths) {
        for (cell, width) in cells.iter().zip(widths) {
            out.push_str(cell);
            out.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.chars().count())));
        }
        out.push_str(cells.last().unwrap_or(&""));
        out.push('\n');
    }
    out
}

/// Rows of cells as a table of `kubectl get`.
pub(super) fn rows(rows: &[Vec<String>]) -> String {
    let text: String = rows.iter().map(|row| row.join("\t") + "\n").collect();
    align(&text, TABLE)
}

/// The same, with columns at least as wide as in the rows before.
pub(super) fn rows_with(rows: &[Vec<String>], widths: &mut Vec<usize>) -> String {
    for row in rows {
        widths.resize(widths.len().max(row.len()), TABLE.min_width);
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count() + TABLE.padding);
        }
    }
    let mut out = String::new();
    for row in rows {
        let last = row.len().saturating_sub(1);
        for (index, (cell, width)) in row.iter().zip(widths.iter()).enumerate() {
            let width = if index == last { 0 } else { *width };
            out.push_str(&format!("{cell:<width$}"));
        }
        out.push('\n');
    }
    out
}
