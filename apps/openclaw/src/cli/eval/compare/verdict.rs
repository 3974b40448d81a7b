//! Whether a difference is one, in plain words.

use openclaw_domain::eval::{Difference, Share};

/// `95.0 % (88.8 to 97.8) of 100`: the share with its 95 % interval.
pub(super) fn share(share: Share) -> String {
    if share.all == 0 {
        return "none yet".to_owned();
    }
    let (low, high) = share.interval();
    format!(
        "{:.1} % ({:.0} to {:.0}) of {}",
        share.value() * 100.0,
        low * 100.0,
        high * 100.0,
        share.all
    )
}

/// Which side is better, and whether chance alone explains it.
pub(super) fn sentence(what: &str, a: Share, b: Share) -> String {
    if a.all == 0 || b.all == 0 {
        return format!("{what}: nothing to compare yet.");
    }
    let difference = b.over(a);
    let (low, high) = (difference.low * 100.0, difference.high * 100.0);
    if difference.is_sure() {
        let better = if difference.seen > 0.0 { "B" } else { "A" };
        return format!(
            "{what}: {better} is better. B's share is {:+.1} points from A's, and with 95 % confidence between {low:+.1} and {high:+.1}.",
            difference.seen * 100.0
        );
    }
    format!(
        "{what}: no difference is proved. B's share is {:+.1} points from A's, but anything from {low:+.1} to {high:+.1} fits; more runs would tell.",
        difference.seen * 100.0
    )
}

/// For programs.
pub(super) fn json(a: Share, b: Share) -> serde_json::Value {
    let Difference { low, seen, high } = b.over(a);
    serde_json::json!({
        "a": { "of": a.of, "all": a.all, "interval": a.interval() },
        "b": { "of": b.of, "all": b.all, "interval": b.interval() },
        "difference": { "low": low, "seen": seen, "high": high },
        "is_sure": b.over(a).is_sure(),
    })
}
