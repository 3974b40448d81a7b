//! What can happen in a story.

use proptest::prelude::*;

/// Orders that one story has at most.
pub(super) const ORDERS: usize = 3;

/// What can happen.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Prepare,
    Attempt(usize, Attempt),
    Verify(usize, u8),
    Webhook(usize, u8),
    Round,
    Wait(u32),
    Run(u8),
    RunThatFails,
    Console(usize, Option<i64>),
    Dispute(usize),
    DisputeEnds(usize),
    AskRefund(usize),
    Refund(usize, Option<u32>),
    RefundThatIsRefused(usize),
    GatewayFails(u32, Failure),
    Crash,
    Reconcile,
}

/// How an attempt to pay goes.
#[derive(Clone, Debug)]
pub(super) enum Attempt {
    Fails,
    Pays,
    PaysAnother(i64),
    PaysInAnother,
}

/// How the payment company fails.
#[derive(Clone, Copy, Debug)]
pub(super) enum Failure {
    Down,
    Lost,
    Refuses,
}

pub(super) fn step() -> impl Strategy<Value = Step> {
    let order = 0..ORDERS;
    let attempt = prop_oneof![
        1 => Just(Attempt::Fails),
        6 => Just(Attempt::Pays),
        1 => (1..9_899_i64).prop_map(Attempt::PaysAnother),
        1 => Just(Attempt::PaysInAnother),
    ];
    let failure = prop_oneof![
        Just(Failure::Down),
        Just(Failure::Lost),
        Just(Failure::Refuses)
    ];
    let won = prop_oneof![Just(None), (1..9_900_i64).prop_map(Some)];
    let credits = prop_oneof![Just(None), (1..1_000_u32).prop_map(Some)];
    prop_oneof![
        3 => Just(Step::Prepare),
        6 => (order.clone(), attempt).prop_map(|(order, attempt)| Step::Attempt(order, attempt)),
        5 => (order.clone(), 1..4_u8).prop_map(|(order, times)| Step::Verify(order, times)),
        4 => (order.clone(), 1..4_u8).prop_map(|(order, times)| Step::Webhook(order, times)),
        3 => Just(Step::Round),
        2 => (1..2_000_u32).prop_map(Step::Wait),
        3 => (1..16_u8).prop_map(Step::Run),
        2 => Just(Step::RunThatFails),
        2 => (order.clone(), won).prop_map(|(order, won)| Step::Console(order, won)),
        1 => order.clone().prop_map(Step::Dispute),
        1 => order.clone().prop_map(Step::DisputeEnds),
        2 => order.clone().prop_map(Step::AskRefund),
        1 => order.clone().prop_map(Step::RefundThatIsRefused),
        2 => (order, credits).prop_map(|(order, credits)| Step::Refund(order, credits)),
        2 => (1..4_u32, failure).prop_map(|(times, failure)| Step::GatewayFails(times, failure)),
        1 => Just(Step::Crash),
        1 => Just(Step::Reconcile),
    ]
}
