//! The small coloured word that tells a state at a glance.

use crate::words::{Message, say};

/// How a state feels; the style sheet gives each a colour in both themes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to do, nothing to celebrate.
    Neutral,
    /// In motion.
    Active,
    /// Done well.
    Good,
    /// Wants attention.
    Warning,
    /// Went wrong.
    Bad,
}

/// A word and its tone. The word alone says everything: colour only helps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    /// The word.
    pub label: Message,
    /// Its tone.
    pub tone: Tone,
}

impl Badge {
    /// Any word.
    pub fn new(label: impl Into<Message>, tone: Tone) -> Self {
        Self {
            label: label.into(),
            tone,
        }
    }

    /// A run at work.
    pub fn run_running() -> Self {
        Self::new(say("badge-run-running"), Tone::Active)
    }

    /// A run with a result.
    pub fn run_succeeded() -> Self {
        Self::new(say("badge-run-succeeded"), Tone::Good)
    }

    /// A run that failed; its credits are back.
    pub fn run_failed() -> Self {
        Self::new(say("badge-run-failed"), Tone::Bad)
    }

    /// A run that its creator stopped; its credits are back.
    pub fn run_stopped() -> Self {
        Self::new(say("badge-run-stopped"), Tone::Neutral)
    }

    /// An order not yet paid, or not yet seen to be.
    pub fn order_pending() -> Self {
        Self::new(say("badge-order-pending"), Tone::Active)
    }

    /// An order paid and granted.
    pub fn order_completed() -> Self {
        Self::new(say("badge-order-completed"), Tone::Good)
    }

    /// An order that came to nothing.
    pub fn order_failed() -> Self {
        Self::new(say("badge-order-failed"), Tone::Neutral)
    }

    /// An order whose buyer is to transfer the money.
    pub fn order_transfer() -> Self {
        Self::new(say("badge-order-transfer"), Tone::Active)
    }

    /// An order that nobody paid in time.
    pub fn order_expired() -> Self {
        Self::new(say("badge-order-expired"), Tone::Neutral)
    }

    /// An order whose buyer asked for a refund.
    pub fn order_refund_asked() -> Self {
        Self::new(say("badge-order-refund-asked"), Tone::Warning)
    }

    /// An order whose money is on its way back.
    pub fn order_refunding() -> Self {
        Self::new(say("badge-order-refunding"), Tone::Active)
    }

    /// An order part of whose money went back.
    pub fn order_partially_refunded() -> Self {
        Self::new(say("badge-order-partially-refunded"), Tone::Warning)
    }

    /// An order whose money went back.
    pub fn order_refunded() -> Self {
        Self::new(say("badge-order-refunded"), Tone::Warning)
    }

    /// An order that the card company decides about.
    pub fn order_disputed() -> Self {
        Self::new(say("badge-order-disputed"), Tone::Warning)
    }

    /// Money on its way back.
    pub fn money_returning() -> Self {
        Self::new(say("badge-money-returning"), Tone::Active)
    }

    /// Money that went back.
    pub fn money_returned() -> Self {
        Self::new(say("badge-money-returned"), Tone::Good)
    }

    /// Money that could not go back.
    pub fn money_kept() -> Self {
        Self::new(say("badge-money-kept"), Tone::Bad)
    }

    /// The class that colours it.
    pub fn class(&self) -> &'static str {
        match self.tone {
            Tone::Neutral => "badge",
            Tone::Active => "badge badge-active",
            Tone::Good => "badge badge-good",
            Tone::Warning => "badge badge-warning",
            Tone::Bad => "badge badge-bad",
        }
    }
}
