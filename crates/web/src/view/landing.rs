//! The first page: what is made here, how, for how much.

use askama::Template;

use super::{
    filters,
    package::{Package, Terms},
    sharing::Offers,
    shell::Shell,
};
use crate::words::{Message, say};

/// A piece of a script shown as an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The topic it was made from.
    pub topic: Message,
    /// Its title.
    pub title: Message,
    /// Its length, such as `38초`.
    pub length: Message,
    /// A few of its scenes.
    pub scenes: Vec<ExcerptScene>,
}

/// One scene of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExcerptScene {
    /// Its span, such as `0:00`.
    pub at: String,
    /// Its part in the story.
    pub label: Message,
    /// What is said.
    pub narration: Message,
    /// What the screen shows.
    pub on_screen: Message,
}

impl Excerpt {
    /// The example the landing page shows.
    pub fn standard() -> Self {
        let scene = |at: &str, label, narration, on_screen| ExcerptScene {
            at: at.into(),
            label,
            narration,
            on_screen,
        };
        Self {
            topic: say("excerpt-topic"),
            title: say("excerpt-title"),
            length: say("excerpt-length"),
            scenes: vec![
                scene(
                    "0:00",
                    say("excerpt-hook"),
                    say("excerpt-hook-say"),
                    say("excerpt-hook-screen"),
                ),
                scene(
                    "0:03",
                    say("excerpt-why"),
                    say("excerpt-why-say"),
                    say("excerpt-why-screen"),
                ),
                scene(
                    "0:11",
                    say("excerpt-way"),
                    say("excerpt-way-say"),
                    say("excerpt-way-screen"),
                ),
            ],
        }
    }
}

/// The landing page.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "landing.html")]
pub struct Landing {
    /// The frame.
    pub shell: Shell,
    /// The example.
    pub excerpt: Excerpt,
    /// What a run of the first agent costs, in credits.
    pub run_price: i64,
    /// Free credits for signing up; none are mentioned if 0.
    pub signup_credits: i64,
    /// The packages.
    pub packages: Vec<Package>,
    /// The conditions beside them.
    pub terms: Terms,
}

impl Landing {
    /// Where making a first script begins.
    pub fn start_url(&self) -> &'static str {
        if self.shell.user.is_some() {
            "/agents"
        } else {
            "/sign-in?next=%2Fagents"
        }
    }

    /// The packages, for search engines.
    pub fn offers(&self) -> Offers<'_> {
        Offers(&self.packages)
    }

    /// Where a package is bought.
    pub fn buy_url(&self, package: &Package) -> String {
        if self.shell.user.is_some() {
            format!("/credits?package={}#packages", package.code)
        } else {
            format!(
                "/sign-in?next=%2Fcredits%3Fpackage%3D{}%23packages",
                package.code
            )
        }
    }
}
