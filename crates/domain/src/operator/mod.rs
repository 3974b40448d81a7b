//! What an operator asks of the whole shop: its figures, its people, and a balance put right.

mod adjust;
mod figures;
mod people;
mod runs;

pub use adjust::{AdjustError, Adjustment, LARGEST_ADJUSTMENT, adjust};
pub use figures::{
    AgentFigures, Costs, Day, Figures, Outstanding, agents_of, days, figures, midnight,
    month_began, outstanding,
};
pub use people::{Person, person, search_people};
pub use runs::{AttemptRecord, ListedRun, RunFilter, RunRecord, run_record, search_runs};
