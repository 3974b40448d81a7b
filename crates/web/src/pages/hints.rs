//! What a payment window brings along when it leads back: hints of where to look, never proof.

use openclaw_domain::order::Claim;

use crate::api::orders::is_attempt;

/// Longer than any token that a gateway gives out.
const LONGEST_TOKEN: usize = 2_000;

/// Hints, from an address or a form. V1 and V2 name them differently, and V2's own documents spell
/// some of them in two ways.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hints {
    attempt: Option<String>,
    token: Option<String>,
    /// The window said that it failed.
    pub(super) doubted: bool,
}

impl Hints {
    /// Reads what is known among the pairs, and leaves out what cannot be a hint at all.
    pub(super) fn read(pairs: &[(String, String)]) -> Self {
        let find = |names: &[&str]| {
            let mut found = pairs
                .iter()
                .filter(|(name, value)| names.contains(&name.as_str()) && !value.is_empty());
            found.next().map(|(_, value)| value.clone())
        };
        let said = |name: &str, word: &str| find(&[name]).is_some_and(|it| it == word);
        Self {
            attempt: find(&["imp_uid", "tx_id", "txId"]).filter(|it| is_attempt(it)),
            token: find(&["payment_token", "paymentToken"])
                .filter(|it| it.len() <= LONGEST_TOKEN && !it.contains(char::is_control)),
            doubted: find(&["code", "error_code"]).is_some() || said("imp_success", "false"),
        }
    }

    /// Name and value of each, in our own spelling.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        let attempt = self.attempt.clone().map(|it| ("tx_id", it));
        let token = self.token.clone().map(|it| ("payment_token", it));
        // Only that it failed is kept of the window's words: they are nobody's we know.
        let code = self.doubted.then(|| ("code", "failed".to_owned()));
        [attempt, token, code].into_iter().flatten().collect()
    }

    /// The same behind an address.
    pub(super) fn onto(&self, address: &str) -> String {
        let encode = |text: &str| {
            percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC)
                .to_string()
        };
        let pairs = self.pairs();
        let pairs = pairs
            .iter()
            .map(|(name, value)| format!("{name}={}", encode(value)));
        let query = pairs.collect::<Vec<_>>().join("&");
        if query.is_empty() {
            address.to_owned()
        } else {
            format!("{address}?{query}")
        }
    }

    /// What is left of them when nothing was captured.
    pub(super) fn in_doubt(&self) -> Self {
        Self {
            attempt: self.attempt.clone(),
            token: None,
            doubted: true,
        }
    }

    /// Where the domain may look.
    pub(super) fn claim(self) -> Claim {
        Claim {
            attempt: self.attempt,
            token: self.token,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &[(&str, &str)]) -> Hints {
        let owned = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        Hints::read(&query.iter().map(owned).collect::<Vec<_>>())
    }

    #[test]
    fn both_versions_ways_back_lead_to_the_same_hints() {
        let v2 = read(&[
            ("paymentId", "0193"),
            ("txId", "0193-ab"),
            ("paymentToken", "t/1"),
            ("code", "FAILURE_TYPE_PG"),
            ("message", "<b>no</b>"),
        ]);
        let address = v2.onto("/orders/1");
        assert_eq!(
            address,
            "/orders/1?tx_id=0193%2Dab&payment_token=t%2F1&code=failed"
        );
        let v1 = read(&[
            ("imp_uid", "imp_12"),
            ("merchant_uid", "0193"),
            ("imp_success", "false"),
        ]);
        assert_eq!(v1.onto("/orders/1"), "/orders/1?tx_id=imp%5F12&code=failed");
        let claim = v1.claim();
        assert_eq!(
            (claim.attempt.as_deref(), claim.token),
            (Some("imp_12"), None)
        );
    }

    #[test]
    fn what_cannot_be_a_hint_is_left_out() {
        let hints = read(&[
            ("imp_uid", "../cancel"),
            ("payment_token", "a\nb"),
            ("code", ""),
            ("message", "paid"),
        ]);
        assert_eq!(hints, Hints::default());
        assert_eq!(hints.onto("/orders/1"), "/orders/1");
    }
}
