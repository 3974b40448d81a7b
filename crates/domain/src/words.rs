//! Closed sets of words that SQL, JSON and Rust share: one enum, one word a variant.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $word)] $variant),* }

        impl $name {
            /// The word that SQL and JSON use.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }

        impl $crate::database::FromValue for $name {
            fn from_value(value: &$crate::database::Value) -> Option<Self> {
                match value {
                    $($crate::database::Value::Text(text) if text == $word => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }

        impl From<$name> for $crate::database::Value {
            fn from(word: $name) -> Self {
                word.as_str().into()
            }
        }
    };
}

pub(crate) use words;
