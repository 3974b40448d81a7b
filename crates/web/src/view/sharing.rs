//! What search engines and link previews are told, in the head of public pages.

use std::fmt;

use askama::{FastWritable, Values, filters::HtmlSafe};
use serde_json::{Value, json};

use super::package::Package;
use crate::{
    assets,
    words::{PUBLIC_PAGES, Reader, english_address, korean_address},
};

/// Where the page is in each language, and its picture; nothing on pages that are somebody's own.
#[derive(Debug, Clone, Copy)]
pub struct Alternates;

impl HtmlSafe for Alternates {}

impl FastWritable for Alternates {
    fn write_into(&self, dest: &mut dyn fmt::Write, values: &dyn Values) -> askama::Result<()> {
        let reader = Reader::of(values);
        let address = reader.address.split('?').next().unwrap_or_default();
        let korean = korean_address(address);
        if !PUBLIC_PAGES.contains(&korean.as_str()) {
            return Ok(());
        }
        let english = english_address(&korean);
        let home = &reader.home;
        write!(
            dest,
            "\n<link rel=\"canonical\" href=\"{home}{address}\">\
             \n<meta property=\"og:url\" content=\"{home}{address}\">\
             \n<meta property=\"og:image\" content=\"{home}{}\">\
             \n<meta property=\"og:image:width\" content=\"1200\">\
             \n<meta property=\"og:image:height\" content=\"630\">\
             \n<meta name=\"twitter:card\" content=\"summary_large_image\">",
            assets::url("share.png")
        )?;
        for (language, path) in [("ko", &korean), ("en", &english), ("x-default", &korean)] {
            write!(
                dest,
                "\n<link rel=\"alternate\" hreflang=\"{language}\" href=\"{home}{path}\">"
            )?;
        }
        Ok(())
    }
}

impl fmt::Display for Alternates {
    /// Nobody in particular has no address.
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

/// The offers as schema.org has them, in a data block: no script, so no policy needs to allow it.
#[derive(Debug, Clone, Copy)]
pub struct Offers<'a>(pub &'a [Package]);

impl HtmlSafe for Offers<'_> {}

impl Offers<'_> {
    fn json(self, reader: &Reader) -> Value {
        let home = &reader.home;
        let offers = self.0.iter().map(|package| {
            json!({
                "@type": "Offer",
                "name": package.name.to(reader.language),
                "price": package.price_won,
                "priceCurrency": "KRW",
                "availability": "https://schema.org/InStock",
                "url": format!("{home}/credits?package={}", package.code),
            })
        });
        json!({
            "@context": "https://schema.org",
            "@type": "WebApplication",
            "name": "OpenClaw",
            "url": home,
            "applicationCategory": "MultimediaApplication",
            "operatingSystem": "Web",
            "inLanguage": ["ko", "en"],
            "image": format!("{home}{}", assets::url("share.png")),
            "offers": offers.collect::<Vec<_>>(),
        })
    }
}

impl FastWritable for Offers<'_> {
    fn write_into(&self, dest: &mut dyn fmt::Write, values: &dyn Values) -> askama::Result<()> {
        // A package's name must not end the block.
        let json = self
            .json(&Reader::of(values))
            .to_string()
            .replace('<', "\\u003c");
        write!(dest, "<script type=\"application/ld+json\">{json}</script>")?;
        Ok(())
    }
}

impl fmt::Display for Offers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = self
            .json(&Reader::default())
            .to_string()
            .replace('<', "\\u003c");
        write!(f, "<script type=\"application/ld+json\">{json}</script>")
    }
}
