//! What is wrong with inputs, in words for a terminal.

use openclaw_domain::agent::{FieldProblem, Problem};

/// One line a field.
pub(in crate::cli) fn lines(problems: &[FieldProblem]) -> String {
    let lines: Vec<String> = problems.iter().map(line).collect();
    lines.join("\n")
}

fn line(problem: &FieldProblem) -> String {
    let field = &problem.field;
    match &problem.problem {
        Problem::NotAnObject => "  the inputs must be a JSON object".to_owned(),
        Problem::Unknown => format!("  {field}: the agent has no such input"),
        Problem::Missing => format!("  {field}: must be given"),
        Problem::NotText => format!("  {field}: must be a text"),
        Problem::TooShort(min) => format!("  {field}: must have {min} characters at least"),
        Problem::TooLong(max) => format!("  {field}: must have {max} characters at most"),
        Problem::ControlCharacter => format!("  {field}: holds a control character"),
        Problem::NotInteger => format!("  {field}: must be a whole number"),
        Problem::NotAList => format!("  {field}: must be a list of texts"),
        Problem::TooSmall(min) => format!("  {field}: must be {min} at least"),
        Problem::TooLarge(max) => format!("  {field}: must be {max} at most"),
        Problem::TooMany(max) => format!("  {field}: takes {max} items at most"),
        Problem::NoSuchRun(agents) => {
            format!("  {field}: must be a finished run of {}", agents.join(", "))
        }
        Problem::NotAChoice(choices) => format!("  {field}: must be one of {}", choices.join(", ")),
    }
}
