//! Cookies, and the pages that a browser is sent on to.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};
use openclaw_web::{cookies, safe_next};
use url::Url;

/// A `Cookie` header of any bytes is read or passed over; and a value that we gave comes back as it was,
/// whatever other cookies stand around it.
pub(crate) fn header(bytes: &[u8]) {
    let mut headers = HeaderMap::new();
    if let Ok(sent) = HeaderValue::from_bytes(bytes) {
        headers.insert(header::COOKIE, sent);
        if let Some(value) = cookies::sent(&headers, "oc_session") {
            assert!(value.len() <= bytes.len(), "decoding adds nothing");
        }
    }
    let value = String::from_utf8_lossy(bytes);
    for is_secure in [false, true] {
        let kept = cookies::kept("oc_session", &value, Duration::from_mins(1), is_secure);
        let kept = kept.to_str().expect("ASCII");
        let mut parts = kept.split("; ");
        let pair = parts.next().expect("a name and a value");
        assert_eq!(pair.matches([';', ',', ' ', '"']).count(), 0, "{pair}");
        assert!(parts.clone().any(|it| it == "HttpOnly"), "{kept}");
        assert_eq!(parts.any(|it| it == "Secure"), is_secure, "{kept}");
        let mut headers = HeaderMap::new();
        for other in ["a=b; ;=; c", pair] {
            let other = HeaderValue::from_str(other).expect("a header");
            headers.append(header::COOKIE, other);
        }
        let back = cookies::sent(&headers, "oc_session");
        assert_eq!(back.as_deref(), Some(value.as_ref()), "it comes back");
    }
}

/// Wherever somebody asks to be sent, a browser stays at this site.
pub(crate) fn redirect(bytes: &[u8]) {
    let asked = String::from_utf8_lossy(bytes);
    let next = safe_next(Some(&asked));
    for home in [
        "https://openclaw.example/sign-in",
        "http://127.0.0.1:8787/auth/kakao/callback?code=1",
    ] {
        let home = Url::parse(home).expect("an address");
        let led_to = home.join(&next).expect("an address below it");
        assert_eq!(led_to.origin(), home.origin(), "{next}");
    }
    assert!(!next.contains(char::is_control), "{next:?}");
    assert_eq!(safe_next(Some(&next)), next, "what is safe stays as it is");
}
