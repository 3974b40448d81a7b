//! What a browser calls itself, in words its owner knows.

use crate::words::{Message, say, verbatim};

/// Words in a user agent and what they stand for; the first that is there counts, since most browsers
/// claim to be others as well.
type Known = [(&'static str, Name)];

/// A product's own name, or the key of what it is called here.
#[derive(Clone, Copy)]
enum Name {
    Its(&'static str),
    Said(&'static str),
}

use Name::{Its, Said};

const BROWSERS: &Known = &[
    ("KAKAOTALK", Said("device-kakaotalk")),
    ("Instagram", Said("device-instagram")),
    ("NAVER(inapp", Said("device-naver")),
    ("Whale/", Said("device-whale")),
    ("SamsungBrowser/", Said("device-samsung")),
    ("Edg", Its("Edge")),
    ("OPR/", Its("Opera")),
    ("Firefox/", Its("Firefox")),
    ("FxiOS/", Its("Firefox")),
    ("CriOS/", Its("Chrome")),
    ("Chrome/", Its("Chrome")),
    ("Safari/", Its("Safari")),
    ("curl/", Its("curl")),
];

const SYSTEMS: &Known = &[
    ("iPhone", Its("iPhone")),
    ("iPad", Its("iPad")),
    ("Android", Its("Android")),
    ("CrOS", Its("ChromeOS")),
    ("Windows", Its("Windows")),
    ("Macintosh", Its("Mac")),
    ("Linux", Its("Linux")),
];

impl Name {
    fn message(self) -> Message {
        match self {
            Its(name) => verbatim(name),
            Said(key) => say(key),
        }
    }
}

/// `Chrome · Android`; what is not known is not guessed.
pub fn device_words(user_agent: Option<&str>) -> Message {
    let sent = user_agent.unwrap_or_default();
    let find = |known: &Known| {
        let known = known.iter().find(|(word, _)| sent.contains(word));
        known.map(|(_, name)| *name)
    };
    match (find(BROWSERS), find(SYSTEMS)) {
        (Some(browser), Some(system)) => say("device")
            .with("browser", browser.message())
            .with("system", system.message()),
        (Some(one), None) | (None, Some(one)) => one.message(),
        (None, None) => say("device-unknown"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_that_claim_to_be_others_are_told_apart() {
        const ANDROID: &str =
            "Mozilla/5.0 (Linux; Android 16; SM-S931N) AppleWebKit/537.36 (KHTML, like Gecko)";
        const IPHONE: &str =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) AppleWebKit/605.1.15";
        const WINDOWS: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36";
        const MAC: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15";
        for (system, browser, words) in [
            (
                ANDROID,
                "Chrome/142.0 Mobile Safari/537.36",
                "Chrome · Android",
            ),
            (
                ANDROID,
                "SamsungBrowser/29.0 Chrome/136.0 Mobile Safari/537.36",
                "삼성 인터넷 · Android",
            ),
            (
                ANDROID,
                "Chrome/142.0 Mobile Safari/537.36 KAKAOTALK 26.1.0",
                "카카오톡 · Android",
            ),
            (
                IPHONE,
                "Version/26.1 Mobile/15E148 Safari/604.1",
                "Safari · iPhone",
            ),
            (
                IPHONE,
                "CriOS/142.0 Mobile/15E148 Safari/604.1",
                "Chrome · iPhone",
            ),
            (
                IPHONE,
                "Mobile/15E148 NAVER(inapp; search; 2000; 12.14.2)",
                "네이버 앱 · iPhone",
            ),
            (
                WINDOWS,
                "Chrome/142.0 Safari/537.36 Edg/142.0",
                "Edge · Windows",
            ),
            (
                WINDOWS,
                "Chrome/136.0 Whale/4.33 Safari/537.36",
                "웨일 · Windows",
            ),
            (MAC, "Version/26.1 Safari/605.1.15", "Safari · Mac"),
        ] {
            assert_eq!(
                device_words(Some(&format!("{system} {browser}"))).to_string(),
                words
            );
        }
    }

    #[test]
    fn what_is_not_known_is_not_guessed() {
        for (sent, words) in [
            (Some("curl/8.5.0"), "curl"),
            (Some("Mozilla/5.0 (Macintosh)"), "Mac"),
            (Some("<script>alert(1)</script>"), "알 수 없는 기기"),
            (Some(""), "알 수 없는 기기"),
            (None, "알 수 없는 기기"),
        ] {
            assert_eq!(device_words(sent).to_string(), words, "{sent:?}");
        }
    }
}
