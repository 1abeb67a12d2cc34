//! A command's flags, declared once: the struct with a typed field for each, and the table that
//! parser, help and completion read. A flag that is read and not declared does not compile; one
//! that is declared and never read is dead code, which the compiler warns of.

/// Declares flags, as the `*Options` of each command and `AddFlags` do upstream.
///
/// ```text
/// flags! {
///     /// `kubectl wait`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/wait/wait.go`.
///     pub(super) struct WaitFlags<'a>: DryRunFlags {
///         [files: FilenameFlags<'a>]
///         all: switch "all";
///         selector: text "selector" / "l";
///         cascade: text "cascade" ? "background";
///         replicas: int32 "replicas", required;
///         _: "chunk-size=number";
///     }
/// }
/// ```
///
/// Behind the name stand the groups that are settled before the command begins ([`Session`]), in
/// brackets those that it reads itself. A flag has a shape, a name, a letter, and the value of the
/// bare flag. Behind `_` stand flags that are taken and change nothing here. The shapes:
///
/// | shape | the field | |
/// |---|---|---|
/// | `switch` | `bool` | |
/// | `switch_on` | `bool` | true where it is not given |
/// | `maybe` | `Option<bool>` | a switch whose absence means something of its own |
/// | `text` | `Option<&str>` | the last value |
/// | `array` | `&[String]` | each value as it is |
/// | `list` | `&[String]` | values are split at commas |
/// | `int32` | `Option<i32>` | |
/// | `number` | `Option<i64>` | |
/// | `duration` | `Option<i64>` | milliseconds |
///
/// [`Session`]: crate::kubectl::session::Session
macro_rules! flags {
    ($(#[$about:meta])* $vis:vis struct $name:ident<$life:lifetime> $($rest:tt)*) => {
        $crate::kubectl::flags::flags! {
            @declare [$(#[$about])*] [$vis] $name [$life] $life $($rest)*
        }
    };
    ($(#[$about:meta])* $vis:vis struct $name:ident $($rest:tt)*) => {
        $crate::kubectl::flags::flags! {
            @declare [$(#[$about])*] [$vis] $name [] 'static $($rest)*
        }
    };
    (@declare [$(#[$about:meta])*] [$vis:vis] $name:ident [$($own:lifetime)?] $life:lifetime
        $(: $($settled:ident),+)?
        {
            $([$group:ident: $of:ty])*
            $($field:ident: $shape:ident $flag:literal $(/ $short:literal)? $(? $bare:literal)?
                $(, $required:ident)?;)*
            $(_: $taken:literal;)?
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, Default)]
        $vis struct $name<$($own)?> {
            $( pub $group: $of, )*
            $( pub $field: $crate::kubectl::flags::flags!(@type $shape $life), )*
        }

        impl<$($own)?> $crate::kubectl::flags::Declared for $name<$($own)?> {
            const TABLE: &'static $crate::kubectl::flags::Table = &$crate::kubectl::flags::Table {
                groups: &[
                    $( $( <$settled as $crate::kubectl::flags::Declared>::TABLE, )+ )?
                    $( <$of as $crate::kubectl::flags::Declared>::TABLE, )*
                ],
                own: concat!(
                    $( $flag, $("/", $short,)? "=", stringify!($shape), $("?", $bare,)?
                        $("!", stringify!($required),)? " ", )*
                    $( $taken )?
                ),
            };
        }

        impl<$($own)?> $name<$($own)?> {
            /// The flags as they were given.
            pub fn of(args: &$($own)? $crate::kubectl::flags::Args) -> Self {
                // It may read none.
                let _ = args;
                Self {
                    $( $group: <$of>::of(args), )*
                    $( $field: $crate::kubectl::flags::given::$shape(args, $flag), )*
                }
            }
        }
    };
    (@type switch $life:lifetime) => { bool };
    (@type switch_on $life:lifetime) => { bool };
    (@type maybe $life:lifetime) => { Option<bool> };
    (@type text $life:lifetime) => { Option<&$life str> };
    (@type array $life:lifetime) => { &$life [String] };
    (@type list $life:lifetime) => { &$life [String] };
    (@type int32 $life:lifetime) => { Option<i32> };
    (@type number $life:lifetime) => { Option<i64> };
    (@type duration $life:lifetime) => { Option<i64> };
}

pub(in crate::kubectl) use flags;
