//! The short forms of the audit, the torture and the simulation hold: a red row fails.

use std::process::Command;

fn proof(arguments: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_openclaw-proof"))
        .args(["--program", env!("CARGO_BIN_EXE_openclaw-attacked")])
        .args(arguments)
        .output()
        .expect("it can be run");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let failed = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}\n{failed}");
}

#[test]
fn every_row_of_the_audit_holds() {
    proof(&["audit", "--short"]);
}

#[test]
fn nothing_is_lost_in_a_short_torture() {
    proof(&["torture", "--short"]);
}

#[test]
fn the_domain_holds_in_some_stories() {
    proof(&["simulate", "--seed", "1000", "--seeds", "8"]);
}
