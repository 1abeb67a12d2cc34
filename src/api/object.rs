//! Objects of any kind, and the macros by which each layer asks the trait that it has implemented for
//! each kind.

use super::apps::{Deployment, ReplicaSet, ReplicationController};
use super::autoscaling::HorizontalPodAutoscaler;
use super::base64::from_base64;
use super::batch::{CronJob, Job};
use super::config::{ConfigMap, Secret, ServiceAccount};
use super::coordination::Lease;
use super::core::{Event, Namespace, Node};
use super::daemon::DaemonSet;
use super::extension::{CustomResourceDefinition, IngressClass, RuntimeClass};
use super::field::{DecodeError, Field, FieldType, Map, Shape, Value, decode};
use super::key::ObjectKey;
use super::kind::{Kind, kinds};
use super::meta::ObjectMeta;
use super::network::{EndpointSlice, Endpoints, Ingress, NetworkPolicy, Service};
use super::other::Other;
use super::pod::Pod;
use super::policy::PodDisruptionBudget;
use super::quota::{LimitRange, PriorityClass, ResourceQuota};
use super::rbac::{ClusterRole, ClusterRoleBinding, Role, RoleBinding};
use super::stateful::{ControllerRevision, StatefulSet};
use super::storage::{PersistentVolume, PersistentVolumeClaim, StorageClass};
use std::rc::Rc;

/// A type that stands for one kind.
pub trait Typed {
    /// The kind.
    const KIND: Kind;
    /// The object's metadata.
    fn meta(&self) -> &ObjectMeta;
    /// The object's name in the cluster.
    fn key(&self) -> ObjectKey {
        self.meta().key(Self::KIND)
    }
}

macro_rules! objects {
    (($d:tt) $( $(#[$doc:meta])* $name:ident $plural:literal $singular:ident
        [$($short:literal),*] $group:literal $version:literal $scope:ident $($all:ident)?
        [$($has:ident)*] $($inert:ident)? ; )*) => {
        impl Kind {
            /// What is typed of the kind.
            #[must_use]
            pub fn shape(self) -> Option<Shape> {
                match self {
                    $( Self::$name => <$name as FieldType>::shape(), )*
                    Self::Other(_) => None,
                }
            }
        }

        /// An object of any kind. Cloning it copies a pointer.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Object {
            $( $(#[$doc])* $name(Rc<$name>), )*
            /// An object of a kind without a type of its own.
            Other(Rc<Other>),
        }

        /// Does the same with an object whatever its kind is: how a layer asks the trait that it
        /// has implemented for each kind. There is no wildcard: a missing one does not compile.
        macro_rules! each_object {
            ($d object:expr, $d it:ident => $d body:expr) => {
                match $d object {
                    $( $crate::api::Object::$name($d it) => $d body, )*
                    $crate::api::Object::Other($d it) => $d body,
                }
            };
        }
        pub(crate) use each_object;

        /// The same with two objects, where they are of one kind; otherwise what stands last.
        macro_rules! each_pair {
            ($d old:expr, $d new:expr, ($d a:ident, $d b:ident) => $d body:expr, $d other:expr) => {
                match ($d old, $d new) {
                    $( ($crate::api::Object::$name($d a), $crate::api::Object::$name($d b)) => {
                        $d body
                    } )*
                    ($crate::api::Object::Other($d a), $crate::api::Object::Other($d b)) => $d body,
                    _ => $d other,
                }
            };
        }
        pub(crate) use each_pair;

        /// The same with the type of a kind.
        macro_rules! each_type {
            ($d kind:expr, $d type:ident => $d body:expr) => {
                match $d kind {
                    $( $crate::api::Kind::$name => {
                        type $d type = $crate::api::$name;
                        $d body
                    } )*
                    $crate::api::Kind::Other(_) => {
                        type $d type = $crate::api::Other;
                        $d body
                    }
                }
            };
        }
        pub(crate) use each_type;

        /// Declares a module for each kind, named as kubectl names one of them: each layer has one
        /// file a kind.
        macro_rules! kind_modules {
            () => { $( mod $singular; )* mod other; };
        }
        pub(crate) use kind_modules;

        impl Object {
            /// The object's kind.
            #[must_use]
            pub fn kind(&self) -> Kind {
                match self {
                    $( Self::$name(_) => Kind::$name, )*
                    Self::Other(it) => Kind::Other(it.kind),
                }
            }

            /// The object's metadata.
            #[must_use]
            pub fn meta(&self) -> &ObjectMeta {
                each_object!(self, it => &it.metadata)
            }

            /// The object's metadata, to be changed in this copy only.
            pub fn meta_mut(&mut self) -> &mut ObjectMeta {
                each_object!(self, it => &mut Rc::make_mut(it).metadata)
            }

            /// Reads an object of a known kind; `apiVersion` and `kind` are dropped.
            ///
            /// # Errors
            /// A field has the wrong type.
            pub fn from_value(kind: Kind, mut value: Value) -> Result<Self, DecodeError> {
                if let Value::Object(map) = &mut value {
                    map.remove("apiVersion");
                    map.remove("kind");
                }
                Ok(match kind {
                    $( Kind::$name => Self::$name(Rc::new(decode(value)?)), )*
                    Kind::Other(kind) => Self::Other(Rc::new(Other::read(kind, value)?)),
                })
            }

            /// Whether both wish the same: their `spec`, for a kind whose generations count.
            #[must_use]
            pub fn same_spec(&self, other: &Self) -> bool {
                match (self, other) {
                    $( (Self::$name(a), Self::$name(b)) => objects!(@same [$($has)*] a b), )*
                    (Self::Other(a), Self::Other(b)) => a.same_spec(b),
                    _ => false,
                }
            }

            /// Takes over the status of another object of the same kind, if the kind has one.
            pub fn take_status(&mut self, from: &Self) {
                match (self, from) {
                    $( (Self::$name(it), Self::$name(from)) => {
                        objects!(@take [$($has)*] it from)
                    } )*
                    (Self::Other(it), Self::Other(from)) => Rc::make_mut(it).set_status(Some(from)),
                    _ => {}
                }
            }

            /// Empties the status, if the kind has one.
            pub fn clear_status(&mut self) {
                match self {
                    $( Self::$name(it) => objects!(@clear [$($has)*] it), )*
                    Self::Other(it) => Rc::make_mut(it).set_status(None),
                }
            }

            fn body(&self) -> Value {
                each_object!(self, it => it.write_always())
            }
        }

        $(
            impl From<$name> for Object {
                fn from(object: $name) -> Self { Self::$name(Rc::new(object)) }
            }
            impl<'a> TryFrom<&'a Object> for &'a Rc<$name> {
                type Error = ();
                fn try_from(object: &'a Object) -> Result<Self, ()> {
                    if let Object::$name(it) = object { Ok(it) } else { Err(()) }
                }
            }
            impl Typed for $name {
                const KIND: Kind = Kind::$name;
                fn meta(&self) -> &ObjectMeta { &self.metadata }
            }
        )*
    };
    (@same [spec $($more:ident)*] $one:ident $other:ident) => { $one.spec == $other.spec };
    (@same $has:tt $one:ident $other:ident) => {{ let _ = ($one, $other); true }};
    (@take [$(spec)?] $it:ident $from:ident) => {{ let _ = ($it, $from); }};
    (@take $has:tt $it:ident $from:ident) => { Rc::make_mut($it).status = $from.status.clone() };
    (@clear [$(spec)?] $it:ident) => {{ let _ = $it; }};
    (@clear $has:tt $it:ident) => { Rc::make_mut($it).status = Default::default() };
}

kinds!(objects $);

impl Object {
    /// The object's name in the cluster.
    #[must_use]
    pub fn key(&self) -> ObjectKey {
        self.meta().key(self.kind())
    }

    /// The object as a tree, with `apiVersion` and `kind`.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let mut map = match self.body() {
            Value::Object(map) => map,
            _ => Map::new(),
        };
        map.insert("apiVersion".to_owned(), Value::String(self.kind().api_version()));
        map.insert("kind".to_owned(), Value::String(self.kind().info().kind.to_owned()));
        Value::Object(map)
    }
}

/// Why the bytes of an object can't be read, in the words of Go.
#[must_use]
pub fn illegal_bytes(object: &Object) -> Option<String> {
    let maps = <&Rc<ConfigMap>>::try_from(object).ok().map(|it| &it.binary_data);
    let data = maps.or_else(|| <&Rc<Secret>>::try_from(object).ok().map(|it| &it.data))?;
    let place = data.values().find_map(|it| from_base64(it).err())?;
    Some(format!("illegal base64 data at input byte {place}"))
}
