//! From the portable dialect to a backend's own: parameters alone differ.

/// Has each parameter written by `parameter`, which is given what follows its `?`; what stands in
/// quotes or in a comment stays as it is.
pub(crate) fn rewritten(sql: &str, mut parameter: impl FnMut(&str, &mut String)) -> String {
    let mut written = String::with_capacity(sql.len());
    let mut inside = None;
    let mut rest = sql.char_indices().peekable();
    while let Some((at, character)) = rest.next() {
        match (inside, character) {
            (None, '?') => {
                let digit = |(_, next): &(usize, char)| next.is_ascii_digit();
                let digits = std::iter::from_fn(|| rest.next_if(digit)).count();
                parameter(&sql[at + 1..at + 1 + digits], &mut written);
                continue;
            }
            (None, '\'' | '"') => inside = Some(character),
            (None, '-') if rest.peek().is_some_and(|(_, next)| *next == '-') => {
                inside = Some('\n');
            }
            // A doubled quote ends the text and begins it again, which comes to the same.
            (Some(end), _) if end == character => inside = None,
            _ => {}
        }
        written.push(character);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::rewritten;

    #[test]
    fn parameters_are_rewritten_and_texts_are_not() {
        for (portable, own) in [
            ("SELECT ?1, ?12", "SELECT <1>, <12>"),
            ("SELECT '?1', ?1", "SELECT '?1', <1>"),
            ("SELECT 'it''s ?1', ?2", "SELECT 'it''s ?1', <2>"),
            (
                "SELECT \"?\" FROM t WHERE a = ?1",
                "SELECT \"?\" FROM t WHERE a = <1>",
            ),
            ("SELECT 1 -- why?\n, ?1", "SELECT 1 -- why?\n, <1>"),
            ("SELECT '한글' || ?10", "SELECT '한글' || <10>"),
            ("SELECT 3 - ?1", "SELECT 3 - <1>"),
        ] {
            let told = rewritten(portable, |number, written| {
                written.extend(["<", number, ">"]);
            });
            assert_eq!(told, own);
        }
    }
}
