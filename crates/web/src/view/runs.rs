//! Lists of runs: all of them page by page, and the rows that htmx adds.

use askama::Template;

use super::{badge::Badge, filters, format::When, shell::Shell};

/// One run in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRow {
    /// Its id; the row leads to `/runs/{id}`.
    pub id: String,
    /// What it was made from, in the creator's words.
    pub title: String,
    /// The agent's name.
    pub agent: String,
    /// When it started.
    pub when: When,
    /// Its state.
    pub badge: Badge,
    /// Credits it cost; 0 once they were given back.
    pub credits: i64,
}

impl RunRow {
    /// One of each state.
    pub fn samples() -> Vec<Self> {
        let row = |id: &str, title: &str, when: &str, badge, credits| Self {
            id: id.into(),
            title: title.into(),
            agent: "쇼츠 대본".into(),
            when: When::new("2026-11-23T15:05+09:00", when),
            badge,
            credits,
        };
        vec![
            row(
                "0193a1",
                "지하철에서 3분 만에 하는 목 스트레칭",
                "방금",
                Badge::run_running(),
                20,
            ),
            row(
                "0193a0",
                "자취생 계란볶음밥, 고슬고슬하게 만드는 법",
                "2026. 11. 23. 오후 3:05",
                Badge::run_succeeded(),
                20,
            ),
            row(
                "01939f",
                "<script>alert('제목')</script>",
                "2026. 11. 22. 오전 9:41",
                Badge::run_failed(),
                0,
            ),
        ]
    }
}

/// All runs, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "runs.html")]
pub struct Runs {
    /// The frame.
    pub shell: Shell,
    /// This page of them.
    pub rows: Vec<RunRow>,
    /// The next page's address, if there is one.
    pub more_url: Option<String>,
}

/// Further rows, for a request that htmx made to [`Runs::more_url`].
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "fragments/run_rows.html")]
pub struct MoreRuns {
    /// This page of them.
    pub rows: Vec<RunRow>,
    /// The next page's address, if there is one.
    pub more_url: Option<String>,
}

impl Runs {
    /// A page with more to come.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample("기록", super::shell::Nav::Runs),
            rows: RunRow::samples(),
            more_url: Some("/runs?before=01939f".into()),
        }
    }

    /// Nothing made yet.
    pub fn sample_empty() -> Self {
        Self {
            rows: Vec::new(),
            more_url: None,
            ..Self::sample()
        }
    }
}

impl MoreRuns {
    /// The last rows.
    pub fn sample() -> Self {
        Self {
            rows: RunRow::samples(),
            more_url: None,
        }
    }
}
