//! How kubectl shows ConfigMaps.

use super::{Column, Page, Printed, Seen};
use crate::api::ConfigMap;
use crate::kubectl::{columns, describe};

impl Printed for ConfigMap {
    const ABOUT: &'static str = "Settings that Pods read as files or environment variables.";
    const COLUMNS: &'static [Column] = columns::core::CONFIG_MAP;

    fn describe(&self, page: &mut Page, _: &Seen<'_>) {
        describe::config::config_map(page, self);
    }
}
