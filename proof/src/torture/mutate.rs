//! Inputs that are nearly right: a seed decides what is cut, doubled, moved and put in their place.

use super::Dice;

/// What parsers stumble over.
const PIECES: [&[u8]; 24] = [
    b"\0",
    b"\r\n",
    b"\n\n",
    b"\r",
    b"data: ",
    b"data:\n",
    b"event: error\n",
    b"\"",
    b"\\",
    b"\\ud800",
    b"\\u0000",
    b"{",
    b"}",
    b"[",
    b"null",
    b"-1",
    b"9223372036854775808",
    b"1e999",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    "\u{202e}".as_bytes(),
    "가".as_bytes(),
    b"; oc_session=x",
    b"[DONE]",
];

/// The input with a few changes.
pub(super) fn mutated(input: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..=dice.below(4) {
        change(&mut bytes, dice);
    }
    // Nothing that the size of a request would stop anyway.
    bytes.truncate(60_000);
    bytes
}

fn place(length: usize, dice: &mut Dice) -> usize {
    usize::try_from(dice.below(length as u64 + 1)).unwrap_or_default()
}

fn change(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let at = place(bytes.len(), dice);
    let end = (at + 1 + place(40, dice)).min(bytes.len()).max(at);
    match dice.below(8) {
        0 => bytes.truncate(at),
        1 => drop(bytes.drain(at..end)),
        2 => {
            let part = bytes[at..end].to_vec();
            let to = place(bytes.len(), dice);
            bytes.splice(to..to, part);
        }
        3 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
        4 if at < bytes.len() => bytes[at] = u8::try_from(dice.below(256)).unwrap_or_default(),
        5 => {
            let deep = 1 + place(300, dice);
            bytes.splice(at..at, b"[".repeat(deep));
        }
        _ => {
            let count = PIECES.len() as u64;
            let piece = PIECES[usize::try_from(dice.below(count)).unwrap_or_default()];
            bytes.splice(at..at, piece.iter().copied());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_changes_the_same_and_many_seeds_change_much() {
        let input = br#"{"topic":"coffee"}"#;
        let of = |seed| mutated(input, &mut Dice::new(seed));
        assert_eq!(of(7), of(7));
        let different: std::collections::BTreeSet<_> = (0..200).map(of).collect();
        assert!(different.len() > 150, "{}", different.len());
    }
}
