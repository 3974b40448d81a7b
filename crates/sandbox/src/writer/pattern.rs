//! A text that matches a regular expression.

use regex_syntax::hir::{Hir, HirKind};

/// The shortest text for a pattern, more or less; none if the pattern is beyond this.
pub(super) fn example(pattern: &str) -> Option<String> {
    let mut text = String::new();
    write(&regex_syntax::parse(pattern).ok()?, &mut text)?;
    Some(text)
}

fn write(hir: &Hir, text: &mut String) -> Option<()> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(regex_syntax::hir::Class::Unicode(class)) => {
            // A readable character where the class has one.
            let has = |c: &char| {
                class
                    .ranges()
                    .iter()
                    .any(|r| r.start() <= *c && *c <= r.end())
            };
            let readable = ['가', 'a', 'A', '1'].into_iter().find(has);
            text.push(readable.or_else(|| Some(class.ranges().first()?.start()))?);
        }
        HirKind::Class(regex_syntax::hir::Class::Bytes(class)) => {
            text.push(char::from(class.ranges().first()?.start()));
        }
        HirKind::Repetition(repetition) => {
            for _ in 0..repetition.min.max(u32::from(repetition.max.is_none())) {
                write(&repetition.sub, text)?;
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, text)?,
        HirKind::Concat(parts) => {
            for part in parts {
                write(part, text)?;
            }
        }
        HirKind::Alternation(options) => write(options.first()?, text)?,
    }
    Some(())
}
