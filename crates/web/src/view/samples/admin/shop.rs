//! Samples: the shop's figures, its people, its runs and its prompts.

use crate::{
    view::{
        admin::{Facts, FiguresPage, PromptsPage, RunRecordPage, RunsPage, UserPage, Users},
        badge::Badge,
        chart::Chart,
        choice::Choice,
        samples::korea,
        shell::Shell,
        table::{Cell, Table},
    },
    words::say,
};

/// Somebody's name that would rather be markup.
const NAME: &str = "<script>alert('이름')</script>";

fn table(name: &'static str, columns: &[&'static str], row: Vec<Cell>) -> Table {
    Table {
        name: say(name),
        columns: columns.iter().copied().map(say).collect(),
        rows: vec![row],
    }
}

fn choice(code: &str, label: &'static str) -> Choice {
    Choice {
        code: code.into(),
        label: say(label),
    }
}

impl FiguresPage {
    /// A day with one agent at work.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample_admin(say("admin-figures-page")),
            facts: Facts::samples(),
            charts: vec![Chart::sample()],
            agents: table(
                "figures-agents",
                &["figures-agent", "figures-runs"],
                vec![Cell::text("쇼츠 대본"), Cell::Number("12".into())],
            ),
        }
    }
}

impl Users {
    /// Somebody with ideas about their name.
    pub fn sample() -> Self {
        let person = Cell::Link {
            text: NAME.into(),
            url: "/admin/users/0193a0".into(),
        };
        Self {
            shell: Shell::sample_admin(say("admin-users-page")),
            text: "\"><script>alert(1)</script>".into(),
            table: table(
                "admin-users",
                &["col-user", "col-came"],
                vec![person, Cell::Time(korea("2026-11-21T20:00"))],
            ),
            more_url: Some("/admin/users?before=0193a0".into()),
        }
    }
}

impl UserPage {
    /// The same person.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample_admin(say("admin-user-page")),
            id: "0193a0".into(),
            headline: NAME.into(),
            told: None,
            facts: Facts::samples().remove(0),
            key: "0193a1c07f3b7c2e9d51".into(),
            tables: vec![table(
                "table-ledger",
                &["col-when", "col-change"],
                vec![
                    Cell::Time(korea("2026-11-21T20:00")),
                    Cell::Number("+100".into()),
                ],
            )],
        }
    }
}

impl RunsPage {
    /// A run that failed.
    pub fn sample() -> Self {
        let run = Cell::Link {
            text: NAME.into(),
            url: "/admin/runs/0193a0".into(),
        };
        Self {
            shell: Shell::sample_admin(say("admin-runs-page")),
            text: "\"><script>alert(1)</script>".into(),
            agents: vec![choice("shorts-script", "figures-agent")],
            agent: "shorts-script".into(),
            statuses: vec![choice("FAILED", "badge-run-failed")],
            status: String::new(),
            table: table(
                "admin-runs",
                &["admin-run", "admin-status"],
                vec![run, Cell::Badge(Badge::run_failed())],
            ),
            more_url: Some("/admin/runs?before=0193a0".into()),
        }
    }
}

impl RunRecordPage {
    /// The same run.
    pub fn sample() -> Self {
        let mut facts = Facts::samples();
        facts.truncate(2);
        Self {
            shell: Shell::sample_admin(say("admin-run-page")),
            id: "0193a0".into(),
            headline: NAME.into(),
            facts,
            attempts: table(
                "admin-attempts",
                &["col-provider", "col-outcome"],
                vec![Cell::code("openai"), Cell::code("incomplete")],
            ),
        }
    }
}

impl PromptsPage {
    /// One version of one prompt.
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample_admin(say("admin-prompts-page")),
            usual_days: 30,
            spans: vec![choice("7", "admin-prompts-span")],
            days: String::new(),
            table: table(
                "admin-prompts",
                &["admin-prompt", "figures-runs"],
                vec![Cell::code("2 · spoken"), Cell::Number("12".into())],
            ),
        }
    }
}
