//! Writes every asset under its address into a folder, for a host that serves them by itself:
//! `cargo run -p openclaw-web --example assets -- FOLDER`.

use std::{fs, io, path::Path};

use openclaw_web::assets;

fn main() -> io::Result<()> {
    let folder = std::env::args()
        .nth(1)
        .ok_or_else(|| io::Error::other("name the folder"))?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder.join("assets"))?;
    for url in assets::urls() {
        let asset = assets::find(url).ok_or_else(|| io::Error::other(url))?;
        fs::write(folder.join(url.trim_start_matches('/')), asset.bytes)?;
    }
    fs::write(
        folder.join("_headers"),
        "/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n  X-Content-Type-Options: nosniff\n",
    )
}
