//! The keys there are: for the documentation, and to find typing mistakes.

use std::fmt::Write as _;

use confique::{
    Config as _,
    meta::{Expr, FieldKind, LeafKind, Meta},
};

use super::Config;

/// All keys as a Markdown table: key, environment variable, default, meaning.
#[must_use]
pub fn table() -> String {
    let mut table =
        String::from("| key | environment | default | what it is |\n| --- | --- | --- | --- |\n");
    rows(&Config::META, "", &mut table);
    table
}

fn rows(meta: &Meta, section: &str, table: &mut String) {
    for field in meta.fields {
        match field.kind {
            FieldKind::Nested { meta } => rows(meta, &format!("{section}{}.", field.name), table),
            FieldKind::Leaf { env, kind } => {
                let name = env.map(|env| format!("`{env}`")).unwrap_or_default();
                let default = match kind {
                    LeafKind::Required {
                        default: Some(default),
                    } => {
                        format!("`{}`", plain(default))
                    }
                    _ => String::new(),
                };
                let words: Vec<&str> = field.doc.iter().map(|line| line.trim()).collect();
                let words = words.join(" ");
                // Writing into a String cannot fail.
                let _ = writeln!(
                    table,
                    "| `{section}{}` | {name} | {default} | {words} |",
                    field.name
                );
            }
        }
    }
}

/// A default as TOML writes it, texts without their quotes.
fn plain(default: Expr) -> String {
    match default {
        Expr::Str(text) => text.to_owned(),
        other => toml::Value::try_from(other)
            .map(|value| value.to_string())
            .unwrap_or_default(),
    }
}

/// The first key of a TOML document that does not exist. What is not TOML has none: the loader says
/// what is wrong with it.
pub(super) fn unknown(text: &str) -> Option<String> {
    unknown_in(&text.parse().ok()?, &Config::META)
}

fn unknown_in(table: &toml::Table, meta: &Meta) -> Option<String> {
    table.iter().find_map(|(key, value)| {
        let Some(field) = meta.fields.iter().find(|field| field.name == key) else {
            return Some(key.clone());
        };
        match (field.kind, value) {
            (FieldKind::Nested { meta }, toml::Value::Table(inner)) => {
                unknown_in(inner, meta).map(|inner| format!("{key}.{inner}"))
            }
            _ => None,
        }
    })
}
