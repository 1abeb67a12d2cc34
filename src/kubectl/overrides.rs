//! `--overrides`: what is made is changed before it is sent.

use super::failure::Failure;
use super::flags::flags;
use super::yaml;
use crate::api::Value;
use crate::apiserver::json_merge;

flags! {
    /// Source: `cmdutil.AddOverridesFlags`.
    pub(super) struct OverrideFlags<'a> {
        overrides: text "overrides";
        _: "override-type=text";
    }
}

impl OverrideFlags<'_> {
    /// Changes what is made as `--overrides` says.
    pub fn apply_to(&self, value: &mut Value) -> Result<(), Failure> {
        if let Some(text) = self.overrides.filter(|it| !it.is_empty()) {
            let patch = yaml::parse(text)
                .map_err(|error| Failure::text(format!("error overriding object: {error}")))?;
            json_merge(value, patch);
        }
        Ok(())
    }
}
