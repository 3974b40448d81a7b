//! Style sheets, scripts and pictures, inside the binary; a Worker's platform serves them by itself.
//!
//! Each has an address with the hash of its content, so that browsers may keep it for good:
//! a changed asset is another address. Each is packed once, when it is first asked for.

use std::sync::{LazyLock, OnceLock};

use flate2::Compression;

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

/// An asset as it is compiled in.
struct Source {
    name: &'static str,
    content_type: &'static str,
    hash: u64,
    /// None where the platform has it.
    bytes: Option<&'static [u8]>,
}

/// The hash is made by the compiler, so that a Worker holds it without the content.
macro_rules! source {
    ($name:literal, $content_type:expr, $bytes:expr) => {
        Source {
            name: $name,
            content_type: $content_type,
            hash: const { hash($bytes) },
            bytes: if cfg!(target_arch = "wasm32") {
                None
            } else {
                Some($bytes)
            },
        }
    };
}

const SOURCES: &[Source] = &[
    source!("app.css", CSS, STYLE.as_bytes()),
    source!("style-guide.css", CSS, STYLE_GUIDE.as_bytes()),
    source!("app.js", JS, include_bytes!("../assets/app.js")),
    source!("run.js", JS, include_bytes!("../assets/run.js")),
    source!(
        "teleprompter.js",
        JS,
        include_bytes!("../assets/teleprompter.js")
    ),
    source!("checkout.js", JS, include_bytes!("../assets/checkout.js")),
    source!("clerk.js", JS, include_bytes!("../assets/clerk.js")),
    source!(
        "clerk-ko.js",
        JS,
        include_bytes!("../assets/vendor/clerk-ko.js")
    ),
    source!(
        "htmx.js",
        JS,
        include_bytes!("../assets/vendor/htmx.min.js")
    ),
    source!(
        "mark.svg",
        "image/svg+xml",
        include_bytes!("../assets/mark.svg")
    ),
    source!(
        "share.png",
        "image/png",
        include_bytes!("../assets/share.png")
    ),
    source!(
        "touch-icon.png",
        "image/png",
        include_bytes!("../assets/touch-icon.png")
    ),
];

/// FNV-1a of 64 bits. It tells one version from the next; nobody is kept out by it.
const fn hash(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        at += 1;
    }
    hash
}

struct Entry {
    name: &'static str,
    url: String,
    etag: String,
    content_type: &'static str,
    bytes: Option<&'static [u8]>,
    gzip: OnceLock<Option<Vec<u8>>>,
}

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| SOURCES.iter().map(entry).collect());

fn entry(source: &Source) -> Entry {
    let name = source.name;
    let hash = format!("{:012x}", source.hash >> 16);
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
    Entry {
        name,
        url: format!("/assets/{stem}.{hash}.{extension}"),
        etag: format!("\"{hash}\""),
        content_type: source.content_type,
        bytes: source.bytes,
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
    let bytes = entry.bytes?;
    let pack = || gzip(bytes, Compression::best());
    Some(Asset {
        content_type: entry.content_type,
        bytes,
        gzip: entry.gzip.get_or_init(pack).as_deref(),
        etag: &entry.etag,
    })
}

/// The addresses of all assets.
pub fn urls() -> impl Iterator<Item = &'static str> {
    ENTRIES.iter().map(|entry| entry.url.as_str())
}
