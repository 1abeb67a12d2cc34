//! What Pods read: ConfigMaps, Secrets, and who they are: ServiceAccounts.
//! Source: `staging/src/k8s.io/api/core/v1/types.go`.

use super::base64::from_base64;
use super::field::object;
use super::kind::Object;
use super::meta::ObjectMeta;
use crate::sorted::SortedMap;
use std::rc::Rc;

object! {
    /// `v1 ConfigMap`.
    pub struct ConfigMap {
        /// The name.
        metadata: ObjectMeta => "metadata" always,
        /// Bytes by key, as base64.
        binary_data: SortedMap<String, String> => "binaryData",
        /// Texts by key.
        data: SortedMap<String, String> => "data",
        /// Whether it may never change.
        immutable: Option<bool> => "immutable",
    }

    /// `v1 Secret`.
    pub struct Secret {
        /// The name.
        metadata: ObjectMeta => "metadata" always,
        /// Bytes by key, as base64.
        data: SortedMap<String, String> => "data",
        /// Whether it may never change.
        immutable: Option<bool> => "immutable",
        /// Texts by key; only on the way in.
        string_data: SortedMap<String, String> => "stringData",
        /// Such as `Opaque`.
        r#type: String => "type",
    }

    /// `v1 ServiceAccount`.
    pub struct ServiceAccount {
        /// The name.
        metadata: ObjectMeta => "metadata" always,
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
