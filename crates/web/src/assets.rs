//! Style sheets, scripts and pictures, inside the binary.
//!
//! Each has an address with the hash of its content, so that browsers may keep it for good:
//! a changed asset is another address. Each is packed once, when it is first asked for.

use std::{
    fmt::Write as _,
    sync::{LazyLock, OnceLock},
};

use flate2::Compression;
use sha2::{Digest as _, Sha256};

use crate::http::compress::gzip;

/// An asset, ready to be served with `Cache-Control: public, max-age=31536000, immutable`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asset {
    /// The value of `Content-Type`.
    pub content_type: &'static str,
    /// The content.
    pub bytes: &'static [u8],
    /// The content packed with gzip, where that makes it smaller.
    pub gzip: Option<&'static [u8]>,
    /// The value of `ETag`, quotes included.
    pub etag: &'static str,
}

/// The two sets of colours, each put into rules of its own: by the reader's device, and side by side
/// on the style guide.
macro_rules! light {
    () => {
        include_str!("../assets/css/light.css")
    };
}
macro_rules! dark {
    () => {
        include_str!("../assets/css/dark.css")
    };
}

const STYLE: &str = concat!(
    ":root {",
    light!(),
    "}\n@media (prefers-color-scheme: dark) { :root {",
    dark!(),
    "} }\n",
    include_str!("../assets/css/tokens.css"),
    include_str!("../assets/css/base.css"),
    include_str!("../assets/css/frame.css"),
    include_str!("../assets/css/components.css"),
    include_str!("../assets/css/forms.css"),
    include_str!("../assets/css/rail.css"),
    include_str!("../assets/css/packages.css"),
    include_str!("../assets/css/landing.css"),
    include_str!("../assets/css/sign-in.css"),
    include_str!("../assets/css/app.css"),
    include_str!("../assets/css/order.css"),
    include_str!("../assets/css/chart.css"),
    include_str!("../assets/css/account.css"),
    include_str!("../assets/css/admin.css"),
    include_str!("../assets/css/run.css"),
    include_str!("../assets/css/results.css"),
    include_str!("../assets/css/script.css"),
    include_str!("../assets/css/trends.css"),
);

const STYLE_GUIDE: &str = concat!(
    ".theme-light { color-scheme: light;",
    light!(),
    "}\n.theme-dark { color-scheme: dark;",
    dark!(),
    "}\n",
    include_str!("../assets/css/style-guide.css"),
);

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

/// Name, type and content of each asset.
const SOURCES: &[(&str, &str, &[u8])] = &[
    ("app.css", CSS, STYLE.as_bytes()),
    ("style-guide.css", CSS, STYLE_GUIDE.as_bytes()),
    ("app.js", JS, include_bytes!("../assets/app.js")),
    ("run.js", JS, include_bytes!("../assets/run.js")),
    (
        "teleprompter.js",
        JS,
        include_bytes!("../assets/teleprompter.js"),
    ),
    ("checkout.js", JS, include_bytes!("../assets/checkout.js")),
    ("clerk.js", JS, include_bytes!("../assets/clerk.js")),
    (
        "clerk-ko.js",
        JS,
        include_bytes!("../assets/vendor/clerk-ko.js"),
    ),
    (
        "htmx.js",
        JS,
        include_bytes!("../assets/vendor/htmx.min.js"),
    ),
    (
        "mark.svg",
        "image/svg+xml",
        include_bytes!("../assets/mark.svg"),
    ),
    (
        "share.png",
        "image/png",
        include_bytes!("../assets/share.png"),
    ),
    (
        "touch-icon.png",
        "image/png",
        include_bytes!("../assets/touch-icon.png"),
    ),
];

struct Entry {
    name: &'static str,
    url: String,
    etag: String,
    content_type: &'static str,
    bytes: &'static [u8],
    gzip: OnceLock<Option<Vec<u8>>>,
}

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| SOURCES.iter().map(entry).collect());

fn entry(&(name, content_type, bytes): &(&'static str, &'static str, &'static [u8])) -> Entry {
    let mut hash = String::with_capacity(12);
    for byte in &Sha256::digest(bytes)[..6] {
        let _ = write!(hash, "{byte:02x}");
    }
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
    Entry {
        name,
        url: format!("/assets/{stem}.{hash}.{extension}"),
        etag: format!("\"{hash}\""),
        content_type,
        bytes,
        gzip: OnceLock::new(),
    }
}

/// The address of an asset by its plain name, such as `app.css`.
///
/// A name that does not exist answers an address that does not exist: the tests render every page
/// and look each address up.
pub fn url(name: &str) -> &'static str {
    ENTRIES
        .iter()
        .find(|entry| entry.name == name)
        .map_or("/assets/missing", |entry| &entry.url)
}

/// The asset at a request's path, such as `/assets/app.0123456789ab.css`.
pub fn find(path: &str) -> Option<Asset> {
    let entry = ENTRIES.iter().find(|entry| entry.url == path)?;
    let pack = || gzip(entry.bytes, Compression::best());
    Some(Asset {
        content_type: entry.content_type,
        bytes: entry.bytes,
        gzip: entry.gzip.get_or_init(pack).as_deref(),
        etag: &entry.etag,
    })
}

/// The addresses of all assets.
pub fn urls() -> impl Iterator<Item = &'static str> {
    ENTRIES.iter().map(|entry| entry.url.as_str())
}
