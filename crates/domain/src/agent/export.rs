//! The kinds of files that a result can be taken home as.

use minijinja::{Error, ErrorKind};
use serde::{Deserialize, Serialize};

use super::{
    labelled::{Cue, Labelled},
    manifest::Download,
    render::Rendering,
    script::Script,
};

/// The most characters in a line of subtitles, and about as many as are read at once.
const CUE_CHARACTERS: usize = 32;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exporter {
    /// Plain text by a template.
    Text,
    /// Markdown by a template.
    Markdown,
    /// SubRip subtitles of the narration.
    Srt,
    /// WebVTT subtitles of the narration.
    Vtt,
    /// The whole document.
    Json,
}

impl Exporter {
    /// Whether it takes a template.
    pub(super) fn takes_template(self) -> bool {
        matches!(self, Self::Text | Self::Markdown)
    }

    /// Whether it needs to know where the script is.
    pub(super) fn needs_script(self) -> bool {
        matches!(self, Self::Srt | Self::Vtt)
    }
}

/// The file. `script` is there for every agent that exports subtitles: the catalog sees to it.
pub(super) fn export(
    rendering: &Rendering<'_>,
    download: &Download,
    script: Option<&Script>,
) -> Result<Labelled, Error> {
    let Rendering {
        document, language, ..
    } = rendering;
    let body = || rendering.body(download.template.as_deref().unwrap_or_default());
    let cues = || {
        let script = script.ok_or_else(|| Error::new(ErrorKind::InvalidOperation, "no script"))?;
        Ok::<_, Error>(cues(script))
    };
    Ok(match download.exporter {
        Exporter::Text => Labelled::text(document, &body()?, *language),
        Exporter::Markdown => Labelled::markdown(document, &body()?, *language),
        Exporter::Srt => Labelled::srt(&cues()?),
        Exporter::Vtt => Labelled::vtt(document, &cues()?),
        Exporter::Json => Labelled::json(document),
    })
}

/// The narration in lines that can be read at once, each for its share of its scene.
fn cues(script: &Script) -> Vec<Cue> {
    let mut cues = Vec::new();
    for scene in &script.scenes {
        let lines = lines(&scene.narration);
        let total: u64 = lines.iter().map(|line| width(line)).sum();
        let start_ms = u64::try_from(scene.start).map_or(0, |it| it.saturating_mul(1000));
        let mut said = 0;
        for line in lines {
            let share = |part: u64| scene.length_ms().saturating_mul(part) / total.max(1);
            let at = |part: u64| start_ms.saturating_add(share(part));
            let until = said + width(&line);
            cues.push(Cue {
                start_ms: at(said),
                end_ms: at(until),
                text: line,
            });
            said = until;
        }
    }
    cues
}

fn width(line: &str) -> u64 {
    line.chars().count() as u64
}

/// Whole words, about [`CUE_CHARACTERS`] a line, a new line for each sentence.
fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut open = false;
    for word in text.split_whitespace() {
        // An arrow of this kind would end a cue.
        let word = word.replace("-->", "→");
        match lines.last_mut() {
            Some(line) if open && line.chars().count() + word.chars().count() < CUE_CHARACTERS => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word.clone()),
        }
        open = !word.ends_with(['.', '!', '?', '…']);
    }
    lines
}
