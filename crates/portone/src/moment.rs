//! RFC 3339, as `PortOne` V2 writes moments.

use openclaw_domain::time::Timestamp;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

const NANOS_A_MILLI: i128 = 1_000_000;

/// `2026-11-23T01:00:00.5Z` and the like; `None` for anything else.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    let millis = moment.unix_timestamp_nanos().div_euclid(NANOS_A_MILLI);
    i64::try_from(millis).ok().map(Timestamp)
}

/// The moment in UTC; `None` outside the years 0 to 9999, which RFC 3339 cannot write.
pub(crate) fn format(moment: Timestamp) -> Option<String> {
    let nanos = i128::from(moment.0) * NANOS_A_MILLI;
    let moment = OffsetDateTime::from_unix_timestamp_nanos(nanos).ok()?;
    moment.format(&Rfc3339).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_survives_the_journey() {
        let moment = Timestamp(1_795_395_600_123);
        let written = format(moment).unwrap();
        assert_eq!(written, "2026-11-23T01:00:00.123Z");
        assert_eq!(parse(&written), Some(moment));
        assert_eq!(parse("2026-11-23T10:00:00.123456+09:00"), Some(moment));
    }

    #[test]
    fn what_is_no_moment_is_none() {
        for text in ["", "2026-11-23", "2026-11-23T01:00:00", "tomorrow"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(format(Timestamp(i64::MAX)), None);
    }
}
