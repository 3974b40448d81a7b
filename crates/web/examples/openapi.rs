//! Writes the OpenAPI document anew, after the API has changed:
//! `cargo run -p openclaw-web --example openapi`.

use std::{fs, io, path::Path};

fn main() -> io::Result<()> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    fs::write(file, openclaw_web::openapi_of_code())
}
