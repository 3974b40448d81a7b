//! What the configuration says.

use super::{Check, Level, must, sign_in};
use crate::config::{Config, Gateway, Mode, order_name_fits};

/// NICE wants to see so many products at its review.
const PRODUCTS: usize = 2;

pub(super) fn checks(config: &Config) -> Vec<Check> {
    let mut checks = vec![mode(config)];
    checks.extend(config.conflicts().into_iter().map(|conflict| {
        let next = "`serve` refuses to start like this";
        Check::bad(Level::Missing, "configuration", conflict.to_string(), next)
    }));
    checks.extend(config.musts().into_iter().map(|it| {
        if it.holds {
            Check::ok(it.key, "set")
        } else {
            let found = if it.needs.trim_matches('`') == it.key {
                "not set".to_owned()
            } else {
                format!("live mode needs {}", it.needs)
            };
            Check::bad(must(config), it.key, found, it.next)
        }
    }));
    checks.extend(shapes(config));
    checks.extend([
        products(config),
        order_names(config),
        ftc(config),
        admin(config),
    ]);
    checks.extend(sign_in::settings(config));
    checks
}

fn mode(config: &Config) -> Check {
    match config.mode {
        Mode::Live => Check::ok("mode", "live"),
        Mode::Sandbox => Check::bad(
            Level::Warning,
            "mode",
            "sandbox: no real money, and the pages say that they are a sample",
            "set OPENCLAW_MODE=live; NICE's review refuses test and sample wording",
        ),
    }
}

/// Names that do not begin as PortOne's do: most likely another value was copied.
fn shapes(config: &Config) -> Vec<Check> {
    let named = match config.portone.gateway {
        Gateway::V2 => [
            ("portone.store_id", &config.portone.store_id, "store-"),
            (
                "portone.channel_key",
                &config.portone.channel_key,
                "channel-key-",
            ),
        ],
        Gateway::V1 => [
            ("portone_v1.user_code", &config.portone_v1.user_code, "imp"),
            (
                "portone_v1.channel_key",
                &config.portone_v1.channel_key,
                "channel-key-",
            ),
        ],
    };
    let odd = named.into_iter().filter(|(_, value, begin)| {
        let value = value.as_deref().unwrap_or_default();
        !value.is_empty() && !value.starts_with(begin)
    });
    odd.map(|(key, _, begin)| {
        let found = format!("does not begin with {begin}");
        Check::bad(
            Level::Warning,
            key,
            found,
            "compare it with PortOne's console",
        )
    })
    .collect()
}

fn products(config: &Config) -> Check {
    let count = config.credits.packages().len();
    if count >= PRODUCTS {
        return Check::ok("packages", format!("{count} for sale"));
    }
    let found = format!("{count} for sale; NICE's review wants 2 or 3 products");
    Check::bad(must(config), "packages", found, "add [[credits.packages]]")
}

fn order_names(config: &Config) -> Check {
    let packages = config.credits.packages();
    let odd = packages.iter().find(|package| !order_name_fits(package));
    match odd {
        None => Check::ok("order names", "NICE takes all of them"),
        Some(package) => Check::bad(
            Level::Missing,
            "order names",
            format!("NICE does not take `{}`", package.order_name()),
            "40 bytes of letters, digits and blanks",
        ),
    }
}

fn ftc(config: &Config) -> Check {
    if config.business.ftc_url.is_some() {
        return Check::ok("business.ftc_url", "set");
    }
    let found = "the footer has no link to the Fair Trade Commission's page on the seller";
    let next = "set OPENCLAW_BUSINESS_FTC_URL: the law wants the link";
    Check::bad(Level::Warning, "business.ftc_url", found, next)
}

fn admin(config: &Config) -> Check {
    let count = config.admin.subjects.as_ref().map_or(0, Vec::len);
    if count > 0 {
        return Check::ok("admin.subjects", format!("{count} set"));
    }
    let found = "nobody may use the admin pages but whom `openclaw admin grant` let";
    let next = "set OPENCLAW_ADMIN_SUBJECTS: docs/configuration.md says how";
    Check::bad(Level::Warning, "admin.subjects", found, next)
}
