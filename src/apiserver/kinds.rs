//! What the API server does with each kind: one file a kind, named as kubectl names one of them.
//! A kind that has none does not compile.

use super::defaults::Defaults;
use super::strategy::Strategy;
use super::validation::{Errors, Path, apps, config};
use super::warnings::{self, Warnings};
use crate::api::Time;
use std::rc::Rc;

crate::api::kind_modules!();
