//! Everything we keep of a person, for themselves: a JSON document a file.

use serde_json::{Map, Value as Json, json};

use crate::{
    database::{DatabaseError, Row, Statement, Value},
    random::UserId,
    run,
    world::World,
};

/// How many runs' results one export reads.
const RUNS_AT_MOST: u32 = 1_000;

/// A document of the export: its name, the query, and the names of its columns.
type Part = (&'static str, &'static str, &'static [&'static str]);

const PARTS: &[Part] = &[
    (
        "account.json",
        "SELECT id, issuer, subject, name, email, role, language, created_at FROM user_account WHERE id = ?1",
        &["id", "issuer", "subject", "name", "email", "role", "language", "created_at"],
    ),
    (
        "consents.json",
        "SELECT document, version, agreed_at FROM consent WHERE user_id = ?1 ORDER BY agreed_at, document",
        &["document", "version", "agreed_at"],
    ),
    (
        "sessions.json",
        "SELECT device, created_at, seen_at, expires_at FROM session WHERE user_id = ?1 ORDER BY created_at",
        &["device", "created_at", "seen_at", "expires_at"],
    ),
    (
        "api_keys.json",
        "SELECT name, prefix, cap, spent, created_at, expires_at, last_used_at, revoked_at FROM api_key
         WHERE user_id = ?1 ORDER BY id",
        &["name", "prefix", "cap", "spent", "created_at", "expires_at", "last_used_at", "revoked_at"],
    ),
    (
        "orders.json",
        "SELECT id, package_id, order_name, amount, currency, credits, bonus, status, reason, method,
                refunded, receipt_url, created_at, settled_at
         FROM payment_order WHERE user_id = ?1 ORDER BY id",
        &["merchant_uid", "package", "order_name", "amount", "currency", "credits", "bonus", "status",
          "reason", "method", "refunded", "receipt_url", "created_at", "settled_at"],
    ),
    (
        "brand_voices.json",
        "SELECT agent_id, voice, updated_at FROM brand_voice WHERE user_id = ?1 ORDER BY agent_id",
        &["agent", "voice", "updated_at"],
    ),
    (
        "ratings.json",
        "SELECT g.run_id, g.verdict, g.reason, g.rated_at FROM run_rating g JOIN agent_run r ON r.id = g.run_id
         WHERE r.user_id = ?1 ORDER BY r.number",
        &["run", "verdict", "reason", "rated_at"],
    ),
    (
        "transactions.json",
        "SELECT number, kind, amount, balance_after, order_id, run_id, created_at FROM credit_transaction
         WHERE user_id = ?1 ORDER BY number",
        &["number", "kind", "amount", "balance_after", "merchant_uid", "run", "created_at"],
    ),
];

/// All of it, a document a file: the account first, the runs last.
pub async fn export(world: &World, user: &UserId) -> Result<Vec<(String, Json)>, DatabaseError> {
    let mut documents = Vec::new();
    for (name, sql, columns) in PARTS {
        let rows = world.database.read(Statement::new(sql).bind(user)).await?;
        let rows: Vec<Json> = rows.iter().map(|row| object(row, columns)).collect();
        documents.push(((*name).to_owned(), Json::Array(rows)));
    }
    for run in run::list(world, user, &run::Filter::default(), None, RUNS_AT_MOST).await? {
        // A result that cannot be read now keeps nobody from the rest.
        let result = run::document(world, &run).await.ok().flatten();
        let document = json!({
            "id": run.id.as_str(),
            "agent": run.agent_id,
            "agent_version": run.agent_version,
            "rewrite": run.rewrite.map(|rewrite| json!({
                "parent": rewrite.parent.as_str(),
                "part": rewrite.part,
                "wish": rewrite.wish,
            })),
            "input": run.input,
            "price": run.price.get(),
            "status": run.status,
            "created_at": run.created_at,
            "result": result,
        });
        documents.push((format!("runs/{}.json", run.id), document));
    }
    Ok(documents)
}

fn object(row: &Row, columns: &[&str]) -> Json {
    let values = row.0.iter().map(|value| match value {
        Value::Null => Json::Null,
        Value::Integer(number) => Json::from(*number),
        Value::Text(text) => Json::from(text.as_str()),
    });
    let named = columns.iter().map(|name| (*name).to_owned()).zip(values);
    Json::Object(named.collect::<Map<_, _>>())
}
