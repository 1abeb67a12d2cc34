//! YAML as Kubernetes reads and writes it: `sigs.k8s.io/yaml`, which has the habits of YAML 1.1.

mod kyaml;
mod read;
mod scalar;
mod write;

pub(super) use self::kyaml::print as print_kyaml;
pub(super) use self::read::{
    BYTE_ORDER_MARK, MAX_BYTES, documents_at, duplicate, parse, separator_problem,
};
pub(super) use self::write::print;
