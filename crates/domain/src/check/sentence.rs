//! Where sentences end.

/// The sentences of a text, without what ends them. A point within a number ends none.
pub(crate) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let is_end = |(at, sign): (usize, char)| {
        let rest = &text[at + sign.len_utf8()..];
        let ends = matches!(sign, '.' | '?' | '!' | '…' | '。' | '？' | '！');
        sign == '\n' || (ends && rest.chars().next().is_none_or(char::is_whitespace))
    };
    let mut start = 0;
    let ends: Vec<usize> = text
        .char_indices()
        .filter(|sign| is_end(*sign))
        .map(|(at, sign)| at + sign.len_utf8())
        .chain([text.len()])
        .collect();
    ends.into_iter().filter_map(move |end| {
        let sentence = text[start..end].trim();
        start = end;
        let bare = sentence.trim_end_matches(['.', '?', '!', '…', '。', '？', '！', ' ']);
        (!bare.is_empty()).then_some(bare)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_people_hear_it() {
        let found: Vec<&str> = sentences("물 1.5컵이요. 정말요?! 네…\n끝").collect();
        assert_eq!(found, ["물 1.5컵이요", "정말요", "네", "끝"]);
        assert_eq!(sentences(" … ").count(), 0);
    }
}
