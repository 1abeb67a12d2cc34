//! Volumes of a Pod or a template. Source: `describeVolumes`.

use super::page::Page;
use super::sources;
use crate::api::PodSpec;

pub(super) fn describe(page: &mut Page, spec: &PodSpec, indent: &str) {
    if spec.volumes.is_empty() {
        page.line(0, &format!("{indent}Volumes:\t<none>"));
        return;
    }
    page.line(0, &format!("{indent}Volumes:"));
    let inner = if indent.is_empty() { "" } else { " " };
    for volume in &spec.volumes {
        page.line(1, &format!("{inner}{}:", volume.name));
        sources::describe(page, &volume.rest, false);
    }
}
