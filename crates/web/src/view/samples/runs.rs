//! Samples: runs.

use crate::{
    view::{
        badge::Badge,
        choice::Choice,
        runs::{MoreRuns, RunRow, Runs},
        samples::korea,
        shell::{Nav, Shell},
    },
    words::say,
};

impl RunRow {
    /// One of each state.
    pub fn samples() -> Vec<Self> {
        let row = |id: &str, title: &str, when: &str, badge, credits| Self {
            id: id.into(),
            title: title.into(),
            agent: "쇼츠 대본".into(),
            when: korea(when),
            badge,
            credits,
        };
        vec![
            row(
                "0193a1",
                "지하철에서 3분 만에 하는 목 스트레칭",
                "2026-11-23T15:07",
                Badge::run_running(),
                20,
            ),
            row(
                "0193a0",
                "자취생 계란볶음밥, 고슬고슬하게 만드는 법",
                "2026-11-23T15:05",
                Badge::run_succeeded(),
                20,
            ),
            row(
                "01939f",
                "<script>alert('제목')</script>",
                "2026-11-22T09:41",
                Badge::run_failed(),
                0,
            ),
        ]
    }
}

impl Runs {
    /// A page with more to come.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample(say("nav-runs"), Nav::Runs),
            is_filtered: false,
            text: String::new(),
            agents: vec![Choice {
                code: "shorts-script".into(),
                label: "쇼츠 대본".into(),
            }],
            agent: String::new(),
            statuses: vec![Choice {
                code: "FAILED".into(),
                label: say("runs-status-failed"),
            }],
            status: String::new(),
            rows: RunRow::samples(),
            more_url: Some("/runs?before=01939f".into()),
        }
    }

    /// Looked for in vain.
    pub fn sample_no_match() -> Self {
        Self {
            is_filtered: true,
            text: "\"><script>alert(1)</script>".into(),
            agent: "shorts-script".into(),
            status: "FAILED".into(),
            rows: Vec::new(),
            more_url: None,
            ..Self::sample()
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
