//! `openclaw admin users`.

use std::process::ExitCode;

use openclaw_domain::{
    account::Role,
    database::{DatabaseError, Row, Statement},
    random::UserId,
    time::Timestamp,
    world::World,
};
use serde_json::{Value, json};

use super::Users;
use crate::cli::text::{grouped, say, seoul};

/// As `orders list` finds buyers: by an id's beginning, or by the whole of a name or email.
const SQL: &str = "SELECT u.id, u.issuer, u.subject, u.name, u.email, u.role, u.created_at, b.balance
     FROM user_account u JOIN credit_balance b ON b.user_id = u.id
     WHERE u.deleted_at IS NULL
       AND (CAST(?1 AS TEXT) IS NULL OR substr(u.id, 1, length(?1)) = ?1 OR u.subject = ?1 OR u.name = ?1 OR u.email = ?1)
     ORDER BY u.id DESC LIMIT ?2";

/// Somebody with an account.
struct Found {
    id: UserId,
    issuer: String,
    subject: String,
    name: Option<String>,
    email: Option<String>,
    role: Role,
    created_at: Timestamp,
    balance: i64,
}

impl Found {
    fn read(row: &Row) -> Result<Self, DatabaseError> {
        Ok(Self {
            id: row.get(0)?,
            issuer: row.get(1)?,
            subject: row.get(2)?,
            name: row.get(3)?,
            email: row.get(4)?,
            role: row.get(5)?,
            created_at: row.get(6)?,
            balance: row.get(7)?,
        })
    }

    /// What `grant` and `admin.subjects` call them.
    fn identity(&self) -> String {
        format!("{}/{}", self.issuer, self.subject)
    }

    fn line(&self, world: &World) -> String {
        let identity = self.identity();
        let name = self.name.as_deref().unwrap_or("(no name)");
        let email = self.email.as_deref().unwrap_or("(no email)");
        let is_admin = self.role == Role::Admin || world.settings.admins.contains(&identity);
        let role = if is_admin { "  (operator)" } else { "" };
        format!(
            "{}  {}{role}\n    {name}  {email}\n    {identity}\n    {} credits",
            self.id,
            seoul(self.created_at),
            grouped(self.balance),
        )
    }

    fn json(&self) -> Value {
        json!({
            "id": self.id,
            "issuer": self.issuer,
            "subject": self.subject,
            "name": self.name,
            "email": self.email,
            "role": self.role.as_str(),
            "balance": self.balance,
            "created_at": self.created_at,
        })
    }
}

pub(super) async fn list(world: &World, wish: &Users) -> anyhow::Result<ExitCode> {
    let Users::List { text, limit, json } = wish;
    let text = text.as_deref().map(str::trim);
    let statement = Statement::new(SQL)
        .bind(text.filter(|text| !text.is_empty()))
        .bind(i64::from(*limit));
    let rows = world.database.read(statement).await?;
    let found: Vec<Found> = rows.iter().map(Found::read).collect::<Result<_, _>>()?;
    if *json {
        let all: Value = found.iter().map(Found::json).collect();
        say(&serde_json::to_string_pretty(&all)?);
    } else if found.is_empty() {
        say("Nobody fits.");
    } else {
        let lines: Vec<String> = found.iter().map(|one| one.line(world)).collect();
        say(&lines.join("\n"));
    }
    Ok(ExitCode::SUCCESS)
}
