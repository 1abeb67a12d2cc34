//! Endpoints. Source: `pkg/registry/core/endpoint/strategy.go`.

use super::{Defaults, Rc, Strategy};
use crate::api::Endpoints;

impl Strategy for Endpoints {
    /// Source: `SetDefaults_Endpoints`.
    fn set_defaults(self: &mut Rc<Self>, _: &mut Defaults) {
        let ports = || self.subsets.iter().flat_map(|it| &it.ports);
        if ports().all(|it| it.protocol.is_some()) {
            return;
        }
        for port in Rc::make_mut(self).subsets.iter_mut().flat_map(|it| &mut it.ports) {
            port.protocol.get_or_insert_with(|| "TCP".to_owned());
        }
    }
}
