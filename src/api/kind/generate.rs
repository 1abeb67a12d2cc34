//! What is made of the table of kinds: their names, and what stands in their rows.

macro_rules! names {
    (($d:tt) $( $(#[$doc:meta])* $name:ident $plural:literal $singular:ident
        [$($short:literal),*] $group:literal $version:literal $scope:ident $($all:ident)?
        [$($has:ident)*] $($inert:ident)? ; )*) => {
        /// The kinds the simulator knows, in the order of their resource names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $( $(#[$doc])* $name, )*
            /// A kind without a type of its own.
            Other(OtherKind),
        }

        /// Every kind that has a type of its own.
        pub const KINDS: &[Kind] = &[ $( Kind::$name, )* ];

        impl Kind {
            /// The kind's row in the table.
            #[must_use]
            pub fn info(self) -> &'static KindInfo {
                match self { $( Self::$name => &KindInfo {
                    kind: stringify!($name), plural: $plural, singular: stringify!($singular),
                    short: &[$($short),*], group: $group, version: $version,
                    namespaced: names!(@scope $scope), in_all: names!(@all $($all)?),
                    inert: names!(@inert $($inert)?),
                    generation: names!(@generation [$($has)*]),
                }, )* Self::Other(it) => it.info() }
            }
        }
    };
    (@generation [spec $($more:ident)*]) => { true };
    (@generation $has:tt) => { false };
    (@scope namespaced) => { true };
    (@scope cluster) => { false };
    (@inert inert) => { true };
    (@inert) => { false };
    (@all all) => { true };
    (@all) => { false };
}
pub(super) use names;
