//! What must hold for any bytes at all, at each place where bytes of others come in: a function each,
//! which panics when it does not. `fuzz/` has libFuzzer look for such bytes, and the test here tries
//! those that are kept in `fuzz/corpus`.

mod agent;
mod cookie;
mod document;
mod stream;
mod webhook;

/// A property, and what it takes.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    /// The name of the fuzz target and of its corpus.
    pub name: &'static str,
    /// Panics when the property does not hold for these bytes.
    pub holds: fn(&[u8]),
}

/// All of them.
pub const ALL: [Property; 11] = [
    of("webhook_portone_v2", webhook::portone_v2),
    of("webhook_portone_v1", webhook::portone_v1),
    of("webhook_clerk", webhook::clerk),
    of("cookie", cookie::header),
    of("redirect", cookie::redirect),
    of("manifest", agent::files),
    of("run_input", agent::input),
    of("model_output", document::output),
    of("sse_openai_responses", stream::openai_responses),
    of("sse_openai_chat", stream::openai_chat),
    of("sse_anthropic", stream::anthropic),
];

const fn of(name: &'static str, holds: fn(&[u8])) -> Property {
    Property { name, holds }
}

/// Tries the property of that name.
///
/// # Panics
///
/// When it does not hold, or there is none of that name.
pub fn check(name: &str, bytes: &[u8]) {
    let property = ALL.iter().find(|it| it.name == name);
    (property.expect("a property of that name").holds)(bytes);
}
