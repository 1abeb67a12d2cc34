//! EndpointSlices have no card.

use super::Card;
use crate::api::EndpointSlice;

impl Card for EndpointSlice {}
