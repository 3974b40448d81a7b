//! `openclaw admin grant` and `revoke`.

use std::process::ExitCode;

use anyhow::bail;
use openclaw_domain::{
    account::{self, Role},
    world::World,
};

use crate::cli::text::say;

/// Somebody, as their sign-in provider names them.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Identity {
    issuer: String,
    subject: String,
}

impl Identity {
    /// Reads `issuer/subject`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        match text.rsplit_once('/') {
            Some((issuer, subject)) if !issuer.is_empty() && !subject.is_empty() => Ok(Self {
                issuer: issuer.to_owned(),
                subject: subject.to_owned(),
            }),
            _ => Err("issuer/subject, as in https://kauth.kakao.com/4820143072".to_owned()),
        }
    }
}

pub(super) async fn set(
    world: &World,
    person: &Identity,
    role: Role,
    actor: &str,
) -> anyhow::Result<ExitCode> {
    let Identity { issuer, subject } = person;
    let name = format!("{issuer}/{subject}");
    if !account::set_role(world, issuer, subject, role, actor).await? {
        bail!("there is no account {name}: they must have signed in once");
    }
    match role {
        Role::Admin => say(&format!("{name} may use the operator's pages now.")),
        Role::User if world.settings.admins.contains(&name) => say(&format!(
            "{name} has no role any more, but `admin.subjects` names them: they may use the \
             operator's pages until it does not."
        )),
        Role::User => say(&format!(
            "{name} may not use the operator's pages any more."
        )),
    }
    Ok(ExitCode::SUCCESS)
}
