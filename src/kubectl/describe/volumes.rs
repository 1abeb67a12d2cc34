//! Volumes of a Pod or a template. Source: `describeVolumes`.

use super::{Page, sources};
use crate::api::{PodSpec, Value};

pub(super) fn describe(page: &mut Page, spec: &PodSpec, indent: &str) {
    let volumes = spec.rest.get("volumes").and_then(Value::as_array);
    let Some(volumes) = volumes.filter(|it| !it.is_empty()) else {
        page.line(0, &format!("{indent}Volumes:\t<none>"));
        return;
    };
    page.line(0, &format!("{indent}Volumes:"));
    let inner = if indent.is_empty() { "" } else { " " };
    for volume in volumes {
        page.line(1, &format!("{inner}{}:", volume["name"].as_str().unwrap_or("")));
        if let Some(volume) = volume.as_object() {
            sources::describe(page, volume, false);
        }
    }
}
