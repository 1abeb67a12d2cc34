//! `kubectl get --subresource`.

use super::flags::GetFlags;
use crate::kubectl::duration::age;
use crate::kubectl::failure::Failure;
use crate::kubectl::report;
use crate::kubectl::resource::Found;
use crate::kubectl::session::Session;
use crate::kubectl::subresource::Part;
use crate::kubectl::table;

/// Prints what `--subresource` asks for, if it is not the object itself; whether it was that.
pub(super) fn run(
    session: &mut Session<'_>,
    flags: &GetFlags<'_>,
    found: &Found,
) -> Result<bool, Failure> {
    let part = Part::asked(flags.subresource)?;
    if part == Part::Whole {
        return Ok(false);
    }
    if !found.wanted.kinds.is_empty() {
        return Err(Failure::text("subresource cannot be used when bulk resources are specified"));
    }
    if part == Part::Scale {
        return show(session, flags, found).map(|()| true);
    }
    found.objects.iter().try_for_each(|it| part.tree(session.cluster.store(), it).map(drop))?;
    Ok(false)
}

fn show(session: &mut Session<'_>, flags: &GetFlags<'_>, found: &Found) -> Result<(), Failure> {
    let format = flags.print.output.unwrap_or("");
    let mut rows: Vec<Vec<String>> = Vec::new();
    if !flags.no_headers {
        rows.push(["NAME", "DESIRED", "AVAILABLE", "AGE"].map(str::to_owned).to_vec());
    }
    for object in &found.objects {
        let tree = Part::Scale.tree(session.cluster.store(), object)?;
        if !["", "wide"].contains(&format) {
            let text = match format {
                "name" => format!("scale.autoscaling/{}\n", object.meta().name),
                _ => report::print(&tree, format)?,
            };
            session.streams.out(&text);
            continue;
        }
        rows.push(vec![
            object.meta().name.to_string(),
            tree["spec"]["replicas"].as_i64().unwrap_or(0).to_string(),
            tree["status"]["replicas"].as_i64().unwrap_or(0).to_string(),
            age(object.meta().creation_timestamp, session.now_ms()),
        ]);
    }
    if ["", "wide"].contains(&format) && !found.objects.is_empty() {
        session.streams.out(&table::rows(&rows));
    }
    Failure::check(found.problems.clone())
}
