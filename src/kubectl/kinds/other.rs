//! How kubectl shows kinds without a type of their own: by the columns of `columns::other`.

use super::Printed;
use crate::api::Other;

impl Printed for Other {
    const ABOUT: &'static str =
        "A kind that is stored, checked and shown, and without effect here.";
}
