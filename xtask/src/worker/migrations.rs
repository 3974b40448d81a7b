//! The migrations as `wrangler d1 migrations apply` wants them: `migrations/V1__accounts.sql` is
//! `0001_accounts.sql` there, because wrangler goes by the order of names.

use std::{fs, path::Path};

use anyhow::Context as _;

/// Writes them into `folder`, and nothing else.
pub(super) fn write(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    for entry in fs::read_dir("migrations")? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_str().context("a migration's name is no text")?;
        if let Some(name) = name_for_wrangler(name) {
            fs::copy(entry.path(), folder.join(name))?;
        }
    }
    Ok(())
}

/// None for what is no migration; `cargo xtask tidy` sees to it that the others are well named.
fn name_for_wrangler(name: &str) -> Option<String> {
    let (number, rest) = name.strip_prefix('V')?.split_once("__")?;
    Some(format!("{:04}_{rest}", number.parse::<u32>().ok()?))
}

#[cfg(test)]
mod tests {
    use super::name_for_wrangler;

    #[test]
    fn the_order_of_names_is_the_order_of_numbers() {
        let name = |name| name_for_wrangler(name).unwrap();
        assert_eq!(name("V1__accounts.sql"), "0001_accounts.sql");
        assert!(name("V2__credits.sql") < name("V10__audit.sql"));
        assert_eq!(name_for_wrangler("README.md"), None);
    }
}
