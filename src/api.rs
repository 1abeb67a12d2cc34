//! Kubernetes objects as types: the fields that something simulates are typed, everything else a
//! manifest says is kept in `rest`, shown and copied along.
//!
//! **Invariant:** nothing here knows time, chance or the cluster; these are values and arithmetic.

mod affinity;
mod apps;
mod autoscaling;
mod base64;
mod batch;
mod condition;
mod config;
mod coordination;
mod core;
mod daemon;
mod extension;
mod field;
mod intstr;
mod key;
mod kind;
mod labels;
mod meta;
mod network;
mod object;
mod other;
mod pod;
mod policy;
mod quantity;
mod quota;
mod rbac;
mod resources;
mod schedule;
mod security;
mod simulated;
mod state;
mod stateful;
mod status;
mod storage;
mod well_known;
mod workload;
mod zone;

pub use self::affinity::*;
pub use self::apps::*;
pub use self::autoscaling::*;
pub use self::base64::{from_base64, to_base64};
pub use self::batch::*;
pub use self::config::*;
pub use self::coordination::*;
pub use self::core::*;
pub use self::daemon::*;
pub use self::extension::*;
pub use self::field::{
    DecodeError, Field, FieldType, Map, Rest, Shape, Shared, Text, Value, decode,
};
pub use self::intstr::IntOrString;
pub use self::key::ObjectKey;
pub use self::kind::{KINDS, Kind, KindInfo, OtherKind};
pub use self::labels::{
    LabelSelector, LabelSelectorRequirement, Labels, Requirement, Selector, SelectorOperator,
    format_labels,
};
pub use self::meta::{MicroTime, ObjectMeta, ObjectReference, OwnerReference, Time};
pub use self::network::*;
pub use self::object::{Object, Typed, illegal_bytes};
pub(crate) use self::object::{each_object, each_pair, each_type, kind_modules};
pub use self::other::Other;
pub use self::pod::*;
pub use self::policy::*;
pub use self::quantity::{Quantity, ResourceList};
pub use self::quota::*;
pub use self::rbac::*;
pub use self::schedule::{NEVER, Schedule};
pub use self::security::{PodSecurityContext, SecurityContext};
pub use self::simulated::{BY_HAND, is_simulated, not_simulated, not_simulated_in};
pub use self::state::*;
pub use self::stateful::*;
pub use self::status::{FieldError, Reason, Status};
pub use self::storage::*;
pub use self::well_known::*;
pub use self::zone::Zone;
