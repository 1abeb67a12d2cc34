//! `--overrides`: what is made is changed before it is sent.

use super::failure::Failure;
use super::flags::flags;
use crate::api::{Kind, Value};
use crate::apiserver::{json_merge, strategic_merge};

flags! {
    /// Source: `cmdutil.AddOverridesFlags`.
    pub(super) struct OverrideFlags<'a> {
        overrides: text "overrides";
        override_type: text "override-type";
    }
}

impl OverrideFlags<'_> {
    /// Changes what is made as `--overrides` says.
    pub fn apply_to(&self, kind: Kind, value: &mut Value) -> Result<(), Failure> {
        let Some(text) = self.overrides.filter(|it| !it.is_empty()) else { return Ok(()) };
        let patch = serde_json::from_str(text).ok().filter(Value::is_object);
        let patch: Value = patch.ok_or_else(|| Failure::text("Invalid JSON Patch"))?;
        match self.override_type {
            None | Some("" | "merge") => json_merge(value, patch),
            Some("strategic") => strategic_merge(kind, value, patch)?,
            Some(other) => {
                let text = format!("--override-type={other} is not possible here; write a merge");
                return Err(Failure::text(text));
            }
        }
        Ok(())
    }
}
