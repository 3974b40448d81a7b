//! The operator's commands, without a server.

use openclaw::config::Config;

use crate::command::Program;

const NOBODY: &str = "0197f0a1b2c3d4e5f60718293a4b5c6d";

/// With a database that has no orders.
fn program() -> Program {
    let program = Program::new();
    let mut config = Config::defaults().unwrap();
    config.data = program.folder().join("data");
    drop(openclaw::app::open_database(&config).unwrap());
    program
}

#[test]
fn what_is_mistyped_is_refused_in_words() {
    let program = Program::new();
    for (arguments, words) in [
        (&["admin", "orders", "show", "x"][..], "32 hex digits"),
        (
            &["admin", "orders", "list", "--status", "paid"],
            "one of pending",
        ),
        (&["admin", "orders", "list", "--limit", "0"], "1..=1000"),
        (&["admin", "orders", "refund", NOBODY], "--reason"),
        (
            &["admin", "orders", "quote", NOBODY, "--credits", "x"],
            "--credits",
        ),
        (&["admin", "orders", "retry", "y"], "32 hex digits"),
        (&["admin", "alerts", "seen", "z"], "32 hex digits"),
        (&["admin", "everything"], "everything"),
    ] {
        let told = program.run(arguments);
        assert_eq!(told.code, 2, "{arguments:?}: {}", told.err);
        assert!(told.err.contains(words), "{arguments:?}: {}", told.err);
    }
}

#[test]
fn without_a_database_nothing_is_made() {
    let program = Program::new();
    let told = program.run(&["admin", "orders", "list"]);
    assert_eq!(told.code, 1);
    assert!(told.err.contains("there is no database"), "{}", told.err);
    assert_eq!(std::fs::read_dir(program.folder()).unwrap().count(), 0);
}

#[test]
fn an_empty_shop_has_nothing_to_tell() {
    let program = program();
    for (arguments, said) in [
        (&["admin", "orders", "list"][..], "No order fits.\n"),
        (
            &["admin", "orders", "list", "--status", "partially-refunded"],
            "No order fits.\n",
        ),
        (
            &[
                "admin", "orders", "list", "--asked", "--text", "x", "--json",
            ],
            "[]\n",
        ),
        (&["admin", "alerts", "list"], "No alerts.\n"),
        (&["admin", "alerts", "list", "--all", "--json"], "[]\n"),
    ] {
        let told = program.run(arguments);
        assert_eq!(
            (told.code, told.out.as_str()),
            (0, said),
            "{arguments:?}: {}",
            told.err
        );
    }
    for arguments in [
        &["admin", "orders", "show", NOBODY][..],
        &["admin", "orders", "quote", NOBODY],
        &["admin", "alerts", "seen", NOBODY],
    ] {
        let told = program.run(arguments);
        assert_eq!(told.code, 1, "{arguments:?}");
        assert!(
            told.err.contains("there is no"),
            "{arguments:?}: {}",
            told.err
        );
    }
}

#[test]
fn what_asks_the_gateway_says_that_the_sandbox_is_not_running() {
    let program = program();
    for arguments in [
        &["admin", "reconcile"][..],
        &["admin", "orders", "look", NOBODY],
        &["admin", "orders", "retry", NOBODY],
        &[
            "admin", "orders", "refund", NOBODY, "--reason", "x", "--yes",
        ],
    ] {
        let told = program.run(arguments);
        assert_eq!(told.code, 1, "{arguments:?}");
        assert!(
            told.err
                .contains("the sandbox does not answer at 127.0.0.1:2"),
            "{arguments:?}: {}",
            told.err
        );
    }
}

#[test]
fn a_configuration_that_contradicts_itself_moves_no_money() {
    let program = program().with("OPENCLAW_MODE", "live");
    let told = program.run(&["admin", "reconcile"]);
    assert_eq!(told.code, 1);
    assert!(told.err.contains("live mode needs"), "{}", told.err);
}
