//! What every object carries: names, owners, times.

use super::field::{DecodeError, Field, FieldType, Shared, Text, Value, mismatch, object};
use super::key::ObjectKey;
use super::kind::Kind;
use super::labels::Labels;
use crate::sorted::SortedMap;

/// A point in time with the granularity that the API has: whole seconds since 1970, UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub i64);

const DAY_SECONDS: i64 = 86_400;

impl Time {
    /// The second that a moment lies in (milliseconds since 1970).
    #[must_use]
    pub fn of_ms(ms: i64) -> Self {
        Self(ms.div_euclid(1000))
    }

    /// Year, month, day of the proleptic Gregorian calendar.
    #[must_use]
    pub fn date(self) -> (i64, i64, i64) {
        // Days are counted in 400-year eras that begin on the first of March, so that a leap day
        // is the last of its year.
        let days = self.0.div_euclid(DAY_SECONDS) + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        (year_of_era + era * 400 + i64::from(month <= 2), month, day)
    }

    /// Hour, minute, second.
    #[must_use]
    pub fn clock(self) -> (i64, i64, i64) {
        let seconds = self.0.rem_euclid(DAY_SECONDS);
        (seconds / 3600, seconds / 60 % 60, seconds % 60)
    }

    /// The moment of a date and a time of day.
    #[must_use]
    pub fn from_date(year: i64, month: i64, day: i64, seconds: i64) -> Self {
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let shifted_month = (month + 9) % 12;
        let of_year = (153 * shifted_month + 2) / 5 + day - 1;
        let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
        Self((era * 146_097 + of_era - 719_468) * DAY_SECONDS + seconds)
    }

    /// Reads `2026-11-21T10:28:19Z`, with the `T`, the seconds or the `Z` left out if need be.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.strip_suffix('Z').unwrap_or(text);
        let text = text.split_once('.').map_or(text, |(whole, _)| whole);
        let (date, clock) = text.split_once(['T', ' ']).unwrap_or((text, "00:00:00"));
        let mut date = date.splitn(3, '-').map(str::parse::<i64>);
        let (year, month, day) = (date.next()?.ok()?, date.next()?.ok()?, date.next()?.ok()?);
        let mut clock = clock.splitn(3, ':').map(str::parse::<i64>);
        let (hour, minute) = (clock.next()?.ok()?, clock.next()?.ok()?);
        let second = clock.next().unwrap_or(Ok(0)).ok()?;
        let fits = (1..=12).contains(&month)
            && (1..=31).contains(&day)
            && (0..24).contains(&hour)
            && (0..60).contains(&minute)
            && (0..60).contains(&second);
        let time = Self::from_date(year, month, day, hour * 3600 + minute * 60 + second);
        (fits && time.date() == (year, month, day)).then_some(time)
    }

    /// `Sat, 21 Nov 2026 10:41:07 +0000`, as `kubectl describe` prints times.
    #[must_use]
    pub fn rfc1123(self) -> String {
        const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let ((year, month, day), (hour, minute, second)) = (self.date(), self.clock());
        let weekday = self.0.div_euclid(DAY_SECONDS).rem_euclid(7);
        let weekday = DAYS[usize::try_from(weekday).unwrap_or(0)];
        let month = MONTHS[usize::try_from(month - 1).unwrap_or(0)];
        format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} +0000")
    }
}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ((year, month, day), (hour, minute, second)) = (self.date(), self.clock());
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

impl FieldType for Time {
    const GO: &'static str = "Time";
}

impl Field for Time {
    fn read(&mut self, value: Value) -> Result<(), DecodeError> {
        let time = value.as_str().and_then(Self::parse);
        *self = time.ok_or_else(|| mismatch(&value, Self::GO))?;
        Ok(())
    }
    fn write(&self) -> Option<Value> {
        Some(Value::String(self.to_string()))
    }
}

/// A point in time with fractions of a second: milliseconds since 1970, UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MicroTime(pub i64);

impl MicroTime {
    /// The second it lies in.
    #[must_use]
    pub fn time(self) -> Time {
        Time::of_ms(self.0)
    }
}

impl FieldType for MicroTime {
    const GO: &'static str = "MicroTime";
}

impl Field for MicroTime {
    fn read(&mut self, value: Value) -> Result<(), DecodeError> {
        let text = value.as_str().unwrap_or("");
        let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
        let time = Time::parse(seconds).ok_or_else(|| mismatch(&value, Self::GO))?;
        let digits: String = fraction.chars().take_while(char::is_ascii_digit).take(3).collect();
        self.0 = time.0 * 1000 + format!("{digits:0<3}").parse().unwrap_or(0);
        Ok(())
    }
    fn write(&self) -> Option<Value> {
        let text = self.time().to_string();
        let whole = text.trim_end_matches('Z');
        Some(Value::String(format!("{whole}.{:03}000Z", self.0.rem_euclid(1000))))
    }
}

object! {
    /// `metav1.ObjectMeta`.
    pub struct ObjectMeta {
        /// Unique in its namespace and kind.
        name: Text => "name",
        /// The API server makes a name of it when there is none.
        generate_name: Text => "generateName",
        /// Empty for objects that belong to the whole cluster.
        namespace: Text => "namespace",
        /// Unique in space and time.
        uid: Text => "uid",
        /// Rises with every write; empty in what is not stored.
        resource_version: Text => "resourceVersion",
        /// Rises with every change of the wish (`spec`), not of the status.
        generation: i64 => "generation",
        /// Set by the API server.
        creation_timestamp: Option<Time> => "creationTimestamp",
        /// Set when deletion has begun: the moment at which it will be final.
        deletion_timestamp: Option<Time> => "deletionTimestamp",
        /// Seconds between the request to delete and its end.
        deletion_grace_period_seconds: Option<i64> => "deletionGracePeriodSeconds",
        /// What selectors match.
        labels: Shared<Labels> => "labels",
        /// Free text for people and controllers.
        annotations: Shared<SortedMap<String, String>> => "annotations",
        /// Whose part this object is.
        owner_references: Shared<Vec<OwnerReference>> => "ownerReferences",
        /// What must happen before the object may go.
        finalizers: Vec<String> => "finalizers",
    }

    /// `metav1.OwnerReference`.
    pub struct OwnerReference {
        /// Group and version, such as `apps/v1`.
        api_version: Text => "apiVersion" always,
        /// Keeps its owner from going in a foreground deletion.
        block_owner_deletion: Option<bool> => "blockOwnerDeletion",
        /// Whether the owner is the one controller.
        controller: Option<bool> => "controller",
        /// The owner's kind.
        kind: Text => "kind" always,
        /// The owner's name.
        name: Text => "name" always,
        /// The owner's uid.
        uid: Text => "uid" always,
    }

    /// `corev1.ObjectReference`: what an Event is about.
    pub struct ObjectReference {
        /// Group and version.
        api_version: Text => "apiVersion",
        /// A part of the object, such as `spec.containers{nginx}`.
        field_path: Text => "fieldPath",
        /// The kind.
        kind: Text => "kind",
        /// The name.
        name: Text => "name",
        /// The namespace.
        namespace: Text => "namespace",
        /// The version that was seen.
        resource_version: Text => "resourceVersion",
        /// The uid.
        uid: Text => "uid",
    }
}

impl ObjectMeta {
    /// The name in the cluster of an object of a kind.
    #[must_use]
    pub fn key(&self, kind: Kind) -> ObjectKey {
        ObjectKey { kind, namespace: self.namespace.clone(), name: self.name.clone() }
    }

    /// The reference that says who controls this object, if anybody does.
    /// Source: `staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/controller_ref.go`.
    #[must_use]
    pub fn controller(&self) -> Option<&OwnerReference> {
        self.owner_references.iter().find(|owner| owner.controller == Some(true))
    }

    /// Whether deletion has begun.
    #[must_use]
    pub fn is_terminating(&self) -> bool {
        self.deletion_timestamp.is_some()
    }

    /// The resource version as a number; 0 where there is none.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.resource_version.parse().unwrap_or(0)
    }

    /// An annotation's text.
    #[must_use]
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.annotations.get(key).map(String::as_str)
    }
}
