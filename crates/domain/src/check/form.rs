//! Checks of form: hashtags, lengths, numbers of items.

use super::{Found, Subject, path::texts};

/// The most characters of one hashtag.
const TAG_CHARACTERS: usize = 30;

pub(super) fn hashtags(subject: &Subject<'_>, path: &str, min: usize, max: usize) -> Found {
    let tags = texts(subject.output, path);
    let mut found = Vec::new();
    if !(min..=max).contains(&tags.len()) {
        let reason = format!("there are {}; write {min} to {max}", tags.len());
        found.push((path.trim_end_matches("[]").to_owned(), reason));
    }
    for (index, (place, tag)) in tags.iter().enumerate() {
        let name = tag.strip_prefix('#').unwrap_or_default();
        let letters = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
        if !letters
            || name.chars().count() > TAG_CHARACTERS
            || name.chars().all(|c| c.is_ascii_digit())
        {
            let reason = format!(
                "`{tag}` is no hashtag: write # and then up to {TAG_CHARACTERS} letters, digits or _, no spaces"
            );
            found.push((place.clone(), reason));
        }
        if tags[..index]
            .iter()
            .any(|(_, other)| other.to_lowercase() == tag.to_lowercase())
        {
            found.push((place.clone(), format!("`{tag}` is there already")));
        }
    }
    found
}

pub(super) fn length(subject: &Subject<'_>, path: &str, min: usize, max: usize) -> Found {
    let outside = |(place, text): (String, &str)| {
        let length = text.trim().chars().count();
        let limits = if min == 0 {
            format!("{max} at most")
        } else {
            format!("{min} to {max}")
        };
        (!(min..=max).contains(&length))
            .then(|| (place, format!("has {length} characters; {limits}")))
    };
    texts(subject.output, path)
        .into_iter()
        .filter_map(outside)
        .collect()
}

pub(super) fn items(subject: &Subject<'_>, path: &str, min: usize, max: usize) -> Found {
    let count = subject.output[path].as_array().map_or(0, Vec::len);
    if (min..=max).contains(&count) {
        return Vec::new();
    }
    vec![(
        path.to_owned(),
        format!("has {count} items; {min} to {max}"),
    )]
}
