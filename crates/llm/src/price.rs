//! What the models that we know cost.

/// Micro-USD for a million tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenPrice {
    /// Input tokens.
    pub input: u32,
    /// Input tokens that came from the provider's cache.
    pub cached: u32,
    /// Input tokens that were written to it.
    pub cache_write: u32,
    /// Output tokens.
    pub output: u32,
}

/// By how each id begins: dated versions cost what their model costs. Providers' price pages,
/// November 2026, in micro-USD for a million tokens: input, cached, written to the cache, output.
/// The gpt-4o models write to their cache for nothing more; gpt-6 and Claude for a quarter more.
/// A longer id comes before the one it begins with.
const KNOWN: &[(&str, TokenPrice)] = &[
    ("gpt-4o-mini", of(150_000, 75_000, 150_000, 600_000)),
    ("gpt-4o", of(2_500_000, 1_250_000, 2_500_000, 10_000_000)),
    ("gpt-6-luna", of(100_000, 10_000, 125_000, 500_000)),
    ("gpt-6-sol", of(2_000_000, 200_000, 2_500_000, 10_000_000)),
    ("gpt-6.1-sol", of(2_000_000, 100_000, 2_500_000, 10_000_000)),
    ("gpt-6.1-terra", of(1_000_000, 50_000, 1_250_000, 5_000_000)),
    ("claude-haiku-5-5", of(100_000, 10_000, 125_000, 500_000)),
    (
        "claude-sonnet-5-5",
        of(2_000_000, 200_000, 2_500_000, 10_000_000),
    ),
    (
        "claude-opus-5-5",
        of(4_000_000, 400_000, 5_000_000, 20_000_000),
    ),
    (
        "claude-fable-5-1",
        of(10_000_000, 1_000_000, 12_500_000, 50_000_000),
    ),
];

const fn of(input: u32, cached: u32, cache_write: u32, output: u32) -> TokenPrice {
    TokenPrice {
        input,
        cached,
        cache_write,
        output,
    }
}

/// What a model costs; `None` when it is none that we know.
#[must_use]
pub fn known_price(model: &str) -> Option<TokenPrice> {
    let is_of = |id: &str| {
        let rest = model.strip_prefix(id)?;
        (rest.is_empty() || rest.starts_with("-2")).then_some(())
    };
    KNOWN
        .iter()
        .find_map(|(id, price)| is_of(id).map(|()| *price))
}

#[cfg(test)]
mod tests {
    use super::known_price;

    #[test]
    fn dated_versions_cost_what_their_model_costs_and_nothing_else_is_guessed() {
        let input = |model| known_price(model).map(|price| price.input);
        assert_eq!(input("gpt-4o-mini"), Some(150_000));
        assert_eq!(input("gpt-4o-mini-2024-07-18"), Some(150_000));
        assert_eq!(input("gpt-4o-2024-11-20"), Some(2_500_000));
        assert_eq!(input("gpt-6.1-sol"), Some(2_000_000));
        assert_eq!(input("claude-haiku-5-5-20260901"), Some(100_000));
        for unknown in ["", "gpt-4", "gpt-6-luna-pro", "gpt-4o-audio", "llama4"] {
            assert_eq!(input(unknown), None, "{unknown}");
        }
    }
}
