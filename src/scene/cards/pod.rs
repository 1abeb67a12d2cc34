//! Pods are drawn one by one, not as cards.

use super::Card;
use crate::api::Pod;

impl Card for Pod {}
