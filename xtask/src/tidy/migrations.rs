//! Migrations are numbered from 1 without a gap, so that every database has taken the same ones.

pub(super) fn check(tracked: &[&str]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut numbers = Vec::new();
    for path in tracked.iter().filter(|path| is_migration(path)) {
        match number(path) {
            Some(number) => numbers.push(number),
            None => problems.push(format!("{path}: name it V<number>__what_it_does.sql")),
        }
    }
    numbers.sort_unstable();
    for (number, expected) in numbers.into_iter().zip(1..) {
        if number != expected {
            problems.push(format!(
                "migrations: V{expected} comes next, and V{number} is there"
            ));
            break;
        }
    }
    problems
}

fn is_migration(path: &str) -> bool {
    path.starts_with("migrations/") && matches!(path.rsplit_once('.'), Some((_, "sql")))
}

fn number(path: &str) -> Option<u32> {
    let (number, name) = path
        .strip_prefix("migrations/V")?
        .strip_suffix(".sql")?
        .split_once("__")?;
    let well_named =
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    number.parse().ok().filter(|_| well_named)
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn migrations_count_from_one_in_any_order_of_files() {
        let tracked = [
            "migrations/V1__accounts.sql",
            "migrations/V10__audit.sql",
            "migrations/README.md",
            "crates/a/query.sql",
        ];
        let between: Vec<String> = (2..10)
            .map(|n| format!("migrations/V{n}__more.sql"))
            .collect();
        let tracked: Vec<&str> = tracked
            .into_iter()
            .chain(between.iter().map(String::as_str))
            .collect();
        assert_eq!(check(&tracked), Vec::<String>::new());
    }

    #[test]
    fn gaps_repeats_and_other_names_are_refused() {
        for files in [
            &["migrations/V2__accounts.sql"][..],
            &["migrations/V1__a.sql", "migrations/V3__b.sql"],
            &["migrations/V1__a.sql", "migrations/V1__b.sql"],
            &["migrations/V1_a.sql"],
            &["migrations/V1__.sql"],
            &["migrations/1__a.sql"],
            &["migrations/old/V1__a.sql"],
        ] {
            assert_eq!(check(files).len(), 1, "{files:?}");
        }
    }
}
