//! From the portable dialect to PostgreSQL's: parameters alone differ.

/// Writes `?1` as `$1`, but for what stands in quotes or in a comment.
pub(super) fn numbered(sql: &str) -> String {
    let mut written = String::with_capacity(sql.len());
    let mut inside = None;
    let mut rest = sql.chars().peekable();
    while let Some(character) = rest.next() {
        match (inside, character) {
            (None, '?') => {
                written.push('$');
                continue;
            }
            (None, '\'' | '"') => inside = Some(character),
            (None, '-') if rest.peek() == Some(&'-') => inside = Some('\n'),
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
    use super::numbered;

    #[test]
    fn parameters_are_rewritten_and_texts_are_not() {
        for (portable, own) in [
            ("SELECT ?1, ?12", "SELECT $1, $12"),
            ("SELECT '?1', ?1", "SELECT '?1', $1"),
            ("SELECT 'it''s ?1', ?2", "SELECT 'it''s ?1', $2"),
            (
                "SELECT \"?\" FROM t WHERE a = ?1",
                "SELECT \"?\" FROM t WHERE a = $1",
            ),
            ("SELECT 1 -- why?\n, ?1", "SELECT 1 -- why?\n, $1"),
            ("SELECT 3 - ?1", "SELECT 3 - $1"),
        ] {
            assert_eq!(numbered(portable), own);
        }
    }
}
