//! Configuration from a platform that has no environment to read: each key by its variable's name.

use confique::{
    Config as _,
    meta::{FieldKind, LeafKind, Meta},
};
use serde::{
    Deserialize as _, Deserializer,
    de::{
        Error as _, IntoDeserializer,
        value::{Error, MapDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
};

use super::{Config, ConfigError, payments::list};

impl Config {
    /// Reads every key that has an environment variable's name from `lookup`; what is empty is as if
    /// it were not there.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let wrong = |error: &dyn std::error::Error| ConfigError::Value(super::chain(error));
        let told = section(&Self::META, &lookup);
        let layer = <Self as confique::Config>::Layer::deserialize(told).map_err(|e| wrong(&e))?;
        let loaded = Self::builder().preloaded(layer).load();
        loaded.map_err(|error| wrong(&error))
    }
}

/// What was found of a section, or of a key.
enum Told {
    Section(Vec<(&'static str, Told)>),
    Key { name: &'static str, text: String },
}

fn section(meta: &Meta, lookup: &dyn Fn(&str) -> Option<String>) -> Told {
    let found = meta.fields.iter().filter_map(|field| {
        let told = match field.kind {
            FieldKind::Nested { meta } => section(meta, lookup),
            FieldKind::Leaf { env, kind } => {
                let (LeafKind::Required { .. } | LeafKind::Optional) = kind;
                let name = env?;
                let text = lookup(name).filter(|text| !text.is_empty())?;
                Told::Key { name, text }
            }
        };
        Some((field.name, told))
    });
    Told::Section(found.collect())
}

impl IntoDeserializer<'_, Error> for Told {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// A text as the number or the truth value that a key wants.
macro_rules! parsed {
    ($($method:ident => $visit:ident),* $(,)?) => { $(
        fn $method<V: serde::de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            let Self::Key { name, text } = self else {
                return self.deserialize_any(visitor);
            };
            let value = text.trim().parse();
            visitor.$visit(value.map_err(|error| Error::custom(format!("{name}: {error}")))?)
        }
    )* };
}

impl<'de> Deserializer<'de> for Told {
    type Error = Error;

    fn deserialize_any<V: serde::de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Section(keys) => visitor.visit_map(MapDeserializer::new(keys.into_iter())),
            Self::Key { name, text } => {
                let value = visitor.visit_string(text);
                value.map_err(|error: Error| Error::custom(format!("{name}: {error}")))
            }
        }
    }

    parsed! {
        deserialize_bool => visit_bool,
        deserialize_u8 => visit_u8,
        deserialize_u16 => visit_u16,
        deserialize_u32 => visit_u32,
        deserialize_u64 => visit_u64,
        deserialize_i64 => visit_i64,
    }

    fn deserialize_option<V: serde::de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: serde::de::Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: serde::de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let Self::Key { text, .. } = self else {
            return self.deserialize_any(visitor);
        };
        let Ok(parts) = list(&text);
        visitor.visit_seq(SeqDeserializer::new(parts.into_iter()))
    }

    fn deserialize_enum<V: serde::de::Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self {
            Self::Section(_) => self.deserialize_any(visitor),
            Self::Key { name, text } => {
                let value = visitor.visit_enum(text.into_deserializer());
                value.map_err(|error: Error| Error::custom(format!("{name}: {error}")))
            }
        }
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct tuple
        tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;
    use crate::config::{Gateway, Mode};

    fn load(told: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::from_lookup(|name| {
            let found = told.iter().find(|(key, _)| *key == name);
            found.map(|(_, text)| (*text).to_owned())
        })
    }

    #[test]
    fn every_kind_of_value_is_read() {
        let config = load(&[
            ("OPENCLAW_MODE", "live"),
            ("OPENCLAW_PUBLIC_URL", "https://openclaw.example"),
            ("OPENCLAW_PORTONE_GATEWAY", "v1"),
            ("OPENCLAW_PORTONE_METHODS", "card, kakaopay"),
            ("OPENCLAW_PORTONE_WEBHOOK_SECRETS", "whsec_a,whsec_b"),
            ("OPENCLAW_PORTONE_PRE_REGISTER", "false"),
            ("OPENCLAW_PORTONE_TIMEOUT_SECONDS", "61"),
            ("OPENCLAW_CREDITS_AT_SIGN_UP", "7"),
            ("OPENCLAW_SANDBOX_LISTEN", "127.0.0.1:9999"),
            ("OPENCLAW_OPENAI_API_KEY", ""),
        ])
        .unwrap();
        assert_eq!(config.mode, Mode::Live);
        assert_eq!(
            config.public_url.as_deref(),
            Some("https://openclaw.example")
        );
        let portone = &config.portone;
        assert_eq!(portone.gateway, Gateway::V1);
        assert_eq!(portone.methods.as_deref().unwrap(), ["card", "kakaopay"]);
        let secrets = portone
            .webhook_secrets()
            .iter()
            .map(ExposeSecret::expose_secret);
        assert_eq!(secrets.collect::<Vec<_>>(), ["whsec_a", "whsec_b"]);
        assert_eq!(portone.pre_register, Some(false));
        assert_eq!(portone.timeout_seconds, 61);
        assert_eq!(config.credits.at_sign_up, 7);
        assert_eq!(config.sandbox.listen.unwrap().port(), 9999);
        assert!(config.openai.api_key.is_none());
    }

    #[test]
    fn without_anything_the_defaults_hold() {
        let (looked_up, defaults) = (load(&[]).unwrap(), Config::defaults().unwrap());
        assert_eq!(looked_up.shown(), defaults.shown());
    }

    #[test]
    fn what_is_not_of_its_kind_is_refused_by_its_name() {
        for (name, text) in [
            ("OPENCLAW_MODE", "pretend"),
            ("OPENCLAW_PORTONE_TIMEOUT_SECONDS", "soon"),
            ("OPENCLAW_REFUNDS_AUTOMATIC", "perhaps"),
            ("OPENCLAW_SANDBOX_LISTEN", "nowhere"),
        ] {
            let error = load(&[(name, text)]).unwrap_err().to_string();
            assert!(error.contains(name), "{error}");
        }
    }
}
