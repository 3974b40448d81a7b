//! The history of credits as a file for a spreadsheet, and what it can be filtered by.

use std::sync::Arc;

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use openclaw_domain::ledger::{self, TransactionKind};
use serde::Deserialize;

use super::{Page, credits::what, words::transaction_name};
use crate::{
    http::{query::Query, reader::Spoken, user::SignedIn},
    problem::Problem,
    site::Site,
    view::{choice::Choice, format::When},
    words::{Language, Message, say},
};

/// More lines than anybody has; a file holds the newest.
const LINES: u32 = 10_000;

/// What a history can be filtered by, in the order of the choice.
const KINDS: [TransactionKind; 8] = [
    TransactionKind::Usage,
    TransactionKind::RunRefund,
    TransactionKind::Purchase,
    TransactionKind::PurchaseBonus,
    TransactionKind::PaymentRefund,
    TransactionKind::SignupBonus,
    TransactionKind::Expiry,
    TransactionKind::Adjustment,
];

/// The choice, for the form.
pub(super) fn choices() -> Vec<Choice> {
    let choice = |kind: TransactionKind| Choice {
        code: kind.as_str().to_owned(),
        label: transaction_name(kind),
    };
    KINDS.map(choice).into()
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    kind: String,
}

/// The newest lines, all of them or of one kind.
pub(super) async fn csv(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Spoken(language): Spoken,
    Query(asked): Query<Asked>,
) -> Page {
    let kind = TransactionKind::from_word(&asked.kind);
    let database = &*site.world.database;
    let lines = ledger::history_of(database, &user.id, kind, None, LINES).await?;
    let head = [
        "csv-when",
        "csv-kind",
        "csv-what",
        "csv-change",
        "csv-after",
    ];
    let head = head.map(|key| say(key).to(language).into_owned());
    let rows = lines.into_iter().map(|line| {
        [
            When::moment(line.at.0).iso(),
            transaction_name(line.kind).to(language).into_owned(),
            text(&what(&site, &line), language),
            line.amount.to_string(),
            line.balance_after.get().to_string(),
        ]
    });
    let file = write(std::iter::once(head).chain(rows)).map_err(|error| {
        tracing::error!(%error, "a history cannot be written");
        Problem::internal()
    })?;
    Ok(download(file))
}

/// A spreadsheet takes what begins so for a formula; an apostrophe in front makes it text.
fn text(words: &Message, language: Language) -> String {
    let words = words.to(language);
    if words.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{words}")
    } else {
        words.into_owned()
    }
}

fn write(rows: impl Iterator<Item = [String; 5]>) -> Result<Vec<u8>, csv::Error> {
    // Excel takes a file for UTF-8 by this mark alone.
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    for row in rows {
        writer.write_record(row)?;
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

fn download(file: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"openclaw-credits.csv\"",
        ),
    ];
    (headers, file).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::verbatim;

    #[test]
    fn what_people_wrote_is_no_formula() {
        for (words, written) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-20", "'-20"),
            ("plain, \"quoted\"", "plain, \"quoted\""),
        ] {
            assert_eq!(text(&verbatim(words), Language::English), written);
        }
        let row = ["a", "b, c", "d\"e", "", "f"].map(str::to_owned);
        let file = write(std::iter::once(row)).unwrap();
        assert_eq!(file, "\u{feff}a,\"b, c\",\"d\"\"e\",,f\n".as_bytes());
    }
}
