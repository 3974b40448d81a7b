//! Samples: the style guide, which is made of samples.

use crate::{
    view::{
        shell::{Nav, Shell},
        style_guide::StyleGuide,
    },
    words::say,
};

impl StyleGuide {
    /// As it is shown.
    pub fn sample() -> Self {
        Self::new(Shell::sample(say("style-title"), Nav::Nowhere))
    }
}
