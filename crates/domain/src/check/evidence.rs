//! Everything a report says rests on evidence; what does not is left out, and enough must be left.

use std::collections::BTreeMap;

use super::{Found, Subject};
use crate::trend::{Dropped, proved};

pub(super) fn findings(
    subject: &Subject<'_>,
    from: &str,
    lists: &[String],
    at_least: &BTreeMap<String, usize>,
) -> Found {
    let (report, dropped) = proved(subject.output, &subject.evidence[from], lists);
    let mut found = Vec::new();
    for (list, fewest) in at_least {
        let left = report[list].as_array().map_or(0, Vec::len);
        if left >= *fewest {
            continue;
        }
        let reason = format!("{left} of its items rest on the evidence; {fewest} at least must");
        found.push((list.clone(), reason));
        let of_list = |it: &&Dropped| it.place.split('[').next() == Some(list.as_str());
        let why = dropped.iter().filter(of_list);
        found.extend(why.map(|it| (it.place.clone(), it.reason.clone())));
    }
    found
}
